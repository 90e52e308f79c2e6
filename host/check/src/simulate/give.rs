//! The places in a request where the values of identifiers stand.

use serde_json::{Value, json};

/// Gives an identifier its value. An identifier that follows from other facts is left as it is.
pub(super) fn set(request: &mut Value, context: &mut Value, identifier: &str, value: &Value) {
    let Some((space, name)) = identifier.split_once('.') else {
        return;
    };
    let text = || {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    match space {
        "UserTags" => put(request, &["customer", "attributes", name], value.clone()),
        "urlParams" => put(request, &["urlParams", name], text().into()),
        "state" => put(request, &["state", name], value.clone()),
        "Store" if name == "country" => put(request, &["device", "storeCountry"], text().into()),
        "Device" if paywall_runtime::request::Device::FACTS.contains(&name) => {
            put(request, &["device", name], text().into());
        }
        "LaunchContext" => {
            if let Some((part, name)) = name.split_once('.') {
                put(context, &[part, name], value.clone());
            }
        }
        "Events" => {
            if let Some((event, fact)) = name.rsplit_once('.') {
                put(request, &["events", event, fact], value.clone());
            }
        }
        _ => {}
    }
}

/// Puts a value at a path of field names, and makes the objects on the way.
pub(super) fn put(object: &mut Value, path: &[&str], value: Value) {
    let mut place = object;
    for name in path {
        if !place.is_object() {
            *place = json!({});
        }
        let Some(fields) = place.as_object_mut() else {
            return;
        };
        place = fields.entry(*name).or_insert(Value::Null);
    }
    *place = value;
}
