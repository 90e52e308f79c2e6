//! Tests of the model of the Control Center.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test that cannot go on says so and stops, and a table is as long as it is"
)]

mod campaigns;
mod canonical;
mod difference;
mod documents;
mod history;
mod merges;
mod operations;
mod overview;
mod policy;
mod projection;
mod random;
mod rewritten;
mod running;
mod settled;

use paywall_control::{Content, Name, Operation, Section, canonical::write};
use serde_json::{Value, json};

/// Returns a small document: two paywalls, rules, products and an audience.
fn document() -> Value {
    let paywall = |id: &str| {
        json!({
            "id": id,
            "name": format!("Paywall {id}"),
            "sku_menus": [{ "id": "main", "name": "Plans", "products": [
                { "id": "monthly", "sku_ref_id": "m" }, { "id": "yearly", "sku_ref_id": "y" } ] }],
            "template": {
                "initialState": { "currentPage": "main", "selectedProducts": { "main": "yearly" } },
                "pages": [{
                    "name": "main",
                    "header": [{ "component": "text", "id": "top", "text": "Top" }],
                    "contentContainer": { "component": "container", "id": "content", "components": [
                        { "component": "text", "id": "title", "text": "Title", "fontSize": 20 },
                        { "component": "container", "id": "box", "components": [
                            { "component": "text", "id": "inner", "text": "Inner" },
                            { "component": "button", "id": "buy", "onTap": { "function": "namiBuySKU" }, "components": [] } ] } ] },
                    "backgroundContainer": { "component": "container", "id": "background" } }]
            }
        })
    };
    let rule = |id: &str, name: &str| {
        json!({ "rule": id, "name": name, "type": "label", "value": id, "segments": [
            { "segment": "all", "split": 100, "paywall": "a", "form_factors": [{ "form_factor": "phone" }] } ] })
    };
    json!({
        "platform_config": { "id": "p" },
        "paywalls": [paywall("a"), paywall("b")],
        "campaign_rules": [rule("one", "One"), rule("two", "Two"), rule("three", "Three")],
        "products": [{ "id": "monthly", "sku_ref_id": "m" }, { "id": "yearly", "sku_ref_id": "y" }],
        "audiences": { "new": [{ "identifier": "x", "operator": "equals", "values": [1] }] }
    })
}

/// Reads a document.
fn content(document: Value) -> Content {
    Content::import(document).unwrap().0
}

/// Writes a content as canonical JSON.
fn bytes(content: &Content) -> String {
    write(&content.write().unwrap()).unwrap()
}

/// Reads an operation on paywall `a`.
fn on_a(mut operation: Value) -> Operation {
    operation["section"] = json!("paywalls");
    operation["part"] = json!("a");
    serde_json::from_value(operation).unwrap()
}

/// Applies operations on paywall `a`.
fn edited(base: &Content, operations: &[Value]) -> Content {
    let mut content = base.clone();
    let operations: Vec<_> = operations.iter().cloned().map(on_a).collect();
    content.apply(&operations).unwrap();
    content
}

/// Returns a part of a content.
fn part(content: &Content, section: Section, id: &str) -> Value {
    let hash = content.manifest.get(&Name::new(section, id)).unwrap();
    content.parts.get(&hash).unwrap().as_ref().clone()
}

/// Finds a component of a paywall by its id.
fn find<'a>(value: &'a Value, id: &str) -> Option<&'a Value> {
    match value {
        Value::Array(entries) => entries.iter().find_map(|entry| find(entry, id)),
        Value::Object(fields) => {
            if fields.contains_key("component") && fields.get("id").is_some_and(|found| found == id)
            {
                return Some(value);
            }
            fields.values().find_map(|value| find(value, id))
        }
        _ => None,
    }
}
