//! The types of fields, as JSON Schema.

use serde_json::{Value as Json, json};

use crate::data::Field;

/// The words for types that need no definition.
const PLAIN: [(&str, &str); 5] = [
    ("text", "string"),
    ("number", "number"),
    ("whole", "integer"),
    ("flag", "boolean"),
    ("object", "object"),
];

/// Returns the reference to a definition.
pub fn reference(name: &str) -> String {
    format!("#/$defs/{}", key(name))
}

/// Returns the key of a definition: names of several words get dashes.
pub fn key(name: &str) -> String {
    name.replace(' ', "-")
}

/// Writes the schema of a type: a word, an object, `list …`, `paged …` (a list, or a page of
/// the platform's API) or `map …` of one, or several with `or` between them.
pub fn of(kind: &str) -> Json {
    if let Some((first, second)) = kind.split_once(" or ") {
        return json!({ "anyOf": [of(first), of(second)] });
    }
    if let Some(inner) = kind.strip_prefix("list ") {
        return json!({ "type": "array", "items": of(inner) });
    }
    if let Some(inner) = kind.strip_prefix("paged ") {
        // A page of the platform's API has the list under `results`.
        let list = of(&format!("list {inner}"));
        let page =
            json!({ "type": "object", "properties": { "results": list }, "required": ["results"] });
        return json!({ "anyOf": [list, page] });
    }
    if let Some(inner) = kind.strip_prefix("map ") {
        return json!({ "type": "object", "additionalProperties": of(inner) });
    }
    if let Some((_, name)) = PLAIN.iter().find(|(word, _)| *word == kind) {
        return json!({ "type": name });
    }
    match kind {
        "any" => json!({}),
        "moment" => json!({ "type": ["string", "number"] }),
        "conditions" => json!({ "anyOf": [of("condition"), of("list condition")] }),
        _ => json!({ "$ref": reference(kind) }),
    }
}

/// Writes the schema of an object's field.
pub fn field(field: &Field) -> Json {
    let kind = field.kind.as_deref().unwrap_or("any");
    let mut out = of(kind);
    if !field.values.is_empty() {
        let words = json!({ "enum": field.values });
        out = match kind {
            "text" if field.required => words,
            // An empty text is like none.
            "text" => json!({ "anyOf": [words, { "type": "string", "maxLength": 0 }] }),
            _ => json!({ "type": "array", "items": words }),
        };
    }
    if !field.words.is_empty() {
        out = json!({ "anyOf": [{ "enum": field.words }, out] });
    }
    bounds(&mut out, field);
    // Null counts as not given, as everywhere in a document.
    if !field.required && kind != "any" {
        out = json!({ "anyOf": [out, { "type": "null" }] });
    }
    describe(&mut out, field);
    out
}

/// Adds the bounds of numbers.
pub fn bounds(out: &mut Json, field: &Field) {
    for (name, bound) in [("minimum", field.minimum), ("maximum", field.maximum)] {
        if let Some(bound) = bound {
            out[name] = number(bound);
        }
    }
}

/// Writes a number without a fraction where it has none.
fn number(number: f64) -> Json {
    if number.fract() == 0.0 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

/// Adds what people read, and what editors make of a field.
pub fn describe(out: &mut Json, field: &Field) {
    out["description"] = field.is.as_str().into();
    if let Some(default) = &field.default {
        out["default"] = default.clone();
    }
    if !field.examples.is_empty() {
        out["examples"] = field.examples.clone().into();
    }
    if let Some(unit) = &field.unit {
        out["x-unit"] = unit.as_str().into();
    }
    if let Some(control) = &field.control {
        out["x-control"] = control.as_str().into();
    }
    if field.deprecated {
        out["deprecated"] = true.into();
        // A word of VS Code's: completion offers only what is not to be avoided.
        out["doNotSuggest"] = true.into();
    }
    if field.hidden {
        out["doNotSuggest"] = true.into();
    }
}
