//! QR codes that lead to an address.

use super::base::Kind;
use crate::document::attribute::{Attribute as A, TEXT, own_attributes};
use crate::document::component::Reading;
use crate::paywall::element::{path, set, start};
use crate::paywall::qr;
use crate::paywall::resolve::{Resolver, Shown};
use crate::style::Looks;
use crate::style::css;
use crate::tree::{Element, Node, Tag, Value};

own_attributes! {
    COLOR "color" TEXT, Style;
}

const BASE: &str = ".qrCode{display:block;flex:none;width:360px;max-width:100%}\n";

/// The kind of QR codes.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "qrCode",
        attributes: ATTRIBUTES,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "qrCode",
        base: BASE,
        style: |draft, of| css::write_color(&mut draft.own, of, "fill", COLOR),
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    ..Kind::BOX
};

/// Builds the drawing of a code. It stays empty without an address, or with one that is too long.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let mut element = start(resolver, shown, Tag::Svg);
    let Some(text) = shown.text(A::URL) else {
        return element;
    };
    if let Some(code) = qr::encode(&text) {
        set(&mut element, "viewBox", format!("0 0 {0} {0}", code.size));
        element.put("role", "img");
        set(&mut element, "aria-label", text);
        element.put("shape-rendering", "crispEdges");
        element
            .children
            .push(Node::Element(path(Value::Shared(code.path.into()))));
    }
    element
}
