//! The shape of parts: which of their values are lists of things with ids, and which are plain values.

use serde_json::{Map, Value};

/// The lists whose entries have ids: the field, the field of an entry that holds its id, and what an address calls it.
const LISTS: [(&str, &str, &str); 5] = [
    ("sku_menus", "id", "menu"),
    ("products", "id", "product"),
    ("pages", "name", "page"),
    ("segments", "segment", "segment"),
    ("steps", "id", "step"),
];

/// The fields whose values are data, whatever they look like.
const DATA: [&str; 5] = [
    "initialState",
    "loopSource",
    "conditionAttributes",
    "skuContexts",
    "customComponents",
];

/// The kind of a thing with an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The field that holds the id.
    pub key: &'static str,
    /// The word in addresses; `None` for a component, whose id is unique in its part.
    pub noun: Option<&'static str>,
}

/// The kind of components.
pub(crate) const COMPONENT: Kind = Kind {
    key: "id",
    noun: None,
};

/// Returns true for the fields whose values hold no components.
pub(crate) fn is_data(field: &str) -> bool {
    DATA.contains(&field)
}

/// Returns the id of a thing, if it has one.
pub(crate) fn id(fields: &Map<String, Value>, kind: Kind) -> Option<&str> {
    let id = fields.get(kind.key)?.as_str();
    id.filter(|id| !id.is_empty())
}

/// Returns true for a component, with or without an id.
pub(crate) fn is_component(value: &Value) -> bool {
    value.get("component").is_some_and(Value::is_string)
}

/// Returns the kind of the things that a list holds, if all of them have ids and it is such a list.
pub(crate) fn list(field: &str, entries: &[Value]) -> Option<Kind> {
    if entries.is_empty() || is_data(field) {
        return None;
    }
    let known = LISTS.iter().find(|(name, ..)| *name == field);
    let kind = if entries.iter().all(is_component) {
        COMPONENT
    } else {
        known.map(|(_, key, noun)| Kind {
            key,
            noun: Some(noun),
        })?
    };
    let has_id = |entry: &Value| {
        entry
            .as_object()
            .is_some_and(|entry| id(entry, kind).is_some())
    };
    entries.iter().all(has_id).then_some(kind)
}

/// Returns true for a field that holds one component with an id.
pub(crate) fn is_single(field: &str, value: &Value) -> bool {
    let Some(fields) = value.as_object().filter(|_| !is_data(field)) else {
        return false;
    };
    is_component(value) && id(fields, COMPONENT).is_some()
}

/// Returns the kind of things that a field holds, by its name.
pub(crate) fn of_field(field: &str) -> Kind {
    let known = LISTS.iter().find(|(name, ..)| *name == field);
    known.map_or(COMPONENT, |(_, key, noun)| Kind {
        key,
        noun: Some(noun),
    })
}
