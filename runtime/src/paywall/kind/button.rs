//! Buttons: boxes that can be tapped.

use super::base::Kind;
use crate::document::action::Function;
use crate::document::attribute::{Attribute as A, NUMBER, TEXT, own_attributes};
use crate::document::component::Reading;
use crate::paywall::element::button;
use crate::paywall::resolve::Shown;
use crate::string::concat;
use crate::style::css::{self, Border};
use crate::style::states::{Family, write_family};
use crate::style::write::{write_flex, write_length, write_rule};
use crate::style::{CLASS, Cascade, Draft, Focus, Looks};

own_attributes! {
    DISABLED_BORDER_COLOR "disabledBorderColor" TEXT, Style;
    DISABLED_BORDER_WIDTH "disabledBorderWidth" NUMBER, Style;
    DISABLED_DROP_SHADOW "disabledDropShadow" TEXT, Style;
    DISABLED_FILL_COLOR "disabledFillColor" TEXT, Style;
    DISABLED_FONT_COLOR "disabledFontColor" TEXT, Style;
    DISABLED_FONT_SIZE "disabledFontSize" NUMBER, Style;
    DISABLED_LINK_COLOR "disabledLinkColor" TEXT, Style;
}

const BASE: &str = "\
.button{height:var(--b);margin:0;padding:0;border:0;background:transparent;font:inherit;color:inherit;cursor:pointer;-webkit-appearance:none;appearance:none;text-align:center;overflow:visible;-webkit-tap-highlight-color:transparent}
.button[disabled],.button[aria-disabled]{cursor:default}
";

/// The kind of buttons.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "button",
        attributes: ATTRIBUTES,
        ..Reading::USUAL
    },
    looks: Looks {
        class: "button",
        base: BASE,
        focus: Focus::Own,
        keeps_height: true,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| {
        let children = &shown.component.children;
        Some(button(resolver, shown, None, selects(shown), children))
    },
    ..Kind::BOX
};

/// Returns whether a button that selects its product is selected; `None` for any other button.
fn selects(shown: &Shown<'_>) -> Option<bool> {
    let action = shown.component.tap.as_ref()?;
    let (menu, product) = shown.place.scope.product?;
    let selected = shown.place.scope.view.state.selected(&menu.id);
    (action.function == Function::SelectSku).then(|| selected == Some(&product.id))
}

/// The attributes of a button that is disabled. It has no fallback for a gradient, and no font of its own.
const DISABLED: Family = Family {
    fill: (DISABLED_FILL_COLOR, DISABLED_FILL_COLOR),
    border: Border {
        width: DISABLED_BORDER_WIDTH,
        color: DISABLED_BORDER_COLOR,
        radius: A::BORDER_RADIUS,
        sides: A::BORDERS,
        corners: A::ROUND_BORDERS,
    },
    shadow: DISABLED_DROP_SHADOW,
    font: [DISABLED_FONT_COLOR, DISABLED_FONT_SIZE, A::FONT_NAME],
};

/// Writes the style of a button.
/// The reference player draws no spacing in buttons, and documents were drawn to look right there. What is in a button
/// does not fill it, in old templates either.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    write_flex(&mut draft.children, &mut draft.own, of, false);
    write_disabled(&mut draft.after, of);
}

/// Writes the rules of a disabled button. Texts in it have a colour of their own, so the rules for the disabled
/// colour must name them.
fn write_disabled(out: &mut String, of: &Cascade<'_>) {
    let mut font = String::new();
    css::write_color(&mut font, of, "color", DISABLED_FONT_COLOR);
    write_length(&mut font, of, "font-size", DISABLED_FONT_SIZE);
    let mut link = String::new();
    css::write_color(&mut link, of, "color", DISABLED_LINK_COLOR);
    let mut own = String::new();
    write_family(&mut own, of, &DISABLED);
    for (what, declarations) in [
        ("", &own),
        (" .text", &font),
        (" .symbol", &font),
        (" .text .link", &link),
    ] {
        // A button inside another is a `span`, which can only have the ARIA attribute.
        let states = ["[disabled]", what, ",", CLASS, "[aria-disabled]", what];
        write_rule(out, &concat(&states), declarations);
    }
}
