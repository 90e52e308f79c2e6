//! Lengths, insets and offsets, and which components take all the room they can get.
//!
//! A length is a number of points, a share of the screen, or a safe area; a box may also fill its room, or be as large as
//! its content within limits. Insets are one number, two, four, or named; two are upright and sideways, and four begin at
//! the left, unlike those of CSS. Offsets are written with the upright one first.

use serde_json::Value as Json;

use super::code;
use super::context::Context;
use crate::fields::Fields;
use crate::object::Object;

/// A direction along which things are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    Width,
    /// From top to bottom.
    Height,
}

impl Axis {
    /// Returns the name of the attribute, and of theirs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Width => "width",
            Self::Height => "height",
        }
    }
}

/// The names that insets and offsets have where they are written as objects.
const SIDES: [&str; 6] = ["leading", "top", "trailing", "bottom", "x", "y"];

/// Returns a unit as CSS; a plain number of points as `Ok`.
fn unit(value: &Json, axis: Axis) -> Option<Result<f64, String>> {
    let finite = |number: f64| (number.is_finite() && number.abs() < 1e6).then_some(number);
    if let Some(number) = value.as_f64() {
        return Some(Ok(finite(number)?));
    }
    let number = |name: &str| value.get(name).and_then(Json::as_f64).and_then(finite);
    let of_screen = |share: f64| {
        let unit = if axis == Axis::Width { "vw" } else { "vh" };
        Err(format!("{}{unit}", (share * 1e4).round() / 100.0))
    };
    if let Some(points) = number("point") {
        return Some(Ok(points));
    }
    if let Some(share) = number("screen") {
        return Some(of_screen(share));
    }
    if let Some(number) = number("value") {
        let is_share = value.get("unit").and_then(Json::as_str) == Some("screen");
        return Some(if is_share {
            of_screen(number)
        } else {
            Ok(number)
        });
    }
    let side = match (value.get("safe_area").and_then(Json::as_str)?, axis) {
        ("start", Axis::Height) => "top",
        ("end", Axis::Height) => "bottom",
        ("start", Axis::Width) => "left",
        _ => "right",
    };
    Some(Err(format!("env(safe-area-inset-{side})")))
}

/// Returns a number of points; other units become 0, of which [`note_other_units`] tells.
fn points(value: &Json, axis: Axis) -> f64 {
    unit(value, axis).and_then(Result::ok).unwrap_or_default()
}

/// Reads the insets in a field: left, top, right, bottom.
pub fn insets(of: &Fields<'_>, name: &str) -> [f64; 4] {
    let Some(value) = of.get(name) else {
        return [0.0; 4];
    };
    let axes = [Axis::Width, Axis::Height, Axis::Width, Axis::Height];
    if let Some(list) = value.as_array() {
        return match list.as_slice() {
            [] => [0.0; 4],
            [all] => axes.map(|axis| points(all, axis)),
            [upright, sideways, ..] if list.len() < 4 => {
                let (upright, sideways) =
                    (points(upright, Axis::Height), points(sideways, Axis::Width));
                [sideways, upright, sideways, upright]
            }
            _ => {
                let mut out = [0.0; 4];
                for ((value, axis), slot) in list.iter().zip(axes).zip(&mut out) {
                    *slot = points(value, axis);
                }
                out
            }
        };
    }
    let names = ["leading", "top", "trailing", "bottom"];
    if names.iter().any(|name| value.get(name).is_some()) {
        let mut out = [0.0; 4];
        for ((name, axis), slot) in names.iter().zip(axes).zip(&mut out) {
            *slot = value.get(name).map_or(0.0, |value| points(value, axis));
        }
        return out;
    }
    axes.map(|axis| points(value, axis))
}

/// Writes insets as margins: they lie outside of the background.
pub fn write_margins(out: &mut Object, [left, top, right, bottom]: [f64; 4]) {
    for (side, length) in [
        ("top", top),
        ("bottom", bottom),
        ("left", left),
        ("right", right),
    ] {
        if length != 0.0 {
            out.set(&format!("{side}Margin"), length);
        }
    }
}

/// Reads an offset: to the right, and down.
pub fn offset(of: &Fields<'_>) -> (f64, f64) {
    let Some(value) = of.get("offset") else {
        return (0.0, 0.0);
    };
    match value {
        Json::Array(list) => {
            let at = |index: usize, axis| list.get(index).map_or(0.0, |value| points(value, axis));
            (at(1, Axis::Width), at(0, Axis::Height))
        }
        Json::Object(map) if map.contains_key("x") || map.contains_key("y") => {
            let at = |name: &str, axis| map.get(name).map_or(0.0, |value| points(value, axis));
            (at("x", Axis::Width), at("y", Axis::Height))
        }
        one => (0.0, points(one, Axis::Height)),
    }
}

/// Notes insets and offsets of a component that are no number of points, and so count as nothing.
pub fn note_other_units(cx: &Context<'_>, of: &Fields<'_>) {
    let is_lost =
        |value: &Json| !value.is_null() && !matches!(unit(value, Axis::Height), Some(Ok(_)));
    for name in ["padding", "offset"] {
        let is_any_lost = match of.get(name) {
            None => false,
            Some(Json::Array(list)) => list.iter().any(is_lost),
            Some(Json::Object(map)) if SIDES.iter().any(|side| map.contains_key(*side)) => {
                SIDES.iter().filter_map(|side| map.get(*side)).any(is_lost)
            }
            Some(one) => is_lost(one),
        };
        if is_any_lost {
            let message = "a distance that is no number of points is left out";
            cx.note(code::SIZE_BENT, &of.path_of(name), message);
        }
    }
}

/// Writes the size of a component along an axis, with room for its margins.
pub fn write_length(cx: &Context<'_>, out: &mut Object, of: &Fields<'_>, axis: Axis) {
    let [left, top, right, bottom] = insets(of, "padding");
    let margins = if axis == Axis::Width {
        left + right
    } else {
        top + bottom
    };
    let value = of
        .get(axis.name())
        .filter(|_| of.text("type") != Some("image"));
    if let Some(length) = value.and_then(|value| unit(value, axis)) {
        match length {
            Ok(points) => out.set(axis.name(), points.max(0.0)),
            Err(text) => out.set(axis.name(), text),
        }
        return;
    }
    let limit = |name: &str| value.and_then(|value| value.get(name));
    let widest = limit("max").filter(|_| axis == Axis::Width);
    let widest = widest.and_then(|widest| unit(widest, axis));
    let is_kept = limit("min").is_none() && (limit("max").is_none() || widest.is_some());
    match widest {
        Some(Ok(points)) => out.set("maxWidth", points.max(0.0)),
        Some(Err(text)) => out.set("maxWidth", text),
        None => {}
    }
    if !is_kept {
        let message = "the box is as large as its content: its least size, and its greatest height, are not kept";
        cx.note(code::SIZE_BENT, &of.path_of(axis.name()), message);
    }
    if expands(of, axis, 0) {
        if margins == 0.0 {
            out.set(axis.name(), "100%");
        } else {
            out.set(axis.name(), format!("calc(100% - {margins}px)"));
        }
    }
}

/// Returns whether a component takes all the room that it is offered along an axis: pictures do, texts do not, and
/// boxes do as they say or as their content does.
pub fn expands(of: &Fields<'_>, axis: Axis, depth: usize) -> bool {
    if depth > crate::limits::ADAPTY_DEPTH {
        return false;
    }
    let inner = |child: &Fields<'_>| expands(child, axis, depth + 1);
    match of.text("type").unwrap_or_default() {
        "image" | "video" | "pager" => true,
        "box" => match of.get(axis.name()) {
            Some(length) if length.get("fill_max").is_some() => true,
            Some(_) => false,
            None => of.object("content").is_none_or(|content| inner(&content)),
        },
        "v_stack" | "h_stack" | "z_stack" | "section" => {
            let along = matches!(
                (of.text("type"), axis),
                (Some("v_stack"), Axis::Height) | (Some("h_stack"), Axis::Width)
            );
            let children = of.objects("content");
            children
                .iter()
                .any(|child| (along && child.text("type") == Some("space")) || inner(child))
        }
        "button" => of.object("normal").is_some_and(|normal| inner(&normal)),
        "row" => axis == Axis::Width,
        "column" => axis == Axis::Height,
        "if" => of.object("then").is_some_and(|then| inner(&then)),
        _ => false,
    }
}
