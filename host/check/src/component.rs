//! The checks of custom components: the definitions themselves, and the properties that their uses give.

use paywall_runtime::text::words::Compiled;
use serde_json::{Map, Value};

use super::suggest::hint;
use super::within::within;
use super::{Findings, Subject, at, text};

/// The types of properties, each with a description of its values.
const TYPES: [(&str, &str); 8] = [
    ("text", "a text or a number"),
    ("number", "a number"),
    ("flag", "true or false"),
    ("list", "a list"),
    ("style", "an object with attributes of a style"),
    ("action", "an object with a function"),
    ("object", "an object"),
    ("children", "a list of components"),
];
/// The words that stand in tags and are no property.
const WORDS: [&str; 25] = [
    "if",
    "unless",
    "each",
    "with",
    "lookup",
    "else",
    "as",
    "eq",
    "ne",
    "gt",
    "gte",
    "lt",
    "lte",
    "and",
    "or",
    "not",
    "len",
    "this",
    "true",
    "false",
    "null",
    "components",
    "default",
    "log",
    "undefined",
];

/// Checks the definitions, and every use in the document.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    let Some(definitions) = subject.json.get("customComponents") else {
        return look(subject.json, "$", &Map::new(), out);
    };
    let path = at("$", "customComponents");
    let Some(definitions) = definitions.as_object() else {
        return out.error(
            "wrong_type",
            path,
            "expected an object: definitions by name",
        );
    };
    for (name, definition) in definitions {
        define(definition, &at(&path, name), out);
    }
    look(subject.json, "$", definitions, out);
}

/// Checks a definition: its fields, properties and template.
fn define(definition: &Value, path: &str, out: &mut Findings) {
    let Some(fields) = definition.as_object() else {
        return out.error("wrong_type", path, "expected an object with a template");
    };
    for name in fields.keys() {
        if !["title", "description", "properties", "template"].contains(&name.as_str()) {
            out.warning(
                "unknown_field",
                at(path, name),
                "this field has no meaning here",
            );
        }
    }
    let nothing = Map::new();
    let properties = fields.get("properties").and_then(Value::as_object);
    let properties = properties.unwrap_or(&nothing);
    for (name, property) in properties {
        declare(property, &at(&at(path, "properties"), name), out);
    }
    match fields.get("template").and_then(Value::as_str) {
        None => out.error(
            "missing_field",
            path,
            "expected a text \"template\": nothing is shown",
        ),
        Some(template) => {
            if let Err(error) = Compiled::new(template) {
                return out.error("invalid_template", path, error.detail());
            }
            for name in read(template) {
                if !properties.contains_key(&name) {
                    let message = format!("the template reads \"{name}\", which is no property");
                    out.warning("unknown_property", at(path, "template"), message);
                }
            }
        }
    }
}

/// Checks the declaration of a property.
fn declare(property: &Value, path: &str, out: &mut Findings) {
    let kind = property.get("type").and_then(Value::as_str);
    match kind {
        Some(kind) if TYPES.iter().any(|(name, _)| *name == kind) => {
            if let Some(value) = property.get("default").filter(|value| !fits(kind, value)) {
                wrong_type(kind, value, &at(path, "default"), out);
            }
        }
        _ => {
            let names: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
            let message = format!("expected a \"type\" of {}", names.join(", "));
            out.error("unknown_type", path, message);
        }
    }
}

/// Lists the properties that a template reads: by name outside of loops, and by `@root` anywhere.
fn read(template: &str) -> Vec<String> {
    let (mut names, mut depth) = (Vec::new(), 0_usize);
    for part in template.split("{{").skip(1) {
        let tag = part
            .split("}}")
            .next()
            .unwrap_or_default()
            .trim_matches('~');
        let tag = tag.trim();
        let opens = tag.starts_with("#each") || tag.starts_with("#with");
        for word in words(tag) {
            let (root, path) = match word.strip_prefix("@root.") {
                Some(path) => (true, path),
                None => (depth == 0, word),
            };
            let name = path.split('.').next().unwrap_or_default();
            let is_name = name.starts_with(|c: char| c.is_alphabetic());
            if root && is_name && !WORDS.contains(&name) && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
            }
        }
        depth += usize::from(opens);
        if tag.starts_with("/each") || tag.starts_with("/with") {
            depth = depth.saturating_sub(1);
        }
    }
    names
}

/// Splits a tag into words, without texts in quotes.
fn words(tag: &str) -> impl Iterator<Item = &str> {
    let outside = tag.split('"').step_by(2);
    outside.flat_map(|part| part.split(|c: char| c.is_whitespace() || "()#/^=|&!".contains(c)))
}

/// Checks every use inside a value.
fn look(value: &Value, path: &str, definitions: &Map<String, Value>, out: &mut Findings) {
    if let Some(fields) = value.as_object()
        && let Some(name) = text(value, "component").and_then(|name| name.strip_prefix("custom:"))
    {
        used(fields, name, path, definitions, out);
    }
    within(value, path, &["customComponents"], |value, path| {
        look(value, path, definitions, out);
    });
}

/// Checks one use of a component against its definition.
fn used(
    fields: &Map<String, Value>,
    name: &str,
    path: &str,
    definitions: &Map<String, Value>,
    out: &mut Findings,
) {
    let Some(definition) = definitions.get(name) else {
        let hint = hint(name, definitions.keys().map(String::as_str));
        let message = format!("no custom component is named \"{name}\"{hint}");
        return out.warning("unknown_component", at(path, "component"), message);
    };
    let nothing = Map::new();
    let declared = definition.get("properties").and_then(Value::as_object);
    let declared = declared.unwrap_or(&nothing);
    let given = fields.get("properties").and_then(Value::as_object);
    let given = given.unwrap_or(&nothing);
    let inside = at(path, "properties");
    for (name, property) in declared {
        let kind = property
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let value = given.get(name).filter(|value| !value.is_null());
        let required = property.get("required") == Some(&Value::Bool(true));
        match value {
            None if required => {
                let message = format!("expected a property \"{name}\"");
                out.error("missing_property", path, message);
            }
            Some(value) if !fits(kind, value) => wrong_type(kind, value, &at(&inside, name), out),
            _ => {}
        }
    }
    for property in given.keys().filter(|name| !declared.contains_key(*name)) {
        let hint = hint(property, declared.keys().map(String::as_str));
        let message = format!("\"{name}\" has no such property{hint}");
        out.warning("unknown_property", at(&inside, property), message);
    }
    let template = definition.get("template").and_then(Value::as_str);
    if fields.contains_key("components") && !template.unwrap_or_default().contains("\"slot\"") {
        let message = format!("\"{name}\" has no slot for components; they are not shown");
        out.warning("missing_slot", at(path, "components"), message);
    }
}

/// Reports a value of another type than the property's.
fn wrong_type(kind: &str, value: &Value, path: &str, out: &mut Findings) {
    let expected = TYPES.iter().find(|(name, _)| *name == kind);
    let message = format!(
        "expected {}, found {value}",
        expected.map_or("", |(_, what)| what)
    );
    out.error("wrong_type", path, message);
}

/// Returns true if a value is of a type. A text with tokens may become a number or a list at load, but never a flag.
fn fits(kind: &str, value: &Value) -> bool {
    let smart = value
        .as_str()
        .is_some_and(|text| text.contains("${") || text.contains("{{"));
    match kind {
        "text" => value.is_string() || value.is_number(),
        "number" => value.is_number() || smart,
        "flag" => value.is_boolean(),
        "list" => value.is_array() || smart,
        "children" => value.is_array(),
        "style" | "object" => value.is_object(),
        "action" => value.get("function").is_some_and(Value::is_string),
        _ => true,
    }
}
