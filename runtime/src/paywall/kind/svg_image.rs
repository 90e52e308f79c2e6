//! Vector images: painted in the colour of the text if they have one, and otherwise shown as they are.

use super::base::Kind;
use crate::document::attribute::Attribute as A;
use crate::document::component::Reading;
use crate::paywall::element::{add_class, set, start, wait};
use crate::paywall::resolve::{Resolver, Shown, tap_name};
use crate::string::{concat, push};
use crate::style::Looks;
use crate::style::css;
use crate::tree::{Element, Tag, Value, escape};

/// The rules that all vector images need.
const RULES: &str = "\
.svgImage{display:block;flex:none;object-fit:contain;max-width:100%}
span.svgImage{background:currentColor}
";

/// The kind of vector images.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "svgImage",
        ..Reading::USUAL
    },
    looks: Looks {
        class: "svgImage",
        rules: RULES,
        style: |draft, of| css::write_color(&mut draft.own, of, "color", A::FONT_COLOR),
        ..Looks::USUAL
    },
    element,
    ..Kind::BOX
};

/// Builds the image. With a colour it is a box of that colour, masked by the picture; without one it
/// is the picture itself.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let url = shown.text(A::URL)?;
    let url = escape::media_url(&url)?;
    let name = shown.text(A::SCREENREADER_TEXT).or(shown.text(A::ALT));
    if shown.get(A::FONT_COLOR).is_none() {
        let mut element = start(resolver, shown, Tag::Img);
        wait(resolver, &mut element, "loading", "lazy");
        set(&mut element, "src", url);
        set(&mut element, "alt", name.unwrap_or_default());
        return Some(element);
    }
    let mut element = start(resolver, shown, Tag::Span);
    // The address may differ in each repetition, so each has a class of its own.
    let class = concat(&["m", &tap_name(shown.key()).replace('.', "-")]);
    let css = &mut resolver.css;
    push(css, &[".", &class, "{"]);
    for property in ["-webkit-mask:", "mask:"] {
        css.push_str(property);
        escape::write_css_url(css, url);
        css.push_str(" center/contain no-repeat;");
    }
    css.push('}');
    add_class(&mut element, &class);
    element.put("role", "img");
    match name {
        Some(name) => set(&mut element, "aria-label", name),
        None => element
            .attributes
            .push(("aria-hidden", Value::Static("true"))),
    }
    Some(element)
}
