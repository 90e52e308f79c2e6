//! Differences, as people read them.

use paywall_control::{Change, Content, Names, Operation, difference, told};
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

#[test]
fn changes_are_told_by_part_with_names_in_place_of_ids() {
    let mut start = document();
    start["texts"] = json!({ "default": "en", "locales": { "en": { "hello": "Hello" } } });
    let base = content(start);
    let operations = [
        json!({ "op": "set", "section": "paywalls", "part": "a", "id": "title", "path": "fontSize", "value": 24 }),
        json!({ "op": "set", "section": "rest", "part": "", "path": ["texts", "locales", "en", "hello"], "value": "Hi" }),
        json!({ "op": "set", "section": "paywalls", "part": "a", "path": "name", "value": "Spring" }),
        json!({ "op": "set", "section": "campaign_rules", "part": "one", "id": "segment:all", "path": "paywall", "value": "b" }),
        json!({ "op": "set", "section": "campaign_rules", "part": "one", "path": "note", "value": "b" }),
        json!({ "op": "set", "section": "products", "part": "monthly", "path": "sku_ref_id", "value": "n" }),
        json!({ "op": "remove", "section": "audiences", "part": "new" }),
    ];
    let operations = operations.map(|operation| serde_json::from_value(operation).unwrap());
    let mut after = base.clone();
    after.apply(&operations).unwrap();
    let changes = difference(&base, &after).unwrap();
    let groups = told::groups(&changes, &Names::of(&[&base, &after]));
    let told: Vec<String> = groups
        .iter()
        .flat_map(|group| {
            let lines = group.lines.iter();
            lines.map(|line| format!("{} | {} {}", group.title, line.change, line.sentence))
        })
        .collect();
    assert_eq!(
        told,
        [
            "Paywall “Spring” | changed name is \"Spring\" (was \"Paywall a\").",
            "Paywall “Spring” | changed «Title»: fontSize is 24 (was 20).",
            "Campaign rule “One” | changed note is \"b\" (was not set).",
            "Campaign rule “One” | changed “variant 1”: paywall is “Paywall b” (was “Spring”).",
            "Product “monthly” | changed sku_ref_id is \"n\" (was \"m\").",
            "Audience “new” | removed It is gone.",
            "Texts | changed is \"Hi\" (was \"Hello\").",
        ]
    );
    let text = &groups.last().unwrap().lines[0].text;
    assert_eq!(text, &Some(["hello".to_owned(), "en".to_owned()]));
    assert_eq!(told::touches(&groups), "1 paywall, 1 rule, 3 other parts");
}

#[test]
fn ids_of_a_sentence_become_names_where_they_are_no_words_of_an_author() {
    let names = Names::of(&[&content(document())]);
    for (sentence, expected) in [
        (
            "Campaign rule one: segment:all: split is 50.",
            "Campaign rule one: “variant 1”: split is 50.",
        ),
        (
            "paywall is \"a\" (was \"b\").",
            "paywall is “Paywall a” (was “Paywall b”).",
        ),
        ("text is \"a b\".", "text is \"a b\"."),
        ("a is no paywall: one", "a is no paywall: one"),
        ("my-segment:all", "my-segment:all"),
    ] {
        assert_eq!(names.put(sentence), expected);
    }
}
