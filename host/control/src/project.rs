//! The document of one platform, out of an app's document for all of them.
//!
//! Paywalls, rules and products may list the platforms that they are for (`"platforms": ["roku"]`). A product, also one in
//! a paywall's menu, may say what is different on a platform (`"platforms": {"roku": {"sku_ref_id": "…"}}`), and the document
//! has the configuration of each (`"platforms": {"roku": {"capabilities": […]}}`). A document without any of these means
//! the same on all platforms, and is its own projection.

use serde_json::{Map, Value};

/// The field that speaks of platforms.
const FIELD: &str = "platforms";
/// The lists of a document whose entries may be for some platforms alone.
const LISTS: [&str; 3] = ["paywalls", "campaign_rules", "products"];

/// Makes the document of a platform.
#[must_use]
pub fn project(mut document: Value, platform: &str) -> Value {
    let Some(fields) = document.as_object_mut() else {
        return document;
    };
    if let Some(config) = fields
        .remove(FIELD)
        .and_then(|mut all| Some(all.get_mut(platform)?.take()))
    {
        fields.insert("platform_config".to_owned(), config);
    }
    for name in LISTS {
        if let Some(Value::Array(entries)) = fields.get_mut(name) {
            entries.retain_mut(|entry| settle(entry, platform));
        }
    }
    let paywalls = fields.get_mut("paywalls").and_then(Value::as_array_mut);
    for paywall in paywalls.into_iter().flatten() {
        for menu in list(paywall.get_mut("sku_menus")) {
            if let Some(Value::Array(products)) = menu.get_mut("products") {
                products.retain_mut(|product| settle(product, platform));
            }
        }
    }
    document
}

/// Settles what an entry says of platforms; returns false if it is not for this one.
fn settle(entry: &mut Value, platform: &str) -> bool {
    let Some(fields) = entry.as_object_mut() else {
        return true;
    };
    match fields.remove(FIELD) {
        Some(Value::Array(names)) => names.iter().any(|name| name == platform),
        Some(Value::Object(mut own)) => {
            if let Some(Value::Object(own)) = own.remove(platform) {
                put_all(fields, own);
            }
            true
        }
        _ => true,
    }
}

/// Replaces fields by those of a platform.
fn put_all(fields: &mut Map<String, Value>, own: Map<String, Value>) {
    for (name, value) in own {
        fields.insert(name, value);
    }
}

/// Lists the entries of a list.
fn list(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}
