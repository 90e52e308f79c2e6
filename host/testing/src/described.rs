//! The reading of descriptions of routes (OpenAPI), so that tests compare them with what servers say.

use std::collections::BTreeSet;

use serde_json::Value;

/// Lists the operations of the description.
pub fn operations(api: &Value) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete", "patch"] {
            if item.get(method).is_some() {
                found.insert((method.to_uppercase(), path.clone()));
            }
        }
    }
    found
}

/// Resolves a reference to a schema of the description.
pub fn resolved<'a>(api: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => api.pointer(name.trim_start_matches('#')).expect(name),
        None => schema,
    }
}

/// Says where a value is none of a schema; only the words that this description uses are known.
pub fn complaints(api: &Value, schema: &Value, value: &Value, place: &str, out: &mut Vec<String>) {
    let schema = resolved(api, schema);
    if let Some(forms) = schema["oneOf"].as_array() {
        let fits = |form: &&Value| {
            let mut found = Vec::new();
            complaints(api, form, value, place, &mut found);
            found.is_empty()
        };
        if !forms.iter().any(|form| fits(&form)) {
            out.push(format!("{place} has none of the forms"));
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_kind = kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number"));
    if !kinds.is_empty() && !is_kind {
        out.push(format!("{place} is {kind}, and not {kinds:?}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            out.push(format!("{place} lacks {name}"));
        }
    }
    for entry in value.as_array().into_iter().flatten() {
        complaints(api, &schema["items"], entry, &format!("{place}[]"), out);
    }
    let (Some(fields), Some(known)) = (value.as_object(), schema["properties"].as_object()) else {
        return;
    };
    for (name, value) in fields {
        match known.get(name) {
            Some(schema) => complaints(api, schema, value, &format!("{place}.{name}"), out),
            None => out.push(format!("{place}.{name} is not known")),
        }
    }
}
