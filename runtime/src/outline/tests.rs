//! The outline and the parser of JSON agree.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::Outline;
use crate::json::parsed as read;

/// Pieces of JSON, valid and not.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"component\"",
        "\"a\":",
        "\"\\u0061\"",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\x\"",
        "\"\\\\\"",
        "\"a long text, and longer than a word\"",
        "\"é\u{1F600}\"",
        "\\",
        "\u{1}",
        "\u{0}",
        "\u{7f}",
        "\u{feff}",
        " ",
        "\n",
        "\r\t",
        "\u{c}",
        "0",
        "00",
        "-0",
        "-",
        "1",
        "12345678901234567890123",
        "1e5",
        "1e999",
        "-1.5E-3",
        "1.",
        ".5",
        "+1",
        "true",
        "false",
        "null",
        "nul",
        "True",
        "[1,2]",
        "{\"a\":1}",
        "{\"a\":[{}]}",
        "{\"paywalls\":[{\"id\":1,\"template\":{}}]}",
        "{\"results\":[{},[]]}",
        "\"customComponents\":{}",
        "\"campaign_rules\":[{\"rule\":\"a\"},\"b\"]",
        "{\"\":70}",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Puts what the outline left out back.
fn whole(outline: &Outline, text: &str, mut brief: Json) -> Json {
    let part = |number: &Json| {
        let place = outline.places.get(number.as_u64()? as usize)?;
        Some(read(&text[place.clone()]))
    };
    match &mut brief {
        Json::Object(map) => {
            if let Some(paywall) = map.get("").and_then(part) {
                return paywall;
            }
            for (name, value) in map.iter_mut() {
                match value {
                    Json::Object(customs) if name == "customComponents" || name == "locales" => {
                        for value in customs.values_mut() {
                            *value = part(value).unwrap_or(value.take());
                        }
                    }
                    Json::Array(list) if name == "campaign_rules" || name == "results" => {
                        for value in list {
                            let found = part(value);
                            *value = found.unwrap_or_else(|| whole(outline, text, value.take()));
                        }
                    }
                    _ if name == "lists" || name == "products" || name == "sources" => {
                        *value = part(value).unwrap_or(value.take())
                    }
                    _ => *value = whole(outline, text, value.take()),
                }
            }
        }
        Json::Array(list) => {
            for value in list {
                *value = whole(outline, text, value.take());
            }
        }
        _ => {}
    }
    brief
}

fn check(text: &str) {
    let parsed = serde_json::from_str::<Json>(text);
    let outline = Outline::of(text, 0);
    assert_eq!(outline.is_some(), parsed.is_ok(), "{text:?}: {parsed:?}");
    if let (Some(outline), Ok(parsed)) = (outline, parsed) {
        assert_eq!(
            whole(&outline, text, read(&outline.brief)),
            parsed,
            "{text:?}"
        );
    }
}

proptest! {
    #[test]
    fn a_text_is_valid_for_both_or_for_neither(text in text()) {
        check(&text);
    }

    #[test]
    fn a_document_with_one_byte_changed(at in any::<prop::sample::Index>(), byte in 0_u8..128) {
        let text = r#"{"paywalls": [{"id": "a\n\u00e9", "template": {"a": [-12.50e1, {}]}, "b": [[]]}, {}, 3], "results": [{"split": 1}, 2],
            "campaign_rules": [{"rule": "r", "a": [{}, [3]]}, "s", 5], "lists": {"l": ["a", 1, {}]}, "products": [{"id": 1}],
            "platform_config": {"customComponents": {"a": {"b": "c"}}}, "texts": {"default": "a", "locales": {"a": {"k": "t"}}, "sources": {}}, "ok": [true, false, null]}"#;
        check(text);
        let mut bytes = text.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        check(std::str::from_utf8(&bytes).unwrap());
    }
}

#[test]
fn levels_are_those_of_the_parser() {
    for levels in 100..140 {
        check(&("[".repeat(levels) + &"]".repeat(levels)));
        check(&("{\"a\":".repeat(levels) + "1" + &"}".repeat(levels)));
        check(&("[{\"a\":".repeat(levels / 2) + &"}]".repeat(levels / 2)));
    }
}

#[test]
fn a_paywall_keeps_what_is_asked_before_it_is_read() {
    let text = r#"{"document": {"paywalls": {"results": [{"": 3, "id": "a", "template": {"component": 1}, "fonts": []}, {}, 1]}},
        "customComponents": {"a": {}, "b": 1}}"#;
    let outline = Outline::of(text, 0).unwrap();
    let paywall = json!({ "": 0, "id": "a", "template": {} });
    let paywalls = json!([paywall, { "": 1 }, { "": 2, "template": 0 }]);
    let document = json!({ "paywalls": { "results": paywalls } });
    assert_eq!(
        read(&outline.brief),
        json!({ "document": document, "customComponents": { "a": 3, "b": 4 } })
    );
    assert!(text[outline.places[0].clone()].starts_with("{\"\": 3, \"id\""));
    assert_eq!(&text[outline.places[4].clone()], "1");
    assert!(text[outline.document.clone()].starts_with("{\"paywalls\""));
    assert_eq!(outline.components, 1);
}

#[test]
fn languages_are_left_out() {
    let text = r#"{"texts": {"default": "en", "locales": {"en": {"a": "A"}, "de": 1}, "sources": {"de": {}}},
        "a": {"texts": {"locales": {"en": {}}}}}"#;
    let outline = Outline::of(text, 0).unwrap();
    let texts = json!({ "default": "en", "locales": { "en": 0, "de": 1 }, "sources": 2 });
    let other = json!({ "texts": { "locales": { "en": {} } } });
    assert_eq!(read(&outline.brief), json!({ "texts": texts, "a": other }));
    assert_eq!(&text[outline.places[0].clone()], r#"{"a": "A"}"#);
}

#[test]
fn rules_and_what_they_name_are_left_out() {
    let text = r#"{"campaign_rules": {"results": [{"type": "url", "flow": {"paywalls": [{"template": {}}]}}, 7]},
        "audiences": [1], "a": {"results": [{"template": [1]}], "lists": {}}}"#;
    let outline = Outline::of(text, 0).unwrap();
    let rule = json!({ "type": "url", "": 0 });
    let other = json!({ "results": [{ "template": [1] }], "lists": {} });
    assert_eq!(
        read(&outline.brief),
        json!({ "campaign_rules": { "results": [rule, 1] }, "audiences": 2, "a": other })
    );
    assert!(text[outline.places[0].clone()].starts_with("{\"type\""));
    assert_eq!(&text[outline.places[1].clone()], "7");
    assert_eq!(&text[outline.places[2].clone()], "[1]");
}
