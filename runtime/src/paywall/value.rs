//! The values that smart text resolves to, and their comparison in conditions.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::document::condition::Operator;
use crate::json;
use crate::number;

/// The value of a smart text or of an operand of a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved<'a> {
    /// No value: nothing is there under that name.
    Missing,
    /// A token whose first word names no namespace. Nobody sees it, but in conditions it equals itself.
    Unresolved(&'a str),
    /// A truth value, `true` or `false`.
    Bool(bool),
    /// A number, of the document or computed.
    Number(f64),
    /// A text without tokens.
    Text(Cow<'a, str>),
    /// A list, an object or null.
    Json(Cow<'a, Json>),
}

impl<'a> Resolved<'a> {
    /// Returns the same value without borrowing. A token that was not resolved becomes its text.
    pub fn into_owned<'b>(self) -> Resolved<'b> {
        match self {
            Self::Missing => Resolved::Missing,
            Self::Unresolved(source) => Resolved::Text(Cow::Owned(source.into())),
            Self::Bool(flag) => Resolved::Bool(flag),
            Self::Number(number) => Resolved::Number(number),
            Self::Text(text) => Resolved::Text(Cow::Owned(text.into_owned())),
            Self::Json(value) => Resolved::Json(Cow::Owned(value.into_owned())),
        }
    }

    /// Makes a value of a borrowed text.
    pub const fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// Makes a value of a JSON value, borrowed.
    pub fn json(value: &'a Json) -> Self {
        match value {
            Json::Bool(flag) => Self::Bool(*flag),
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(0.0)),
            Json::String(text) => Self::text(text),
            Json::Null | Json::Array(_) | Json::Object(_) => Self::Json(Cow::Borrowed(value)),
        }
    }

    /// Writes the value as it stands inside a longer text. Missing values, unresolved tokens and null print nothing.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Missing | Self::Unresolved(_) => {}
            Self::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => out.push_str(&number::text(*number)),
            Self::Text(text) => out.push_str(text),
            Self::Json(value) => write_json(out, value),
        }
    }

    /// Returns the text that the value prints.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Returns whether JavaScript counts the value as true. A missing value and a token that was not resolved are not.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Missing | Self::Unresolved(_) => false,
            Self::Bool(flag) => *flag,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
            Self::Json(value) => !value.is_null(),
        }
    }

    /// Returns the value as JSON, for the parameters of actions.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Missing | Self::Unresolved(_) => Json::String(String::new()),
            Self::Bool(flag) => Json::Bool(*flag),
            Self::Number(number) => number_to_json(*number),
            Self::Text(text) => Json::from(text.as_ref()),
            Self::Json(value) => value.as_ref().clone(),
        }
    }
}

/// Makes a JSON number; whole ones have no fraction, as in JavaScript.
pub fn number_to_json(number: f64) -> Json {
    let whole = number as i64;
    if whole as f64 == number {
        Json::from(whole)
    } else {
        Json::from(number)
    }
}

/// Writes lists with commas between the entries, as JavaScript prints them, and objects as JSON.
fn write_json(out: &mut String, value: &Json) {
    match value {
        Json::Null => {}
        Json::Array(list) => {
            for (index, entry) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                Resolved::json(entry).write(out);
            }
        }
        other => out.push_str(&json::written(other)),
    }
}

/// Returns whether `value operator expected` holds, with JavaScript's strictness about types.
pub fn compare(value: &Resolved<'_>, operator: Operator, expected: &Resolved<'_>) -> bool {
    match operator {
        Operator::Equals => equal(value, expected),
        Operator::NotEquals => !equal(value, expected),
        Operator::Contains => contains(value, expected),
        Operator::NotContains => !contains(value, expected),
        Operator::Set => value.is_truthy() == expects_set(expected),
        Operator::NotSet => !value.is_truthy(),
        Operator::Gt => order(value, expected).is_some_and(std::cmp::Ordering::is_gt),
        Operator::Gte => order(value, expected).is_some_and(std::cmp::Ordering::is_ge),
        Operator::Lt => order(value, expected).is_some_and(std::cmp::Ordering::is_lt),
        Operator::Lte => order(value, expected).is_some_and(std::cmp::Ordering::is_le),
        Operator::Unknown => false,
    }
}

/// Returns whether `set` asks for a value: with `expected: false`, it asks for none.
fn expects_set(expected: &Resolved<'_>) -> bool {
    *expected != Resolved::Bool(false)
}

/// Returns whether two values are equal. A missing value equals the empty text; a token that names
/// nothing equals its own text.
fn equal(left: &Resolved<'_>, right: &Resolved<'_>) -> bool {
    match (left, right) {
        (Resolved::Bool(left), Resolved::Bool(right)) => left == right,
        (Resolved::Number(left), Resolved::Number(right)) => left == right,
        (Resolved::Json(left), Resolved::Json(right)) => left == right,
        _ => matches!((as_text(left), as_text(right)), (Some(left), Some(right)) if left == right),
    }
}

/// Returns a value as a text, if it is one for comparisons.
fn as_text<'v>(value: &'v Resolved<'_>) -> Option<&'v str> {
    match value {
        Resolved::Missing => Some(""),
        Resolved::Unresolved(source) => Some(source),
        Resolved::Text(text) => Some(text),
        _ => None,
    }
}

/// Returns whether a list has the value, or else whether the printed text contains it.
fn contains(value: &Resolved<'_>, expected: &Resolved<'_>) -> bool {
    match value {
        Resolved::Json(json) if json.is_array() => json.as_array().is_some_and(|list| {
            list.iter()
                .any(|entry| equal(&Resolved::json(entry), expected))
        }),
        _ => printed(value).contains(&printed(expected)),
    }
}

/// Returns the text of a value that is compared.
fn printed(value: &Resolved<'_>) -> String {
    as_text(value).map_or_else(|| value.to_text(), str::to_owned)
}

/// Compares two texts as texts, and everything else as numbers.
fn order(left: &Resolved<'_>, right: &Resolved<'_>) -> Option<std::cmp::Ordering> {
    if let (Resolved::Text(left), Resolved::Text(right)) = (left, right) {
        // JavaScript compares UTF-16 units, which order characters beyond the basic plane differently from bytes.
        return Some(left.encode_utf16().cmp(right.encode_utf16()));
    }
    as_number(left)?.partial_cmp(&as_number(right)?)
}

/// Returns the number that JavaScript makes of a value; `None` stands for NaN.
fn as_number(value: &Resolved<'_>) -> Option<f64> {
    match value {
        Resolved::Bool(flag) => Some(f64::from(*flag)),
        Resolved::Number(number) => Some(*number),
        Resolved::Text(text) if text.trim().is_empty() => Some(0.0),
        Resolved::Text(text) => number::parse(text),
        Resolved::Json(value) if value.is_null() => Some(0.0),
        Resolved::Missing => Some(0.0),
        Resolved::Unresolved(_) | Resolved::Json(_) => None,
    }
}
