//! Attributes whose values are words of the format. A word that is not known is like none.

use paywall_schema::known;
use serde_json::Value;

use crate::{Findings, suggest};

const SIDES: &[&str] = &["left", "top", "start", "right", "bottom", "end", "center"];

/// Checks the words of an attribute: one, a list of them, or two sides with a dash between them.
pub(super) fn check(
    component: &str,
    attribute: &str,
    value: &Value,
    path: &str,
    out: &mut Findings,
) {
    if let ("position", Some(text)) = (attribute, value.as_str()) {
        return position(text, path, out);
    }
    let known: Vec<&str> = known::values(component, attribute)
        .iter()
        .map(String::as_str)
        .collect();
    if known.is_empty() {
        return;
    }
    match value {
        Value::String(text) => word(text, &known, path, out),
        Value::Array(list) => {
            for (index, entry) in list.iter().enumerate() {
                if let Some(text) = entry.as_str() {
                    word(text, &known, &format!("{path}[{index}]"), out);
                }
            }
        }
        _ => {}
    }
}

/// Checks the two sides of a position, such as `right-top`.
fn position(text: &str, path: &str, out: &mut Findings) {
    let sides = text.split_once('-');
    match sides {
        Some((first, second)) => {
            word(first, SIDES, path, out);
            word(second, SIDES, path, out);
        }
        None if text.is_empty() || is_smart(text) => {}
        None => {
            let message = format!("expected two sides, such as \"right-top\", found \"{text}\"");
            out.warning("unknown_word", path, message);
        }
    }
}

/// Checks one word. Tokens become words only when they are shown.
pub(super) fn word(text: &str, known: &[&str], path: &str, out: &mut Findings) {
    if text.is_empty() || is_smart(text) || known.contains(&text) {
        return;
    }
    let hint = suggest::hint(text, known.iter().copied());
    let (last, others) = known.split_last().unwrap_or((&"", &[]));
    let message = format!(
        "\"{text}\" is like no word here; expected {} or {last}{hint}",
        others.join(", ")
    );
    out.warning("unknown_word", path, message);
}

/// Returns true for texts with tokens or templates.
pub(super) fn is_smart(text: &str) -> bool {
    text.contains("${") || text.contains("{{")
}
