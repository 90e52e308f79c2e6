//! Objects and words as definitions of a schema.

use serde_json::{Map, Value as Json, json};

use crate::component;
use crate::data::{self, Named, Object, Word};
use crate::shape::{self, key};

/// Collects the definitions that a schema refers to, and those that these refer to.
pub fn reached(schema: &Json) -> Map<String, Json> {
    let mut out = Map::new();
    let mut wanted = references(schema);
    while let Some(name) = wanted.pop() {
        if out.contains_key(&name) {
            continue;
        }
        let definition = define(&name);
        wanted.extend(references(&definition));
        out.insert(name, definition);
    }
    out
}

/// Lists the keys of all definitions that a schema refers to.
fn references(schema: &Json) -> Vec<String> {
    let mut out = Vec::new();
    match schema {
        Json::Array(list) => list.iter().for_each(|entry| out.extend(references(entry))),
        Json::Object(fields) => {
            let target = fields.get("$ref").and_then(Json::as_str);
            out.extend(
                target.and_then(|target| target.strip_prefix("#/$defs/").map(str::to_owned)),
            );
            fields
                .values()
                .for_each(|value| out.extend(references(value)));
        }
        _ => {}
    }
    out
}

/// Writes the definition of a key.
fn define(wanted: &str) -> Json {
    if let Some(definition) = component::define(wanted) {
        return definition;
    }
    if let Some((_, object)) = data::OBJECTS.iter().find(|(name, _)| key(name) == wanted) {
        return if wanted == "action" {
            action(object)
        } else {
            of(object)
        };
    }
    let words = |kind: &str| data::words(kind).map(of_words);
    match wanted {
        "operator" => words("operator")
            .map(|operators| json!({ "anyOf": [operators, words("group operator")] })),
        // Apps choose the names of many others.
        "identifier" => {
            words("identifier").map(|known| json!({ "anyOf": [known, { "type": "string" }] }))
        }
        _ => words(&wanted.replace('-', " ")),
    }
    .unwrap_or_default()
}

/// Writes an object.
fn of(object: &Object) -> Json {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (name, field) in object.fields.iter() {
        properties.insert(name.into(), shape::field(field));
        if field.required {
            required.push(name);
        }
    }
    let mut out = json!({ "type": "object", "description": object.is, "properties": properties });
    if !required.is_empty() {
        out["required"] = json!(required);
    }
    if object.closed {
        out["additionalProperties"] = false.into();
    }
    out
}

/// Writes words, each with what it means.
fn of_words(words: &Named<Word>) -> Json {
    let names: Vec<_> = words.names().collect();
    let meanings: Vec<_> = words.iter().map(|(_, word)| &word.is).collect();
    // VS Code shows these beside the words.
    json!({ "enum": names, "enumDescriptions": meanings })
}

/// Writes an action, whose parameters depend on its function.
fn action(object: &Object) -> Json {
    let mut out = of(object);
    let mut cases = Vec::new();
    for (name, function) in data::words("function").into_iter().flat_map(Named::iter) {
        if function.parameters.names().next().is_some() {
            let fields = Object {
                is: function.is.clone(),
                fields: function.parameters.clone(),
                closed: false,
            };
            let parameters = json!({ "parameters": of(&fields) });
            cases.push(json!({
                "if": { "properties": { "function": { "const": name } }, "required": ["function"] },
                "then": { "properties": parameters },
            }));
        }
    }
    out["allOf"] = cases.into();
    // Documents of 2023 have the name of the function alone.
    json!({ "anyOf": [out, { "type": "string", "deprecated": true }] })
}
