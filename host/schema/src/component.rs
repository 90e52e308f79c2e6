//! Components and their attributes as definitions of a schema.

use paywall_runtime::document::attribute::{BOOL, LENGTH, LIST, NUMBER, OBJECT, TEXT, Types};
use serde_json::{Map, Value as Json, json};

use crate::data::{self, Component, Field};
use crate::known;
use crate::shape::{bounds, describe, of, reference};

/// The form of texts with tokens or templates, which may become anything.
const SMART: &str = r"\$\{|\{\{";
/// The form of numbers that are written as texts.
const NUMERIC: &str = r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$";
/// The form of lengths that are written as texts.
const WITH_UNIT: &str = r"^\s*([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?([a-z%]+)?|(calc|min|max|clamp|env|var)\(.*\))?\s*$";
/// The form of positions: two sides with a dash between them.
const SIDES: &str =
    "^((left|top|start|right|bottom|end|center)-(left|top|start|right|bottom|end|center))?$";

/// Lists the groups of attributes, for the root of a schema.
pub fn groups() -> Json {
    let rows = data::GROUPS.iter().filter(|(_, group)| !group.hidden);
    rows.map(|(name, group)| json!({ "name": name, "title": group.title }))
        .collect()
}

/// Writes the definition of a key, if it is about components.
pub fn define(key: &str) -> Option<Json> {
    Some(match key {
        "component" => any(),
        "component-name" => names(),
        "custom" => custom(),
        "smart" => {
            json!({ "type": "string", "pattern": SMART, "description": "A text with tokens: `${…}`." })
        }
        "tolerated" => tolerated(),
        "loop-source" => json!({ "type": ["array", "string"] }),
        _ => match key.split_once("--")? {
            ("component", name) => one(name, data::COMPONENTS.get(name)?),
            ("attributes", group) => group_of(group)?,
            _ => return None,
        },
    })
}

/// Writes the choice among all components by the field `component`.
fn any() -> Json {
    let case = |test: Json, then: String| {
        json!({
            "if": { "properties": { "component": test }, "required": ["component"] },
            "then": { "$ref": then },
        })
    };
    let known = data::COMPONENTS.names();
    let mut cases: Vec<_> = known
        .map(|name| {
            case(
                json!({ "const": name }),
                reference(&format!("component--{name}")),
            )
        })
        .collect();
    cases.push(case(json!({ "pattern": "^custom:" }), reference("custom")));
    json!({
        "type": "object",
        "description": "A component: a part of a page.",
        "properties": { "component": { "$ref": reference("component name") } },
        "required": ["component"],
        "allOf": cases,
    })
}

/// Writes the names of components, each with what it is.
fn names() -> Json {
    let names: Vec<_> = data::COMPONENTS.names().collect();
    let meanings: Vec<_> = data::COMPONENTS.iter().map(|(_, it)| &it.is).collect();
    json!({
        "description": "The kind of the component: a built-in one, or `custom:name` for one that the document or the app defines.",
        "anyOf": [
            { "enum": names, "enumDescriptions": meanings },
            { "type": "string", "pattern": "^custom:" },
            // The place of the children of a use, in the template of a custom component.
            { "const": "slot" },
        ],
    })
}

/// Writes the use of a custom component: its properties, and attributes of what it writes.
fn custom() -> Json {
    json!({
        "description": "A component that the document or the app defines.",
        "properties": {
            "component": { "$ref": reference("component name") },
            "properties": { "type": "object", "description": "The values of the properties that the component declares." },
            "components": { "description": "The components for its slot.", "type": "array", "items": { "$ref": reference("component") } },
        },
    })
}

/// Writes one component: the groups that it takes, and what means something else in it.
fn one(name: &str, component: &Component) -> Json {
    let mut parts = Vec::new();
    for (group, _) in groups_of(component) {
        parts.push(json!({ "$ref": reference(&format!("attributes--{group}")) }));
    }
    parts.push(json!({ "$ref": reference("tolerated") }));
    let mut own = Map::new();
    for attribute in attributes_of(name) {
        if is_own(component, &attribute) {
            own.insert(attribute.name.into(), schema(&attribute));
        }
    }
    // Its attributes under conditions are those of the same component.
    own.insert("conditionAttributes".into(), overlays(name));
    json!({ "description": component.is, "properties": own, "allOf": parts, "unevaluatedProperties": false })
}

/// An attribute of a component, with what it is there.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The name in documents.
    pub name: &'static str,
    /// The group in an editor.
    pub group: &'static str,
    /// The description: the component's own words, or else those of the attribute.
    pub field: Field,
}

/// Lists the groups of attributes that a component takes, in the order of an editor.
fn groups_of(component: &Component) -> impl Iterator<Item = (&'static str, &'static data::Group)> {
    let takes = &component.takes;
    let rows = data::GROUPS.iter();
    rows.filter(move |(name, group)| {
        let usual = if component.bare {
            matches!(*name, "identity" | "visibility")
        } else {
            group.all
        };
        usual || takes.iter().any(|taken| taken == name)
    })
}

/// Lists the attributes that a component reads, in the order of an editor.
pub fn attributes_of(name: &str) -> Vec<Attribute> {
    let Some(component) = data::COMPONENTS.get(name) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (group, fields) in data::GROUPS
        .names()
        .filter_map(|name| Some((name, data::ATTRIBUTES.get(name)?)))
    {
        let taken = groups_of(component).any(|(taken, _)| taken == group);
        for (attribute, field) in fields.iter() {
            let read = match &field.only {
                Some(only) => only.iter().any(|only| only == name),
                None => taken,
            };
            if read || component.also.iter().any(|also| also == attribute) {
                let field = merged(field, component.about.get(attribute));
                out.push(Attribute {
                    name: attribute,
                    group,
                    field,
                });
            }
        }
    }
    out
}

/// Puts a component's own words about an attribute over the usual ones.
fn merged(usual: &Field, own: Option<&Field>) -> Field {
    let mut out = usual.clone();
    if let Some(own) = own.cloned() {
        out.is = own.is;
        if !own.values.is_empty() {
            out.values = own.values;
        }
        out.default = own.default.or(out.default);
        out.control = own.control.or(out.control);
    }
    out
}

/// Returns whether an attribute must be written beside the groups of a component.
fn is_own(component: &Component, attribute: &Attribute) -> bool {
    let taken = groups_of(component).any(|(taken, _)| taken == attribute.group);
    let named = |list: &[String]| list.iter().any(|name| name == attribute.name);
    let has_words = component.about.get(attribute.name).is_some();
    !taken
        || has_words
        || is_varied(attribute.name)
        || attribute.field.only.is_some()
        || named(&component.also)
}

/// Writes a group of attributes: those that all components read that take it.
fn group_of(group: &str) -> Option<Json> {
    let fields = data::ATTRIBUTES.get(group)?;
    let mut properties = Map::new();
    for (name, field) in fields.iter().filter(|(_, field)| field.only.is_none()) {
        // Each component writes its own.
        if name == "conditionAttributes" || is_varied(name) {
            continue;
        }
        let (group, _) = data::attribute(name)?;
        properties.insert(
            name.into(),
            schema(&Attribute {
                name: known::attribute(name)?,
                group,
                field: field.clone(),
            }),
        );
    }
    Some(json!({ "properties": properties }))
}

/// Returns whether some component has words of its own about an attribute; then each of them writes it.
fn is_varied(name: &str) -> bool {
    data::COMPONENTS
        .iter()
        .any(|(_, component)| component.about.get(name).is_some())
}

/// Writes the schema of an attribute.
fn schema(attribute: &Attribute) -> Json {
    let Attribute { name, group, field } = attribute;
    let mut out = match (&field.kind, known::types(name)) {
        (Some(kind), _) if kind == "any" => json!({}),
        (Some(kind), _) => json!({ "anyOf": [of(kind), { "type": "null" }] }),
        (None, types) => json!({ "anyOf": forms(types, field) }),
    };
    describe(&mut out, field);
    out["x-group"] = (*group).into();
    out
}

/// Lists the forms that the value of an attribute may have.
fn forms(types: Types, field: &Field) -> Vec<Json> {
    let mut out = Vec::new();
    let words = [field.values.as_slice(), field.words.as_slice()].concat();
    if !words.is_empty() && types & LIST == 0 {
        out.push(json!({ "enum": words }));
    }
    if types & NUMBER != 0 {
        let mut number = json!({ "type": "number" });
        bounds(&mut number, field);
        out.push(number);
    }
    if types & BOOL != 0 {
        out.push(json!({ "type": "boolean" }));
    }
    if types & LIST != 0 {
        let entry = if words.is_empty() {
            json!({ "type": "string" })
        } else {
            json!({ "enum": words })
        };
        out.push(json!({ "type": "array", "items": entry }));
    }
    if let (Some(object), true) = (&field.object, types & OBJECT != 0) {
        out.push(of(object));
    }
    out.extend(text(types, field));
    out.push(json!({ "$ref": reference("smart") }));
    out.push(json!({ "type": "null" }));
    out
}

/// Writes the form of texts, if an attribute may be one.
fn text(types: Types, field: &Field) -> Option<Json> {
    let only_words = !field.values.is_empty();
    Some(match types {
        _ if types & TEXT == 0 && types & NUMBER != 0 => {
            json!({ "type": "string", "pattern": NUMERIC })
        }
        _ if types & TEXT == 0 => return None,
        _ if field.pattern.is_some() => json!({ "type": "string", "pattern": SIDES }),
        LENGTH if field.control.as_deref() != Some("date") => {
            json!({ "type": "string", "pattern": WITH_UNIT })
        }
        // An empty text is like none.
        _ if only_words => json!({ "type": "string", "maxLength": 0 }),
        _ => json!({ "type": "string" }),
    })
}

/// Writes the attributes under conditions of a component.
fn overlays(name: &str) -> Json {
    let assertions = |text: &str| json!({ "type": "array", "description": text, "items": { "$ref": reference("assertion") } });
    let field = data::attribute("conditionAttributes").map(|(_, field)| field.is.as_str());
    json!({
        "description": field,
        "x-group": "visibility",
        "type": ["array", "null"],
        "items": {
            "type": "object",
            "properties": {
                "assertions": assertions("All of these must hold."),
                "orAssertions": assertions("One of these must hold."),
                "attributes": { "description": "The attributes that then hold.", "$ref": reference(&format!("component--{name}")) },
            },
            "required": ["attributes"],
        },
    })
}

/// Writes the names that a component may have without reading them, and that no editor should offer.
fn tolerated() -> Json {
    let names: Vec<_> = known::attributes().collect();
    let pattern = format!("^(_field.*|{})$", names.join("|"));
    json!({ "patternProperties": { pattern: true } })
}
