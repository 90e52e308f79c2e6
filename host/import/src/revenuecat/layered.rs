//! A component's attributes, with what dark mode and overrides change.
//!
//! RevenueCat merges the properties of all overrides that hold into the component, the later ones last. Here each
//! override becomes an entry of `conditionAttributes` with the attributes that come out differently when its properties
//! are merged; those entries are merged by the same rule. Dark colours are entries of the same kind.

use serde_json::{Map, Value as Json};

use super::code;
use super::condition::{alternatives, dark, entries};
use super::context::{Context, Place, Scheme};
use crate::fields::Fields;
use crate::limits;
use crate::object::{Node, Object};

/// Writes the attributes of a component in one scheme.
pub type Style<'s> = &'s dyn Fn(&Fields<'_>, Scheme) -> Object;

/// The fields that no override changes.
const STRUCTURE: [&str; 12] = [
    "id",
    "type",
    "name",
    "overrides",
    "fallback",
    "stack",
    "components",
    "items",
    "pages",
    "tabs",
    "control",
    "package_id",
];

/// Writes a component's attributes, and those that hold under conditions.
pub fn layered(
    cx: &Context<'_>,
    fields: &Fields<'_>,
    place: Place<'_>,
    style: Style<'_>,
) -> Object {
    let light = style(fields, Scheme::Light);
    let mut out = light.clone();
    let mut conditional = Vec::new();
    let dim = dark_twin(cx, fields, &light, style);
    let always = [vec![dark()]];
    entries(&always, &changes(&light, &dim), &mut conditional);
    for entry in overrides(cx, fields) {
        let Some(alternatives) = alternatives(cx, &entry, place) else {
            continue;
        };
        let Some(properties) = entry.object("properties") else {
            continue;
        };
        let merged = merge(fields.map(), properties.map());
        let merged = Fields::new(&merged, properties.path.clone());
        let changed = style(&merged, Scheme::Light);
        let difference = changes(&light, &changed);
        entries(&alternatives, &difference, &mut conditional);
        // What dark mode still has to change, with the entries before this one laid over.
        let mut before = dim.clone();
        before.merge(difference);
        let after = dark_twin(cx, &merged, &changed, style);
        let in_dark: Vec<_> = alternatives
            .iter()
            .map(|list| [list.as_slice(), &[dark()]].concat())
            .collect();
        entries(&in_dark, &changes(&before, &after), &mut conditional);
    }
    if !conditional.is_empty() {
        out.set("conditionAttributes", conditional);
    }
    out
}

/// Writes the attributes in dark mode; those of light mode, where dark mode is left out.
fn dark_twin(cx: &Context<'_>, fields: &Fields<'_>, light: &Object, style: Style<'_>) -> Object {
    if cx.options.light {
        light.clone()
    } else {
        style(fields, Scheme::Dark)
    }
}

/// Returns the overrides of a component, at most as many as are read.
pub fn overrides<'a>(cx: &Context<'_>, fields: &Fields<'a>) -> Vec<Fields<'a>> {
    let mut list = fields.objects("overrides");
    if list.len() > limits::OVERRIDES {
        let message = format!(
            "at most {} overrides of a component are read",
            limits::OVERRIDES
        );
        cx.note(code::TOO_MANY, &fields.path_of("overrides"), message);
        list.truncate(limits::OVERRIDES);
    }
    list
}

/// Merges properties into a component. Null means that a property is not changed.
pub fn merge(base: &Map<String, Json>, properties: &Map<String, Json>) -> Map<String, Json> {
    let mut merged = base.clone();
    for (name, value) in properties {
        if !value.is_null() && !STRUCTURE.contains(&name.as_str()) {
            merged.insert(name.clone(), value.clone());
        }
    }
    merged
}

/// Returns the attributes that differ. One that is gone gets the value that means none.
pub fn changes(from: &Object, to: &Object) -> Object {
    let mut out = Object::default();
    for (name, value) in to.fields() {
        if from.get(name) != Some(value) {
            out.set(name, value.clone());
        }
    }
    for (name, value) in from.fields() {
        if to.get(name).is_none() {
            out.set(name, none_like(name, value));
        }
    }
    out
}

/// Returns the value by which an attribute says nothing.
fn none_like(name: &str, value: &Node) -> Node {
    match (name, value) {
        ("fillColor" | "dropShadow", _) => "transparent".into(),
        (_, Node::Json(Json::Number(_))) => 0.0.into(),
        (_, Node::Json(Json::Bool(_))) => false.into(),
        (_, Node::List(_)) => Node::List(Vec::new()),
        _ => "".into(),
    }
}
