//! Badges: small stacks on the border of another, or inside it.

use super::code;
use super::context::{Context, Place};
use super::stack::{Shell, corner, stack};
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// Translates the badge of a stack: a strip without height at the edge, out of which the badge hangs.
pub fn badge(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(badge) = fields.object("badge") else {
        return Vec::new();
    };
    let Some(content) = badge.object("stack") else {
        return Vec::new();
    };
    let border = fields
        .object("border")
        .and_then(|border| border.number("width"));
    let mut strip = strip(cx, &badge, border.unwrap_or_default());
    let inner = Place {
        depth: place.depth + 1,
        ..place
    };
    strip.set(
        "components",
        vec![stack(cx, &content, inner, Shell::container())],
    );
    vec![strip]
}

/// Places the strip. The middle of an overlay is that of the border; a nested badge stands inside of it.
fn strip(cx: &Context<'_>, badge: &Fields<'_>, border: f64) -> Object {
    let (vertical, horizontal) = corner(badge.text("alignment").unwrap_or("center"));
    let vertical = if vertical == "top" { "top" } else { "bottom" };
    let (across, along, inside) = match badge.text("style").unwrap_or_default() {
        "nested" => (border, border, vertical),
        "overlay" => (-border / 2.0, -border, "center"),
        other => {
            let message = format!(
                "a badge of the style {} stands inside the border",
                quote(other)
            );
            cx.note(code::BADGE_BENT, &badge.path_of("style"), message);
            (0.0, 0.0, vertical)
        }
    };
    // It goes inside as padding, and hangs out as a margin, for which the strip must begin at that side.
    let side = match (horizontal, along > 0.0) {
        ("left", true) => "leftPadding",
        ("right", true) => "rightPadding",
        ("left", false) => "leftMargin",
        ("right", false) => "rightMargin",
        _ => "",
    };
    let from = if side == "rightMargin" {
        "right"
    } else {
        "left"
    };
    let mut strip = Object::component("container")
        .with("position", format!("{from}-{vertical}"))
        .with("width", "100%")
        .with("height", 0.0)
        .with("direction", "vertical")
        .with("horizontalAlignment", horizontal)
        .with("verticalAlignment", inside)
        .with("zIndex", 10.0);
    if across != 0.0 {
        strip.set(&format!("{vertical}Margin"), across);
    }
    if along != 0.0 && !side.is_empty() {
        strip.set(side, along);
    }
    strip
}
