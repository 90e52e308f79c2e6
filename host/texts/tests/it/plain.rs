//! Documents without keys, and keys of documents that have none.

use paywall_runtime::call::{self, Operation};
use paywall_testing::ask;
use paywall_texts::{Plain, Section, extract, flat, usage};
use serde_json::{Value, json};

/// Returns the page of the first paywall in a language.
fn shown(document: &str, locale: &str) -> Value {
    let (document, answer) = call::load(document.as_bytes(), 1);
    let document = document.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&answer)));
    let id = document.ids().next().unwrap().to_owned();
    let request = json!({ "paywall": id, "locale": locale, "customer": { "attributes": { "firstName": "Ada" } } });
    let mut answer = ask(&document, Operation::Render, &request);
    answer["ok"]["html"].take()
}

const PAGE: &str = r#"{
  "texts": {"default": "en", "locales": {
    "en": {"title": "Hello ${customer.firstName}, **you**", "both": "${text.title} and ${text.a.b}", "a.b": "\"dots\"", "alone": "x"},
    "de": {"title": "Hallo ${customer.firstName}, **du**"}
  }},
  "customComponents": {"c": {"properties": {"w": {"type": "text"}}, "template": "{\"component\": \"text\", \"text\": \"<{{w}}> ${text.a.b}\"}"}},
  "paywalls": [{"id": "p", "template": {"min_sdk_version": "3.3.0", "initialState": {"t": "${text.both}"}, "pages": [{"name": "a", "contentContainer":
    {"component": "container", "components": [
      {"component": "text", "text": "${text.title}"}, {"component": "text", "text": "1. ${text.both} ${ text.title }"},
      {"component": "text", "text": "${state.t} ${text.nowhere}"}, {"component": "custom:c", "properties": {"w": "${text.title}"}}
    ]}}]}}]
}"#;

#[test]
fn a_document_without_keys_shows_the_same_in_its_language() {
    let english = flat(PAGE, None).unwrap();
    assert!(!english.contains("text."), "{english}");
    assert_eq!(shown(&english, "de"), shown(PAGE, "en"));
    let german = flat(PAGE, Some("de")).unwrap();
    assert_eq!(shown(&german, "en"), shown(PAGE, "de"));
    assert!(flat(PAGE, Some("fr")).is_err());
    assert!(flat("{}", None).is_err());
    let mut value: Value = serde_json::from_str(PAGE).unwrap();
    let section = Section::read(PAGE).unwrap().unwrap();
    Plain::of(&section, "de").put_into(&mut value["paywalls"]);
    let german: Value = serde_json::from_str(&german).unwrap();
    assert_eq!(value["paywalls"], german["paywalls"]);
}

#[test]
fn the_section_goes_with_its_comma_wherever_it_stands() {
    let texts = r#""texts": {"default": "en", "locales": {"en": {}}}"#;
    for (before, after) in [
        ("", ",\"a\": 1"),
        ("\"a\": 1,", ""),
        ("\"a\": 1,", ",\"b\": 2"),
        ("", ""),
    ] {
        let document = format!("{{{before}{texts}{after}}}");
        let plain = flat(&document, None).unwrap();
        assert!(
            serde_json::from_str::<Value>(&plain).is_ok_and(|it| it.get("texts").is_none()),
            "{document}: {plain}"
        );
    }
}

#[test]
fn keys_that_are_used_are_found_with_their_places() {
    let found = usage(PAGE).unwrap();
    let keys: Vec<_> = found.keys.keys().map(String::as_str).collect();
    assert_eq!(keys, ["a.b", "both", "nowhere", "title"]);
    let path = "$.paywalls[0].template.pages[0].contentContainer.components[2].text";
    assert_eq!(found.keys["nowhere"], [path]);
}

#[test]
fn texts_get_keys_and_mean_the_same() {
    let document = r##"{
    "paywalls": [
        {"id": "p", "template": {"min_sdk_version": "3.3.0", "pages": [{"name": "a", "contentContainer": {
            "component": "container", "fillColor": "#ffffff", "components": [
                {"component": "text", "text": "**Everything, everywhere** for ${sku.price}"},
                {"component": "text", "text": "Continue", "screenreaderText": "Continue"},
                {"component": "text-list", "texts": ["One", "${sku.price}", "Ünö"]},
                {"component": "text", "text": "${state.x}"}, {"component": "image", "url": "https://x.test/a.png"}
            ]}}]}}
    ]
}
"##;
    let (keyed, count) = extract(document, Some("en")).unwrap();
    assert_eq!(count, 4);
    assert_eq!(shown(&keyed, "en"), shown(document, "en"));
    let section = Section::read(&keyed).unwrap().unwrap();
    let keys: Vec<_> = section.texts("en").map(|(key, _)| key).collect();
    assert_eq!(keys, ["everything-everywhere-for", "continue", "one", "n"]);
    assert!(
        keyed.starts_with("{\n    \"texts\": {\n        \"default\": \"en\",\n"),
        "{keyed}"
    );
    assert_eq!(extract(&keyed, None).unwrap(), (keyed.clone(), 0));
    let plain: Value = serde_json::from_str(&flat(&keyed, None).unwrap()).unwrap();
    assert_eq!(plain, serde_json::from_str::<Value>(document).unwrap());
    assert!(
        extract(document, None).is_err(),
        "nobody said in which language"
    );
}
