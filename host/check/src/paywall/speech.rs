//! Buttons and switches without a word: a screen reader can only say what they are, not what they are for.

use serde_json::{Map, Value};

use super::word::is_smart;
use crate::within::{DATA_AND_OVERLAYS, within};
use crate::{Findings, text};

/// The components that are buttons.
const BUTTONS: [&str; 5] = [
    "button",
    "toggleButton",
    "segmentPickerItem",
    "playPauseButton",
    "volumeButton",
];
/// The components that show pictures.
const PICTURES: [&str; 4] = ["symbol", "image", "svgImage", "videoUrl"];
/// The fields whose texts are read.
const WORDS: [&str; 4] = ["text", "texts", "alt", "screenreaderText"];

/// Checks the buttons and switches inside a value. In a product, its name is read for a button without words.
pub(super) fn check(value: &Value, path: &str, in_product: bool, out: &mut Findings) {
    let name = text(value, "component").unwrap_or_default();
    if let Some(fields) = value.as_object().filter(|_| !in_product) {
        one(name, fields, value, path, out);
    }
    let in_product = in_product || name.ends_with("roductContainer");
    within(value, path, &DATA_AND_OVERLAYS, |value, path| {
        check(value, path, in_product, out);
    });
}

/// Returns the name of an object's component; empty for other objects.
fn name(fields: &Map<String, Value>) -> &str {
    let name = fields.get("component").and_then(Value::as_str);
    name.unwrap_or_default()
}

/// Checks one component.
fn one(name: &str, fields: &Map<String, Value>, value: &Value, path: &str, out: &mut Findings) {
    let is_hidden = fields.get("hidden") == Some(&Value::Bool(true));
    let is_mute = match name {
        "toggleSwitch" => true,
        name if BUTTONS.contains(&name) => fields.contains_key("fillImage") || shows(value),
        _ => false,
    };
    if is_mute && !is_hidden && !speaks(value) {
        let what = match name {
            "toggleSwitch" => "a switch shows no words",
            _ => "it shows a picture and no words",
        };
        let message = format!(
            "{what}, so a screen reader cannot say what it is for; write \"screenreaderText\""
        );
        out.warning("no_words", path, message);
    }
}

/// Returns whether a picture is anywhere inside a value.
fn shows(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.iter().any(shows),
        Value::Object(fields) => PICTURES.contains(&name(fields)) || fields.values().any(shows),
        _ => false,
    }
}

/// Returns whether a text that is read is anywhere inside a value. Components of others may have any.
fn speaks(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.iter().any(speaks),
        Value::Object(fields) => {
            let name = name(fields);
            let is_told = |word: &&str| match fields.get(*word) {
                Some(Value::String(text)) => !text.trim().is_empty(),
                Some(value) => !value.is_null(),
                None => false,
            };
            name.starts_with("custom:")
                || name.starts_with("countdown")
                || name == "slot"
                || WORDS.iter().any(is_told)
                || fields.values().any(speaks)
        }
        // A template that writes components.
        Value::String(text) => is_smart(text) && text.contains("component"),
        _ => false,
    }
}
