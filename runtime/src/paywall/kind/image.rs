//! Images. One without an address that is safe to load is an empty box.

use super::base::Kind;
use crate::document::attribute::{Attribute as A, TEXT, own_attributes};
use crate::document::component::Reading;
use crate::paywall::element::{block, set, start, wait};
use crate::paywall::resolve::{Resolver, Shown};
use crate::string::push;
use crate::style::css::length;
use crate::style::write::{write_length, write_media};
use crate::style::{Cascade, Looks, SIDES};
use crate::tree::{Element, Tag, escape};

own_attributes! {
    IMAGE_MASK "imageMask" TEXT, Style;
}

const BASE: &str = ".image,.videoUrl{display:block;position:relative;width:100%;height:100%;max-width:100%;object-fit:cover}\n";

/// The kind of images.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "image",
        attributes: ATTRIBUTES,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "image",
        base: BASE,
        rules: SIDES,
        rules_with: Some(A::ALIGNMENT),
        style: |draft, of| {
            write_media(draft, of);
            write_least(&mut draft.own, of);
            write_mask(&mut draft.own, of);
        },
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    ..Kind::BOX
};

/// Keeps a size in pixels where there is less room: what stands beside the picture gives way. None is wider than the
/// screen.
fn write_least(out: &mut String, of: &Cascade<'_>) {
    if let Some(width) = of.number(A::WIDTH).filter(|_| of.is_number(A::WIDTH)) {
        push(out, &["min-width:min(100vw,", &length(width), ");"]);
    }
    if of.is_number(A::HEIGHT) {
        write_length(out, of, "min-height", A::HEIGHT);
    }
}

/// Cuts the lower edge to an arc, 27 pixels high: outward or inward.
/// The strip with the arc is a part of an ellipse, whose middle is far above or below it.
fn write_mask(out: &mut String, of: &Cascade<'_>) {
    let arc = match of.text(IMAGE_MASK).as_deref() {
        Some("convex") => "-66px,#000 99.5%,#0000",
        Some("concave") => "93px,#0000 99.5%,#000",
        _ => return,
    };
    for name in ["-webkit-mask", "mask"] {
        push(
            out,
            &[
                name,
                ":linear-gradient(#000,#000) 0 0/100% calc(100% - 26.5px) no-repeat,radial-gradient(71% 93px at 50% ",
                arc,
                ") 0 100%/100% 27px no-repeat;",
            ],
        );
    }
}

/// Builds the picture. Without a safe address the box still takes its room in the layout.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let url = shown.text(A::URL);
    let Some(url) = url.as_deref().and_then(escape::media_url) else {
        return start(resolver, shown, block(shown));
    };
    let mut element = start(resolver, shown, Tag::Img);
    wait(resolver, &mut element, "loading", "lazy");
    set(&mut element, "src", url);
    set(&mut element, "alt", shown.text(A::ALT).unwrap_or_default());
    element
}
