//! Reads the cases of other systems' test suites (GrowthBook, LaunchDarkly, Datadog), restated in this document format.
//! They lie beside the repository, so tests of them are marked with `#[needs(shared)]`.

use std::path::Path;

use serde_json::{Map, Value, json};

/// Returns the cases of one section.
pub fn section(name: &str) -> Vec<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(RULES);
    let bytes = std::fs::read(file).unwrap();
    let mut all: Map<String, Value> = serde_json::from_slice(&bytes).unwrap();
    let cases = all.remove(name).unwrap().as_array().unwrap().clone();
    assert!(!cases.is_empty());
    cases
}

/// The file beside the repository, seen from this crate.
const RULES: &str = "../../../shared/conformance/rules.json";

/// Builds a document of these rules, each of which shows the one paywall there is.
pub fn document(mut rules: Vec<Value>) -> Value {
    for rule in &mut rules {
        let rule = rule.as_object_mut().unwrap();
        rule.entry("type").or_insert("default".into());
        rule.entry("rule").or_insert("r".into());
        rule.entry("segments")
            .or_insert(json!([{ "segment": "only" }]));
        if let Some(condition) = rule.get_mut("conditions") {
            in_user_tags(condition);
        }
        for segment in rule["segments"].as_array_mut().unwrap() {
            segment["paywall"] = "shown".into();
            segment["form_factors"] = json!([{ "form_factor": "desktop" }]);
        }
    }
    json!({ "campaign_rules": rules, "paywalls": [{ "id": "shown", "template": {} }] })
}

/// Adds the namespace that the cases leave out of the names of their attributes.
fn in_user_tags(condition: &mut Value) {
    if let Some(Value::String(identifier)) = condition.get_mut("identifier") {
        identifier.insert_str(0, "UserTags.");
    }
    let children = condition.get_mut("filter").and_then(Value::as_array_mut);
    children.into_iter().flatten().for_each(in_user_tags);
}

/// Builds the request of a customer with these attributes.
pub fn request(context: &Value) -> Value {
    json!({
        "customer": { "id": context.get("id").filter(|id| id.is_string()), "attributes": context },
        "now": context.get("now"),
    })
}

/// Fails if any of the tried cases was wrong, and names it.
pub fn report(wrong: &[String], tried: usize) {
    assert!(
        wrong.is_empty(),
        "{} of {tried}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Spreads customers as Datadog's suite does: by MD5 of `salt-key`, in 10,000 parts.
pub fn md5_place(seed: &str, id: &str) -> f64 {
    let digest = md5::compute(format!("{seed}-{id}"));
    let number = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    f64::from(number % 10_000) / 10_000.0
}

/// Returns whether a segment is among the answers that count as right; null, or no list at all, means no answer.
/// When two are right, the caller's default is one of the flag's own values; only rules with a schedule tell which one
/// is meant.
pub fn is_right(case: &Value, segment: Option<&str>) -> bool {
    let scheduled = case["doc"].to_string().contains("\"schedule\"");
    match &case["expect"] {
        Value::Array(answers) if scheduled => answers[0].as_str() == segment,
        Value::Array(answers) => answers.iter().any(|answer| answer.as_str() == segment),
        _ => segment.is_none(),
    }
}
