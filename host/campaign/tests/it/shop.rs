//! Documents for templates: each has the paywalls that the parameters name, with the product groups that they must have.

use paywall_campaign::{Names, Template, fill, insert, instantiate};
use serde_json::{Map, Value, json};

/// The time of the examples: 2026-11-27 12:00 UTC.
pub const NOW: f64 = 1_795_780_800_000.0;

/// Returns the parameters of an example: the template's, with those that differ.
pub fn parameters(template: &Template, differing: &Map<String, Value>) -> Map<String, Value> {
    let mut out = template.set.clone();
    out.extend(differing.clone());
    out
}

/// Lists the paywalls that a value of these parameters names, however deep.
fn paywalls(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) if text.starts_with("pw_") && !out.contains(text) => {
            out.push(text.clone());
        }
        Value::Array(entries) => entries.iter().for_each(|entry| paywalls(entry, out)),
        Value::Object(fields) => fields.values().for_each(|value| paywalls(value, out)),
        _ => {}
    }
}

/// Makes a document without rules.
pub fn document(template: &Template, set: &Map<String, Value>) -> Value {
    let mut ids = Vec::new();
    paywalls(&Value::Object(set.clone()), &mut ids);
    let names = Names::of(set, &template.template);
    let menus = |id: &str| {
        let wanted = template.paywalls.iter().find(|wanted| {
            !wanted.menus.is_empty() && set.get(&wanted.parameter) == Some(&id.into())
        });
        wanted.map_or(json!([]), |wanted| {
            fill(&wanted.menus.clone().into(), &names).unwrap()
        })
    };
    let paywalls: Vec<_> = ids
        .iter()
        .map(|id| json!({ "id": id, "name": id, "sku_menus": menus(id), "template": { "pages": [], "initialState": {} } }))
        .collect();
    json!({ "campaign_rules": [], "paywalls": paywalls })
}

/// Writes a template into a document.
pub fn with(document: &Value, template: &Template, set: &Map<String, Value>) -> Value {
    let instance = instantiate(document, template, set).unwrap();
    let text = insert(&document.to_string(), &instance).unwrap();
    serde_json::from_str(&text).unwrap()
}
