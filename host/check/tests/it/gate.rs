//! Tests of the gate before a publication.

use paywall_check::gate::judge;
use paywall_control::Content;
use paywall_host_testing::engine::real_engine;
use paywall_host_testing::needs;
use serde_json::{Value, json};

const NOW: f64 = 1_795_400_000_000.0;

/// Returns the stock document, as the Control Center keeps it.
fn stock() -> Value {
    let text = include_str!("../../../../paywall-templates/document.json");
    let document = serde_json::from_str(text).unwrap();
    Content::import(document).unwrap().0.write().unwrap()
}

#[needs(module)]
#[test]
fn the_stock_document_passes_without_a_warning() {
    let verdict = judge(&real_engine(), &stock(), &[], NOW);
    assert!(verdict.is_good(), "{:?}", verdict.faults);
    assert!(verdict.warnings.is_empty(), "{:?}", verdict.warnings);
}

#[needs(module)]
#[test]
fn a_document_that_cannot_be_read_or_has_an_error_does_not_pass() {
    let engine = real_engine();
    let mut wrong = stock();
    let rule = wrong["campaign_rules"][0]["rule"].clone();
    wrong["campaign_rules"][0]["segments"][0]["paywall"] = json!("nobody");
    let verdict = judge(&engine, &wrong, &[], NOW);
    let fault = verdict
        .faults
        .iter()
        .find(|fault| fault.code == "unknown_paywall")
        .unwrap();
    assert!(
        fault.path.contains(rule.as_str().unwrap()),
        "{}",
        fault.path
    );
    let verdict = judge(&engine, &json!([]), &[], NOW);
    assert_eq!(verdict.faults[0].code, "invalid_document");
    let mut deep = json!({ "component": "text", "id": "t", "text": "x" });
    for level in 0..100 {
        deep = json!({ "component": "container", "id": level.to_string(), "components": [deep] });
    }
    let deep = json!({ "paywalls": [{ "id": "p", "template": { "pages": [{ "name": "m", "contentContainer": deep }] } }] });
    assert!(!judge(&engine, &deep, &[], NOW).is_good());
}

#[needs(module)]
#[test]
fn warnings_name_ids_and_each_platform_is_looked_at() {
    let mut warned = stock();
    warned["campaign_rules"][0]["schedule"] = json!({ "end": "2020-01-01T00:00:00Z" });
    let rule = warned["campaign_rules"][0]["rule"].clone();
    let verdict = judge(&real_engine(), &warned, &["ios", "roku"], NOW);
    let paths: Vec<&str> = verdict
        .warnings
        .iter()
        .map(|warning| warning.warning.path.as_str())
        .collect();
    assert!(
        paths
            .iter()
            .any(|path| path.contains(rule.as_str().unwrap())),
        "{verdict:?}"
    );
    warned["campaign_rules"][0]["platforms"] = json!(["ios"]);
    let elsewhere = judge(&real_engine(), &warned, &["roku"], NOW);
    assert!(elsewhere.warnings.is_empty(), "{elsewhere:?}");
}
