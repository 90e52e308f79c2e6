//! Colours, shadows and sizes that browsers cannot read.

use paywall_runtime::document::attribute::{LENGTH, OBJECT, Row};
use serde_json::Value;

use super::color;
use super::word::is_smart;
use crate::{Findings, at};

/// The units of lengths.
const UNITS: [&str; 17] = [
    "px", "%", "em", "rem", "vw", "vh", "vmin", "vmax", "svh", "lvh", "dvh", "ch", "ex", "pt",
    "cm", "mm", "in",
];

/// Checks the value of an attribute by what the attribute is for.
pub(super) fn check(row: &Row, value: &Value, path: &str, out: &mut Findings) {
    if row.types & OBJECT != 0
        && let Some(fields) = value.as_object()
    {
        for (name, value) in fields {
            if let (true, Some(text)) = (is_color(name), value.as_str()) {
                fill(text, &at(path, name), out);
            }
        }
    }
    let Some(text) = value.as_str().map(str::trim) else {
        return;
    };
    if text.is_empty() || is_smart(text) {
        return;
    }
    if row.types == LENGTH {
        length(row.name, text, path, out);
    } else if is_color(row.name) {
        fill(text, path, out);
    } else if row.name.ends_with("ropShadow") && !color::is_shadow(text) {
        let message = format!(
            "\"{text}\" is no shadow and is ignored; expected \"x y blur color\", such as \"0 4 8 rgba(0 0 0 / 0.25)\""
        );
        out.warning("invalid_shadow", path, message);
    }
}

/// Returns true for attributes that hold a colour or a gradient.
fn is_color(name: &str) -> bool {
    ["color", "olor", "ColorFallback"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Checks a colour or a gradient.
fn fill(text: &str, path: &str, out: &mut Findings) {
    if let Err(wrong) = color::read(text)
        && !is_smart(text)
    {
        let message = format!(
            "\"{wrong}\" is no color and is ignored; expected one such as #1374de, rgb(19 116 222 / 1) or a gradient"
        );
        out.warning("invalid_color", path, message);
    }
}

/// Checks a size or an offset that is written as a text.
fn length(name: &str, text: &str, path: &str, out: &mut Findings) {
    // These are numbers or dates, whatever they are written as.
    if ["duration", "percentage", "targetDateTime"].contains(&name) {
        return;
    }
    if text.parse::<f64>().is_ok() {
        let message = format!(
            "\"{text}\" has no unit and is ignored; write the number {text}, or \"{text}px\""
        );
        return out.warning("invalid_length", path, message);
    }
    if !is_length(text) {
        let message = format!(
            "\"{text}\" is no size and is ignored; expected a number, or a text such as \"50%\", \"20px\" or \"fitContent\""
        );
        out.warning("invalid_length", path, message);
    }
}

/// Returns true for a number with a unit, a calculation, and the words for sizes.
fn is_length(text: &str) -> bool {
    if matches!(text, "auto" | "fitContent") {
        return true;
    }
    if let Some((function, rest)) = text.split_once('(') {
        return ["calc", "min", "max", "clamp", "env", "var"].contains(&function)
            && rest.ends_with(')')
            && text.matches('(').count() == text.matches(')').count();
    }
    let unit =
        text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    let number = text.strip_suffix(unit).unwrap_or_default();
    number.parse::<f64>().is_ok() && UNITS.contains(&unit)
}
