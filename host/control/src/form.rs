//! Differences of one form factor: attributes under a condition on `state.formFactor`, beside those that hold everywhere.

use serde_json::{Map, Value};

use crate::object::object;

/// The field that holds attributes under conditions.
pub(crate) const FIELD: &str = "conditionAttributes";

/// The form factors.
pub(crate) const FORMS: [&str; 4] = ["phone", "tablet", "desktop", "television"];

/// Returns the attributes that hold on one form factor alone.
pub(crate) fn on_form<'a>(attributes: &'a Map<String, Value>, form: &str) -> Option<&'a Value> {
    let list = attributes.get(FIELD)?.as_array()?;
    let entry = list.iter().find(|entry| is_for(entry, form))?;
    entry.get("attributes")
}

/// Writes the list of conditions with another value on one form factor; none if nothing is left of it.
pub(crate) fn with(
    attributes: &Map<String, Value>,
    form: &str,
    field: &str,
    value: Option<Value>,
) -> Option<Value> {
    let list = attributes.get(FIELD).and_then(Value::as_array);
    let mut list = list.cloned().unwrap_or_default();
    if !list.iter().any(|entry| is_for(entry, form)) {
        list.push(object([
            ("assertions", Value::Array(vec![assertion(form)])),
            ("attributes", Value::Object(Map::new())),
        ]));
    }
    let entry = list.iter_mut().find(|entry| is_for(entry, form));
    let own = entry.and_then(|entry| entry.get_mut("attributes")?.as_object_mut());
    match (own, value) {
        (Some(own), Some(value)) => _ = own.insert(field.to_owned(), value),
        (Some(own), None) => _ = own.remove(field),
        (None, _) => {}
    }
    let has_some = |entry: &Value| {
        let own = entry.get("attributes").and_then(Value::as_object);
        own.is_some_and(|own| !own.is_empty())
    };
    list.retain(has_some);
    (!list.is_empty()).then_some(Value::Array(list))
}

/// Makes the assertion that a form factor is looked at.
fn assertion(form: &str) -> Value {
    object([
        ("value", "${state.formFactor}".into()),
        ("operator", "equals".into()),
        ("expected", form.into()),
    ])
}

/// Returns true for an entry that holds on one form factor, whatever else is.
fn is_for(entry: &Value, form: &str) -> bool {
    let only = entry.get("assertions").and_then(Value::as_array);
    only.is_some_and(|only| *only == [assertion(form)]) && entry.get("orAssertions").is_none()
}
