//! Instances in the text of a document: everything else stays, byte for byte.

use paywall_campaign::{insert, instantiate, template};
use serde_json::{Map, Value, json};

fn sale() -> Map<String, Value> {
    let set = json!({ "entitlement": "premium", "paywall": "wall", "otherwise": "wall", "offer": "o", "start": "2026-11-23",
                      "end": "2026-12-01", "countries": ["NZ"] });
    set.as_object().unwrap().clone()
}

/// Writes a sale into a text.
fn inserted(text: &str) -> String {
    let document: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
    let instance = instantiate(&document, template("seasonal-sale").unwrap(), &sale()).unwrap();
    let out = insert(text, &instance).unwrap();
    assert_eq!(
        insert(text, &instance).unwrap(),
        out,
        "the same input gives the same bytes"
    );
    let made: Value = serde_json::from_str(out.trim_start_matches('\u{feff}')).unwrap();
    let rules = &made["campaign_rules"];
    let rules = rules.get("results").unwrap_or(rules).as_array().unwrap();
    assert_eq!(rules[rules.len() - 2..], instance.rules);
    assert_eq!(made["lists"]["seasonal-sale_countries"], json!(["NZ"]));
    out
}

#[test]
fn whatever_was_there_stays_as_it_was() {
    let text = r#"{
    "z": 1,   "paywalls": [ { "id": "wall" } ],
    "campaign_rules": [
        { "rule": "mine", "type": "label", "value": "x" }
    ],
    "lists": { "old": [1] }
}
"#;
    let out = inserted(text);
    let (before, rest) = text.split_once("\n    ],").unwrap();
    assert!(out.starts_with(before), "{out}");
    assert!(
        out.contains("\n        {\n          \"rule\": \"seasonal-sale_sale\",\n"),
        "{out}"
    );
    assert!(
        rest.starts_with('\n') && out.contains("\"lists\": { \"old\": [1],"),
        "{out}"
    );
    assert!(out.ends_with("}\n"), "{out}");
}

#[test]
fn documents_of_other_shapes_take_rules_too() {
    for text in [
        r#"{"paywalls":[{"id":"wall"}],"campaign_rules":[]}"#,
        r#"{"paywalls":[{"id":"wall"}],"campaign_rules":[{"rule":"a"}],"lists":{}}"#,
        r#"{"paywalls":[{"id":"wall"}]}"#,
        "\u{feff} {\n\t\"paywalls\": {\"results\": [{\"id\": \"wall\"}]},\n\t\"campaign_rules\": {\"count\": 1, \"results\": [\n]}\n}",
        "{\"paywalls\":[{\"id\":\"wall\"}],\"campaign_rules\":[\n\n]}",
        "{ \"text\": \"}]\\\"[{\", \"paywalls\":[{\"id\":\"wall\"}], \"campaign_rules\": [ {\"rule\": \"]\"} ] }",
    ] {
        inserted(text);
    }
    let plain = inserted(r#"{"paywalls":[{"id":"wall"}],"campaign_rules":[]}"#);
    assert!(!plain.contains('\n'), "a text without lines stays one line");
}

#[test]
fn a_text_that_is_no_plain_document_is_refused() {
    let document = json!({ "paywalls": [{ "id": "wall" }] });
    let instance = instantiate(&document, template("seasonal-sale").unwrap(), &sale()).unwrap();
    for text in [
        "",
        "[]",
        "{",
        r#"{"initial_config":"H4sI"}"#,
        r#"{"campaign_rules":7}"#,
        r#"{"a":1 "b":2}"#,
        r#"{"document":{}}"#,
    ] {
        let error = insert(text, &instance).unwrap_err();
        assert_eq!(error.code(), "unreadable_document", "{text}");
    }
}
