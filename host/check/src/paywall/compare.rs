//! Conditions that compare what is true or false with a text: never equal, whatever the text says.

use paywall_schema::data;
use serde_json::{Map, Value};

use super::form::Forms;
use crate::within::{DATA, within};
use crate::{Findings, at, text};

/// Checks the assertions inside a value.
pub(super) fn check(value: &Value, path: &str, forms: &Forms<'_>, out: &mut Findings) {
    match value {
        Value::Object(fields) => one(value, fields, path, forms, out),
        Value::String(text) if text.contains("{{") => helpers(text, path, forms, out),
        _ => {}
    }
    within(value, path, &DATA, |value, path| {
        check(value, path, forms, out);
    });
}

/// Checks the helpers of a template that compare: `(eq state.formStates.trial "true")`.
fn helpers(text: &str, path: &str, forms: &Forms<'_>, out: &mut Findings) {
    for (helper, holds) in [("eq", "never"), ("ne", "always")] {
        for rest in text.split(&format!("({helper} ")).skip(1) {
            let (one, rest) = parameter(rest);
            let (other, _) = parameter(rest);
            for (name, word) in [(one, other), (other, one)] {
                let is_text = ["\"true\"", "\"false\"", "'true'", "'false'"].contains(&word);
                if is_text && names_flag(name, forms) {
                    let plain = word.trim_matches(['"', '\'']);
                    let message = format!(
                        "{name} is true or false, and never the text {word}: ({helper} …) {holds} holds; write {plain} \
                         without quotation marks"
                    );
                    out.warning("never_equal", path, message);
                }
            }
        }
    }
}

/// Splits off the first parameter of a helper: a text with its quotation marks, or a name.
fn parameter(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = match text.chars().next() {
        Some(mark @ ('"' | '\'')) => text
            .get(1..)
            .and_then(|rest| rest.find(mark))
            .map(|end| end + 2),
        _ => text.find(|sign: char| sign.is_whitespace() || sign == ')'),
    };
    text.split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

/// Checks one assertion, on both of its sides.
fn one(
    value: &Value,
    fields: &Map<String, Value>,
    path: &str,
    forms: &Forms<'_>,
    out: &mut Findings,
) {
    let holds = match text(value, "operator") {
        Some("equals") => "never",
        Some("notEquals") => "always",
        _ => return,
    };
    for (token, other) in [("value", "expected"), ("expected", "value")] {
        let token = fields.get(token).and_then(Value::as_str);
        let word = fields.get(other).and_then(Value::as_str);
        if let (Some(token), Some(word @ ("true" | "false"))) = (token, word)
            && is_flag(token, forms)
        {
            let message = format!(
                "{token} is true or false, and never the text \"{word}\": this {holds} holds; write {word} without \
                 quotation marks"
            );
            out.warning("never_equal", at(path, other), message);
        }
    }
}

/// Returns true for a text that is one token alone, of a variable that is true or false.
fn is_flag(token: &str, forms: &Forms<'_>) -> bool {
    let name = token
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| names_flag(name.trim(), forms))
}

/// Returns true for the name of a variable that is true or false.
fn names_flag(name: &str, forms: &Forms<'_>) -> bool {
    let Some((space, name)) = name.split_once('.') else {
        return false;
    };
    match name.strip_prefix("formStates.") {
        Some(form) if space == "state" => forms.set.get(form) == Some(&true),
        _ => {
            let words = data::VARIABLES.get(space);
            words
                .and_then(|words| words.get(name))
                .is_some_and(|word| word.flag)
        }
    }
}
