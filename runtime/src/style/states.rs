//! The look of controls in their states: active and inactive, each by attributes of its own.

use super::Draft;
use super::cascade::Cascade;
use super::css::{self, Border};
use super::write::{write_flex, write_length, write_rule};
use crate::document::attribute::Attribute as A;

/// The attributes for the look of a state or a piece.
pub struct Family {
    /// The fill, and the stand-in for a gradient.
    pub fill: (A, A),
    /// The border of the state.
    pub border: Border,
    /// The shadow of the state.
    pub shadow: A,
    /// The colour, size and name of the font.
    pub font: [A; 3],
}

/// The attributes of a control that is on.
pub const ACTIVE: Family = Family {
    fill: (A::ACTIVE_FILL_COLOR, A::ACTIVE_FILL_COLOR_FALLBACK),
    border: Border {
        width: A::ACTIVE_BORDER_WIDTH,
        color: A::ACTIVE_BORDER_COLOR,
        radius: A::ACTIVE_BORDER_RADIUS,
        sides: A::BORDERS,
        corners: A::ACTIVE_ROUND_BORDERS,
    },
    shadow: A::ACTIVE_DROP_SHADOW,
    font: [
        A::ACTIVE_FONT_COLOR,
        A::ACTIVE_FONT_SIZE,
        A::ACTIVE_FONT_NAME,
    ],
};
/// The attributes of a control that is off.
pub const INACTIVE: Family = Family {
    fill: (A::INACTIVE_FILL_COLOR, A::INACTIVE_FILL_COLOR_FALLBACK),
    border: Border {
        width: A::INACTIVE_BORDER_WIDTH,
        color: A::INACTIVE_BORDER_COLOR,
        radius: A::INACTIVE_BORDER_RADIUS,
        sides: A::BORDERS,
        corners: A::INACTIVE_ROUND_BORDERS,
    },
    shadow: A::INACTIVE_DROP_SHADOW,
    font: [
        A::INACTIVE_FONT_COLOR,
        A::INACTIVE_FONT_SIZE,
        A::INACTIVE_FONT_NAME,
    ],
};

/// The selector of a control that is on.
pub const ON: &str = "[data-on]";

/// Writes the style of a button that is on or off.
pub fn write_choice(draft: &mut Draft, of: &Cascade<'_>) {
    write_flex(&mut draft.children, &mut draft.own, of, false);
    write_family(&mut draft.own, of, &INACTIVE);
    let mut active = String::new();
    write_family(&mut active, of, &ACTIVE);
    write_rule(&mut draft.after, ON, &active);
}

/// Writes the look of a state or a piece.
pub fn write_family(out: &mut String, of: &Cascade<'_>, family: &Family) {
    css::write_fill(out, of, family.fill, None);
    css::write_border(out, of, &family.border);
    css::write_shadow(out, of, family.shadow);
    let [color, size, name] = family.font;
    css::write_color(out, of, "color", color);
    write_length(out, of, "font-size", size);
    // The usual font is written already; only one of the state's own is another.
    if let (true, Some(name)) = (name != A::FONT_NAME, of.text(name)) {
        css::write_font_family(out, &name);
    }
}
