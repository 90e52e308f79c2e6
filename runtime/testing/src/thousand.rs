//! A document of a thousand rules, and a customer who gets the last of them.

use serde_json::{Value, json};

/// Makes `rules` rules of one placement, of which the last is for everyone.
/// For every other rule all conditions but its last hold, so that all of them are tried.
pub fn document(rules: usize) -> Vec<u8> {
    let leaf = |identifier: &str, operator: &str, values: Value| json!({ "identifier": identifier, "operator": operator, "values": values });
    let segments =
        json!([{ "segment": "s", "paywall": "p", "form_factors": [{ "form_factor": "phone" }] }]);
    let mut list: Vec<_> = (0..rules - 1)
        .map(|index| {
            json!({
                "rule": format!("rule-{index}"), "type": "label", "value": "here", "segments": segments,
                "conditions": [
                    leaf("Customer.journey_state.former_subscriber", "equals", json!(["true"])),
                    leaf("Device.country", "any_of", json!(["CA", "GB", "AU", "NZ"])),
                    leaf("Device.appVersion", "version_gte", json!(["2.10.0"])),
                    leaf("Entitlements.active", "none_of", json!(["premium"])),
                    leaf("UserTags.plan", "i_equals", json!([format!("Plan {index}")])),
                ],
            })
        })
        .collect();
    list.push(json!({ "rule": "last", "type": "label", "value": "here", "segments": segments }));
    json!({ "campaign_rules": list, "paywalls": [{ "id": "p", "template": {} }] })
        .to_string()
        .into_bytes()
}

/// Makes the request of a customer for whom all but the last condition of each rule hold.
pub fn request(trace: bool) -> Value {
    json!({
        "launch": { "label": "here" },
        "device": { "formFactor": "phone", "appVersion": "2.11.3", "country": "NZ" },
        "customer": {
            "id": "3f2b6c1a-9d4e-4c7b-8a15-0e6f7d2c9b31",
            "journeyState": { "formerSubscriber": true },
            "entitlements": ["basic"],
            "attributes": { "plan": "Plan X" },
        },
        "trace": trace,
    })
}
