//! Radio signs. They are only signs: the button around one can be pressed.

use super::base::Kind;
use crate::document::component::Reading;
use crate::paywall::element::{block, mark, start};
use crate::paywall::resolve::{Resolver, Shown};
use crate::style::css;
use crate::style::states::{ACTIVE, INACTIVE, ON};
use crate::style::write::{write_inner_padding, write_rule};
use crate::style::{Cascade, Draft, Looks};
use crate::tree::Element;

/// The rules that all radio signs need.
const RULES: &str = "\
.radio{box-sizing:content-box;display:block;flex:none;width:calc(20px*var(--s));height:calc(20px*var(--s));border-radius:50%}
.radio::before{content:\"\";display:block;width:100%;height:100%;border-radius:inherit}
";

/// The kind of radio signs.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "radio",
        ..Reading::USUAL
    },
    looks: Looks {
        class: "radio",
        rules: RULES,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    ..Kind::BOX
};

/// Builds the sign, which is on while its product is selected. Screen readers skip it, since the button says the same.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let scope = &shown.place.scope;
    let on = scope
        .product
        .is_some_and(|(menu, product)| scope.view.state.selected(&menu.id) == Some(&product.id));
    let mut element = start(resolver, shown, block(shown));
    element.put("aria-hidden", "true");
    mark(&mut element, "data-on", on);
    resolver.components(
        &shown.component.children,
        shown.place,
        &mut element.children,
    );
    element
}

/// Writes the style of the sign: the dot in the middle has the fill, the ring around it the border.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    write_inner_padding(&mut draft.own, of);
    for (state, dot, family) in [
        ("", "::before", &INACTIVE),
        (ON, "[data-on]::before", &ACTIVE),
    ] {
        let mut ring = String::new();
        css::write_border(&mut ring, of, &family.border);
        css::write_shadow(&mut ring, of, family.shadow);
        write_rule(&mut draft.after, state, &css::unscaled(&ring));
        let mut fill = String::new();
        css::write_fill(&mut fill, of, family.fill, None);
        write_rule(&mut draft.after, dot, &fill);
    }
}
