//! Differences, as people read them.

use paywall_control::{Change, Content, Operation, difference};
use serde_json::json;

use super::{content, document, edited};

fn sentences(before: &Content, after: &Content) -> Vec<String> {
    difference(before, after)
        .unwrap()
        .iter()
        .map(Change::sentence)
        .collect()
}

#[test]
fn a_difference_says_what_is_new_gone_moved_and_changed() {
    let base = content(document());
    let mut after = edited(
        &base,
        &[
            json!({ "op": "set", "id": "title", "path": "fontSize", "value": 24 }),
            json!({ "op": "unset", "id": "buy", "path": ["onTap", "function"] }),
            json!({ "op": "insert", "into": { "parent": "box", "slot": "components" }, "value": { "component": "text", "id": "new", "text": "Hello" } }),
            json!({ "op": "remove", "id": "background" }),
            json!({ "op": "move", "id": "inner", "into": { "parent": "content", "slot": "components" } }),
        ],
    );
    let rules = [
        json!({ "op": "remove", "section": "campaign_rules", "part": "two" }),
        json!({ "op": "move", "section": "campaign_rules", "part": "three" }),
        json!({ "op": "set", "section": "campaign_rules", "part": "one", "id": "segment:all", "path": "split", "value": 50 }),
    ];
    let rules: Vec<Operation> = rules
        .into_iter()
        .map(|rule| serde_json::from_value(rule).unwrap())
        .collect();
    after.apply(&rules).unwrap();
    assert_eq!(
        sentences(&base, &after),
        [
            "Paywall a: background is gone.",
            "Paywall a: «Inner» (inner) moved from box to content.",
            "Paywall a: «Title» (title): fontSize is 24 (was 20).",
            "Paywall a: «Hello» (new) is new.",
            "Paywall a: buy: onTap.function is no longer set (was \"namiBuySKU\").",
            "Campaign rule «Two» (two) is gone.",
            "Campaign rule one: segment:all: split is 50 (was 100).",
            "Campaign rule «Three» (three) stands in another place among its neighbours.",
        ]
    );
    let changes = serde_json::to_value(difference(&base, &after).unwrap()).unwrap();
    assert_eq!(
        changes[2],
        json!({ "section": "paywalls", "part": "a", "id": "title", "title": "Title",
        "change": "changed", "path": ["fontSize"], "before": 20, "after": 24 })
    );
}

#[test]
fn a_change_of_a_field_that_nobody_knows_is_told() {
    let base = content(document());
    let after = edited(
        &base,
        &[json!({ "op": "set", "path": ["x_vendor", "y"], "value": [1] })],
    );
    assert_eq!(
        sentences(&base, &after),
        ["Paywall «Paywall a» (a): x_vendor is {\"y\":[1]} (was not set)."]
    );
    assert!(sentences(&after, &after).is_empty());
}

#[test]
fn a_text_by_key_is_told_by_its_key_and_its_language() {
    let with = |title: Option<&str>| {
        let mut document = document();
        document["texts"] = json!({ "default": "en", "locales": { "en": { "other": "Other" } } });
        if let Some(title) = title {
            document["texts"]["locales"]["en"]["title"] = json!(title);
        }
        content(document)
    };
    let [none, one, other] = [None, Some("One"), Some("Other")].map(with);
    let told = |before, after| sentences(before, after).join(" ");
    assert_eq!(told(&none, &one), "The text «title» in en is new: \"One\".");
    assert_eq!(
        told(&one, &other),
        "The text «title» in en is \"Other\" (was \"One\")."
    );
    assert_eq!(
        told(&one, &none),
        "The text «title» in en is gone (was \"One\")."
    );
    let set: Operation = serde_json::from_value(json!({ "op": "set", "section": "rest",
        "path": ["texts", "locales", "en", "title"], "value": "One" }))
    .unwrap();
    assert_eq!(set.sentence(), "The text «title» in en is \"One\".");
}
