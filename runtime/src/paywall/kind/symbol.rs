//! Symbols: the built-in icons, in the colour of the text.

use super::base::Kind;
use crate::document::attribute::{Attribute as A, Value as Raw};
use crate::document::component::Reading;
use crate::paywall::element::{label, path, start};
use crate::paywall::resolve::{Resolver, Shown};
use crate::paywall::symbol;
use crate::string::concat;
use crate::style::write::write_font;
use crate::style::{Focus, Looks};
use crate::tree::{Element, Node, Tag, Value};

const BASE: &str = ".symbol{display:block;flex:none;width:1em;height:1.37em;padding:.12em 0 .25em;fill:currentColor}\n";

/// The kind of symbols.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "symbol",
        read: |reader, fields, component| {
            reader.usual(fields, component);
            if let Some(Raw::Text(name)) = component.attributes.get(A::NAME)
                && !symbol::is_known(name)
            {
                let message =
                    concat(&["\"", name, "\" is not known; a circled check mark is shown"]);
                let path = fields.path.key("name");
                reader.warnings.add("unknown_symbol", &path, message);
            }
        },
        ..Reading::USUAL
    },
    looks: Looks {
        class: "symbol",
        base: BASE,
        focus: Focus::OfButton,
        style: |draft, of| drop(write_font(&mut draft.own, of)),
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(icon(resolver, shown)),
    ..Kind::BOX
};

/// Draws an icon. Lists of texts use it for their bullets, too.
pub(super) fn icon<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let name = shown.text(A::NAME).unwrap_or_default();
    let symbol = symbol::symbol(&name);
    let mut element = start(resolver, shown, Tag::Svg);
    element.put("viewBox", symbol.view_box);
    let (what, value) = match shown.text(A::SCREENREADER_TEXT) {
        Some(_) => ("role", "img"),
        None => ("aria-hidden", "true"),
    };
    element.put(what, value);
    label(&mut element, shown);
    // An icon that points to a side is turned over when writing runs from the right.
    let turns =
        shown.place.scope.view.locale.is_rtl() && (name.contains("Left") || name.contains("Right"));
    for outline in symbol.paths() {
        let mut path = path(Value::Static(outline));
        if turns {
            path.put("transform", "matrix(-1 0 0 1 256 0)");
        }
        element.children.push(Node::Element(path));
    }
    element
}
