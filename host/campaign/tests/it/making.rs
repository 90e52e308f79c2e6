//! Instances: their ids, priorities and last rules fit the document, and errors say what was expected where.

use paywall_campaign::{Error, Instance, from_text, instantiate, template};
use serde_json::{Map, Value, json};

/// Makes a document with the two paywalls that these tests name.
fn document(rules: Value) -> Value {
    json!({ "campaign_rules": rules, "paywalls": [{ "id": "wall" }, { "id": "plans" }] })
}

/// Makes a rule without terms at the gate.
fn everybody(priority: i64, form_factors: &[&str]) -> Value {
    json!({ "rule": format!("all-{priority}"), "type": "label", "value": "export", "priority": priority,
            "segments": [{ "segment": "all", "paywall": "plans", "form_factors": form_factors }] })
}

fn set(more: Value) -> Map<String, Value> {
    let mut set = json!({ "entitlement": "premium", "paywall": "wall", "otherwise": "plans" });
    let fields = set.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    fields.retain(|_, value| !value.is_null());
    fields.clone()
}

fn gate(document: &Value) -> Instance {
    instantiate(document, template("feature-gate").unwrap(), &set(json!({}))).unwrap()
}

/// Lists ids and priorities.
fn order(instance: &Instance) -> Vec<(&str, Option<i64>)> {
    let rules = instance.rules.iter();
    rules
        .map(|rule| (rule["rule"].as_str().unwrap(), rule["priority"].as_i64()))
        .collect()
}

fn error(name: &str, more: Value) -> Error {
    instantiate(&document(json!([])), template(name).unwrap(), &set(more)).unwrap_err()
}

#[test]
fn rules_remember_the_template_and_all_parameters() {
    let instance = gate(&document(json!([])));
    let from = json!({ "template": "feature-gate", "version": 1, "parameters": {
        "feature": "export", "entitlement": "premium", "paywall": "wall", "otherwise": "plans",
        "form_factors": ["phone", "tablet", "desktop"] } });
    assert!(instance.rules.iter().all(|rule| rule["from"] == from));
    assert_eq!(
        order(&instance),
        [
            ("feature-gate_wall", Some(10)),
            ("feature-gate_otherwise", None)
        ]
    );
    // What the rules remember gives the same rules again.
    let parameters = from["parameters"].as_object().unwrap();
    let again = instantiate(
        &document(json!([])),
        template("feature-gate").unwrap(),
        parameters,
    )
    .unwrap();
    assert_eq!(again, instance);
}

#[test]
fn ids_that_the_document_has_are_not_used_again() {
    let first = gate(&document(json!([])));
    let second = gate(&document(first.rules.into()));
    assert_eq!(second.id, "feature-gate-2");
    assert_eq!(order(&second), [("feature-gate-2_wall", Some(20))]);
}

#[test]
fn rules_go_above_what_is_there_and_below_what_goes_before_everything() {
    let there = json!([
        everybody(70, &["phone", "tablet", "desktop", "television"]),
        everybody(1500, &["phone"])
    ]);
    assert_eq!(
        order(&gate(&document(there))),
        [("feature-gate_wall", Some(80))]
    );
    let near = json!([everybody(
        995,
        &["phone", "tablet", "desktop", "television"]
    )]);
    assert_eq!(
        order(&gate(&document(near))),
        [("feature-gate_wall", Some(999))]
    );
    let sale = template("seasonal-sale").unwrap();
    let sold = set(
        json!({ "placement": "export", "offer": "o", "start": "2026-11-23", "end": "2026-12-01", "countries": ["NZ"] }),
    );
    let there = document(json!([everybody(1500, &["phone"])]));
    let sale = instantiate(&there, sale, &sold).unwrap();
    assert_eq!(order(&sale)[0], ("seasonal-sale_sale", Some(1510)));
}

#[test]
fn a_last_rule_serves_the_devices_that_no_other_serves() {
    let there = document(json!([
        everybody(0, &["phone", "desktop"]),
        everybody(-5, &["phone"])
    ]));
    let instance = gate(&there);
    let last = instance.rules.last().unwrap();
    assert_eq!(last["rule"], "feature-gate_otherwise");
    assert_eq!(last["priority"], -5);
    assert_eq!(
        last["segments"][0]["form_factors"],
        json!([{ "form_factor": "tablet" }, { "form_factor": "television" }])
    );
}

#[test]
fn errors_name_the_parameter_and_what_is_expected() {
    for (template, more, says) in [
        (
            "feature-gate",
            json!({ "pyawall": "x" }),
            "`pyawall`: expected a parameter of the template (entitlement, feature, form_factors, otherwise, paywall)",
        ),
        (
            "feature-gate",
            json!({ "paywall": null }),
            "`paywall`: expected the id of a paywall of the document, found nothing",
        ),
        (
            "feature-gate",
            json!({ "paywall": "wal" }),
            "`paywall`: expected the id of a paywall of the document (plans, wall), found \"wal\"",
        ),
        (
            "soft-gate",
            json!({ "n": "often" }),
            "`n`: expected a whole number from 1 to 1000, found \"often\"",
        ),
        (
            "soft-gate",
            json!({ "n": 0 }),
            "`n`: expected a whole number from 1 to 1000, found 0",
        ),
        (
            "feature-gate",
            json!({ "form_factors": ["tv"] }),
            "`form_factors[0]`: expected one of \"phone\", \"tablet\", \"desktop\", \"television\", found \"tv\"",
        ),
        (
            "design-test",
            json!({ "entitlement": null, "paywall": null, "variants": [{ "name": "a", "paywall": "wall" }, { "name": "b" }] }),
            "`variants[1].paywall`: expected the id of a paywall of the document, found nothing",
        ),
        (
            "seasonal-sale",
            json!({ "offer": "o", "start": "soon" }),
            "`start`: expected a date such as 2026-11-27, or a date with a time such as 2026-11-27T09:00, found \"soon\"",
        ),
    ] {
        assert_eq!(error(template, more).to_string(), says);
    }
    let unknown = template("winback").unwrap_err();
    assert!(unknown.to_string().contains("win-back"), "{unknown}");
    assert_eq!(unknown.code(), "unknown_template");
}

#[test]
fn parameters_are_read_from_texts() {
    let sale = template("seasonal-sale").unwrap();
    let read = |name, text| from_text(sale, name, text).unwrap();
    assert_eq!(read("countries", "NZ, AU"), json!(["NZ", "AU"]));
    assert_eq!(read("countries", "[\"NZ\"]"), json!(["NZ"]));
    assert_eq!(read("days", "30"), json!(30));
    assert_eq!(read("offer", "30"), json!("30"));
    assert_eq!(
        from_text(sale, "contries", "NZ").unwrap_err().code(),
        "unknown_parameter"
    );
}
