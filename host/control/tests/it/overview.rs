//! Overviews: the things of a content, as pages list them.

use paywall_control::Overview;
use serde_json::{Value, json};

use super::content;

fn overview(document: Value) -> Value {
    serde_json::to_value(Overview::of(&content(document)).unwrap()).unwrap()
}

#[test]
fn paywalls_are_listed_with_what_shows_them_and_the_screen_they_are_for() {
    let segment = |id: &str, paywall: &str, forms: Value| json!({ "segment": id, "paywall": paywall, "form_factors": forms });
    let told = overview(json!({
        "paywalls": [
            { "id": "p", "name": "Plans" }, { "id": "t", "name": "Plans TV" }, { "id": "d", "name": "Old Desktop" },
            { "id": "b", "name": "Billboard" }, { "id": "n" }
        ],
        "campaign_rules": [
            { "rule": "one", "name": "One", "type": "label", "value": "lesson", "segments": [
                segment("s", "p", json!([{ "form_factor": "tablet" }, { "form_factor": "phone" }])),
                segment("u", "p", json!(["phone"])) ] },
            { "rule": "two", "type": "default", "paywall": "p", "form_factors": ["watch"] },
            { "rule": "three", "name": "Three", "type": "label", "value": "lesson", "segments": [] },
        ],
    }));
    let paywalls = told["paywalls"].as_array().unwrap();
    assert_eq!(
        paywalls[0],
        json!({ "id": "p", "name": "Plans", "form": "tablet", "forms": ["tablet", "phone"], "rules": ["One", "two"] })
    );
    let forms: Vec<&Value> = paywalls.iter().map(|one| &one["form"]).collect();
    assert_eq!(forms, ["tablet", "television", "desktop", "phone", "phone"]);
    assert_eq!(paywalls[4]["name"], "n");
    assert_eq!(told["forms"], json!(["phone", "tablet"]));
    assert_eq!(
        told["placements"],
        json!([{ "type": "label", "value": "lesson" }, { "type": "default", "value": "" }])
    );
    assert_eq!(told["rules"][1], json!({ "rule": "two", "name": "two" }));
    assert_eq!(told["names"]["u"], "variant 2");
}

#[test]
fn languages_begin_with_the_usual_one() {
    let texts = |texts: Value| overview(json!({ "texts": texts }))["locales"].clone();
    let locales = json!({ "ar": {}, "de": {}, "en": {} });
    assert_eq!(
        texts(json!({ "default": "de", "locales": locales })),
        json!(["de", "ar", "en"])
    );
    assert_eq!(
        texts(json!({ "locales": locales })),
        json!(["ar", "de", "en"])
    );
    assert_eq!(overview(json!({}))["locales"], json!(["en"]));
    assert_eq!(
        overview(json!({}))["forms"],
        json!(["phone", "tablet", "desktop", "television"])
    );
}
