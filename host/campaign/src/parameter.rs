//! The parameters of a template: read from texts, compared with their schema, completed by defaults.
//!
//! The schemas use a small part of JSON Schema: `type`, `enum`, `minimum`, `maximum`, `minLength`, `maxLength`, `minItems`, `maxItems`,
//! `items`, `properties`, `required`, `default`, and the formats `moment` and `url`.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::Error;
use crate::template::Template;

/// The most characters of a text that is found wrong and told.
const TOLD: usize = 60;
/// The most paywalls that an error lists.
const LISTED: usize = 8;

/// Completes the parameters by their defaults, and checks them.
pub(crate) fn settle(
    template: &Template,
    set: &Map<String, Json>,
    paywalls: &BTreeSet<&str>,
) -> Result<Map<String, Json>, Error> {
    let mut values = set.clone();
    for (name, schema) in template.properties() {
        if let (None, Some(default)) = (values.get(name), schema.get("default")) {
            values.insert(name.to_owned(), default.clone());
        }
    }
    values.retain(|_, value| !value.is_null());
    check(
        &Json::Object(values.clone()),
        &template.parameters,
        "",
        paywalls,
    )?;
    Ok(values)
}

/// Reads a parameter from a text, as a command line gives it: a list may be written with commas, anything else is JSON or
/// the text itself.
///
/// # Errors
/// Fails if the template has no such parameter.
pub fn from_text(template: &Template, name: &str, text: &str) -> Result<Json, Error> {
    let schema = template.properties().find(|(known, _)| *known == name);
    let (_, schema) = schema.ok_or_else(|| unknown(name, &template.parameters))?;
    let as_json = || serde_json::from_str(text).unwrap_or_else(|_| text.into());
    Ok(match kind(schema) {
        "string" => text.into(),
        "array" if !text.trim_start().starts_with('[') => {
            let entries = text.split(',').map(str::trim);
            entries
                .filter(|entry| !entry.is_empty())
                .map(Json::from)
                .collect()
        }
        _ => as_json(),
    })
}

/// Says what a parameter may be, such as `a whole number from 1 to 720`.
pub fn expected(schema: &Json) -> String {
    let number = |name: &str| schema.get(name).map(Json::to_string);
    if let Some(Json::Array(words)) = schema.get("enum") {
        let words: Vec<_> = words.iter().map(Json::to_string).collect();
        return format!("one of {}", words.join(", "));
    }
    let base = match (kind(schema), schema.get("format").and_then(Json::as_str)) {
        ("integer", _) => "a whole number",
        ("number", _) => "a number",
        ("boolean", _) => "true or false",
        ("object", _) => "an object",
        ("array", _) => "a list",
        (_, Some("moment")) => {
            "a date such as 2026-11-27, or a date with a time such as 2026-11-27T09:00"
        }
        (_, Some("url")) => "a URL that begins with https://",
        _ => match schema.get("x-names").and_then(Json::as_str) {
            Some("paywall") => "the id of a paywall of the document",
            Some("placement") => "the label of a placement",
            Some("entitlement") => "the name of an entitlement",
            Some("event") => "the name of an event",
            Some("product") => "the store's id of a product",
            _ => "a text",
        },
    };
    let mut out = base.to_owned();
    if let (Some(least), Some(most)) = (number("minimum"), number("maximum")) {
        out += &format!(" from {least} to {most}");
    }
    if let Some(least) = number("minItems") {
        out += &match number("maxItems") {
            Some(most) => format!(" of {least} to {most} entries"),
            None => format!(" of at least {least}"),
        };
    }
    if let Some(items) = schema.get("items") {
        out += &match items.get("properties").and_then(Json::as_object) {
            Some(fields) => {
                let names: Vec<_> = fields.keys().map(String::as_str).collect();
                format!(", each an object with {}", names.join(", "))
            }
            None => format!(", each {}", expected(items)),
        };
    }
    out
}

/// Checks a value and everything in it.
fn check(value: &Json, schema: &Json, path: &str, paywalls: &BTreeSet<&str>) -> Result<(), Error> {
    if !fits(value, schema) {
        return Err(wrong(path, expected(schema), value));
    }
    match value {
        Json::Object(fields) => fields_of(fields, schema, path, paywalls),
        Json::Array(entries) => {
            let none = Json::Null;
            let items = schema.get("items").unwrap_or(&none);
            let mut entries = entries.iter().enumerate();
            entries.try_for_each(|(index, entry)| {
                check(entry, items, &format!("{path}[{index}]"), paywalls)
            })
        }
        Json::String(text) => paywall(text, schema, path, paywalls),
        _ => Ok(()),
    }
}

/// Checks the fields of an object: those that are there, and those that must be.
fn fields_of(
    fields: &Map<String, Json>,
    schema: &Json,
    path: &str,
    paywalls: &BTreeSet<&str>,
) -> Result<(), Error> {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    let property = |name: &str| schema.get("properties")?.get(name);
    for (name, value) in fields {
        let inner = property(name).ok_or_else(|| unknown(&below(name), schema))?;
        check(value, inner, &below(name), paywalls)?;
    }
    let required = schema.get("required").and_then(Json::as_array);
    let mut required = required.into_iter().flatten().filter_map(Json::as_str);
    let missing = required.find(|name| !fields.contains_key(*name));
    missing.map_or(Ok(()), |name| {
        Err(Error::MissingParameter {
            expected: property(name).map(expected).unwrap_or_default(),
            name: below(name),
        })
    })
}

/// Checks that a paywall which a text names is there.
fn paywall(text: &str, schema: &Json, path: &str, paywalls: &BTreeSet<&str>) -> Result<(), Error> {
    let names = schema.get("x-names").and_then(Json::as_str);
    if names != Some("paywall") || paywalls.contains(text) {
        return Ok(());
    }
    let mut known: Vec<_> = paywalls.iter().take(LISTED).copied().collect();
    if paywalls.len() > LISTED {
        known.push("…");
    }
    let expected = format!("{} ({})", expected(schema), known.join(", "));
    Err(wrong(path, expected, &text.into()))
}

/// Returns whether a value has the type of its schema and is within its bounds; what is inside is looked at elsewhere.
fn fits(value: &Json, schema: &Json) -> bool {
    let bound = |name: &str| schema.get(name).and_then(Json::as_f64);
    let within = |number: f64, least: &str, most: &str| {
        bound(least).is_none_or(|least| number >= least)
            && bound(most).is_none_or(|most| number <= most)
    };
    let of_type = match (kind(schema), value) {
        ("string", Json::String(text)) => {
            within(text.chars().count() as f64, "minLength", "maxLength")
                && has_format(text, schema)
        }
        ("integer", Json::Number(number)) => number
            .as_f64()
            .is_some_and(|number| number.fract() == 0.0 && within(number, "minimum", "maximum")),
        ("number", Json::Number(number)) => number
            .as_f64()
            .is_some_and(|number| within(number, "minimum", "maximum")),
        ("boolean", Json::Bool(_)) | ("object", Json::Object(_)) => true,
        ("array", Json::Array(entries)) => within(entries.len() as f64, "minItems", "maxItems"),
        _ => false,
    };
    let words = schema.get("enum").and_then(Json::as_array);
    of_type && words.is_none_or(|words| words.contains(value))
}

/// Returns whether a text has the format of its schema.
fn has_format(text: &str, schema: &Json) -> bool {
    match schema.get("format").and_then(Json::as_str) {
        Some("moment") => {
            // The module reads it exactly; this finds what is no date at all.
            let mut day = text.get(..10).unwrap_or_default().bytes().enumerate();
            text.len() >= 10
                && day.all(|(at, byte)| match at {
                    4 | 7 => byte == b'-',
                    _ => byte.is_ascii_digit(),
                })
        }
        Some("url") => text.len() > "https://".len() && text.starts_with("https://"),
        _ => true,
    }
}

/// Returns the type of a schema.
fn kind(schema: &Json) -> &str {
    schema
        .get("type")
        .and_then(Json::as_str)
        .unwrap_or_default()
}

/// Makes the error of a wrong value, of which no more is told than fits a line.
fn wrong(path: &str, expected: String, value: &Json) -> Error {
    let mut found = value.to_string();
    if let Some((at, _)) = found.char_indices().nth(TOLD) {
        found.truncate(at);
        found.push('…');
    }
    Error::WrongParameter {
        name: path.to_owned(),
        expected,
        found,
    }
}

/// Makes the error of a parameter that the schema lacks.
fn unknown(name: &str, schema: &Json) -> Error {
    let known = schema.get("properties").and_then(Json::as_object);
    let known: Vec<_> = known
        .into_iter()
        .flatten()
        .map(|(name, _)| &**name)
        .collect();
    Error::UnknownParameter {
        name: name.to_owned(),
        known: known.join(", "),
    }
}
