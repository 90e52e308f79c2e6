//! Tests of texts by key: who gets which, and what happens where there is none. `tests/cases/languages` has the rest.

use paywall_runtime::call::{self, Operation};
use paywall_testing::ask;
use serde_json::{Value, json};

/// Makes a document with this text and these texts by key.
fn document(text: &str, texts: Value) -> Value {
    let component = json!({ "component": "text", "text": text });
    json!({ "texts": texts, "paywalls": [{ "id": "p", "template": {
        "min_sdk_version": "3.3.0",
        "pages": [{ "name": "a", "contentContainer": { "component": "container", "components": [component] } }]
    } }] })
}

/// Returns the text that a customer is shown.
fn shown(document: &Value, locale: &str) -> String {
    let (document, answer) = call::load(document.to_string().as_bytes(), 1);
    let document = document.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&answer)));
    let answer = ask(
        &document,
        Operation::Render,
        &json!({ "paywall": "p", "locale": locale }),
    );
    let html = answer["ok"]["html"].as_str().unwrap();
    let text = html.rsplit_once("</div></div></div>").unwrap().0;
    text.rsplit_once('>').unwrap().1.to_owned()
}

#[test]
fn a_document_without_texts_shows_nothing_in_place_of_a_key() {
    let mut document = document("<${text.title}>", json!({}));
    document.as_object_mut().unwrap().remove("texts");
    assert_eq!(shown(&document, "en"), "&lt;&gt;");
}

#[test]
fn each_text_comes_from_the_nearest_language_that_has_it() {
    let texts = json!({ "default": "en", "locales": {
        "en": { "a": "en", "b": "en", "c": "en", "d": "en" },
        "pt-PT": { "a": "pt-PT", "b": "pt-PT", "c": "pt-PT" },
        "pt": { "a": "pt", "b": "pt" },
        "pt-BR": { "a": "pt-BR", "b": null }
    } });
    for (locale, expected) in [
        ("pt-BR", ["pt-BR", "pt", "pt-PT", "en"]),
        ("pt_br", ["pt-BR", "pt", "pt-PT", "en"]),
        ("pt-AO", ["pt", "pt", "pt-PT", "en"]),
        ("fi", ["en", "en", "en", "en"]),
        ("", ["en", "en", "en", "en"]),
    ] {
        for (key, expected) in ["a", "b", "c", "d"].into_iter().zip(expected) {
            let document = document(&format!("${{text.{key}}}"), texts.clone());
            assert_eq!(shown(&document, locale), expected, "{locale}, {key}");
        }
    }
}

#[test]
fn the_configuration_may_have_them_and_the_document_wins() {
    let texts = |text: &str| json!({ "default": "en", "locales": { "en": { "a": text } } });
    let mut document = document("${text.a}", texts("the document's"));
    document["platform_config"] = json!({ "texts": texts("the configuration's") });
    assert_eq!(shown(&document, "en"), "the document's");
    document.as_object_mut().unwrap().remove("texts");
    assert_eq!(shown(&document, "en"), "the configuration's");
}

#[test]
fn texts_that_are_none_are_passed_over() {
    for texts in [
        json!(7),
        json!({ "default": "en", "locales": 7 }),
        json!({ "default": 7, "locales": { "en": 7, "de": [1] } }),
    ] {
        assert_eq!(shown(&document("<${text.a}>", texts), "de"), "&lt;&gt;");
    }
    let odd = json!({ "default": "en", "locales": { "en": [1], "de": { "a": 7, "b": {} } } });
    assert_eq!(shown(&document("<${text.a}>", odd), "de"), "&lt;7&gt;");
}

#[test]
fn texts_that_name_each_other_in_a_circle_end() {
    let texts = json!({ "default": "en", "locales": { "en": {
        "a": "${text.b}", "b": "${text.a}", "c": "x${text.c}${text.c}${text.c}${text.c}${text.c}${text.c}${text.c}${text.c}"
    } } });
    assert!(shown(&document("<${text.a}>", texts.clone()), "en").len() < 20);
    assert!(shown(&document("${text.c}", texts), "en").len() < 100_000);
}

#[test]
fn a_document_that_was_shown_to_others_says_the_same() {
    let texts = json!({ "default": "en", "locales": {
        "en": { "a": "A", "b": "[B](https://example.com)", "c": "C", "hi": "Hi ${customer.name}", "day": "days", "p.q.0": "deep" },
        "de": { "a": "_Ä_", "b": "B", "hi": "Hallo ${customer.name}", "day": "Tage", "p.q.0": "tief" },
        "de-AT": { "a": "Österreich" },
    } });
    let text = |text: &str| json!({ "component": "text", "text": text });
    let both = json!([
        text("${text.a}"),
        text("**${text.a}**: ${text.c}"),
        text("${text.b}"),
        text("${text.hi}"),
        text("_${ text.p.q.0 }_"),
        text("${text.p.${state.part}.0}")
    ]);
    let slides = json!({ "component": "responsiveGrid", "loopSource": [{ "t": "${text.a}" }, { "t": "${text.hi}" }, { "t": "**b**" }],
        "components": [text("${block.t}")] });
    let timer = json!({ "component": "countdownTimerText", "durationSeconds": 90_000, "units": { "days": true },
        "labels": { "days": "${text.day}" }, "labelPosition": "top" });
    let button = json!({ "component": "button", "components": both });
    let named = json!({ "component": "responsiveGrid", "loopVariable": "text", "loopSource": [{ "a": "own", "p": { "q": ["inner"] } }],
        "components": [text("${text.a}"), text("${text.p.q.0}")] });
    let mut document = document("", texts);
    document["paywalls"][0]["template"]["pages"][0]["contentContainer"]["components"] = json!([
        text("${text.a}"),
        text("${text.b}"),
        button,
        slides,
        timer,
        named
    ]);
    document["paywalls"][0]["template"]["initialState"] = json!({ "part": "q" });
    let source = document.to_string();
    let load = || call::load(source.as_bytes(), 1).0.unwrap();
    let often = load();
    for (locale, name, says) in [
        ("de", "Ada", "<em>Ä</em>"),
        ("en", "Bo", ">A<"),
        ("de-AT", "Cy", "Österreich"),
        ("de", "Di", "Hallo Di"),
        ("fi", "Ed", "Hi Ed"),
        ("de-AT", "*Flo*", "Hallo *Flo*"),
        ("de-AT", "Gil", "<em>tief</em>"),
        ("en", "Hal", ">deep<"),
    ] {
        let request = json!({ "paywall": "p", "locale": locale, "customer": { "attributes": { "name": name } } });
        let first = ask(&load(), Operation::Render, &request);
        let html = first["ok"]["html"].as_str().unwrap();
        assert!(
            html.contains(says) && html.contains(">own<") && html.contains(">inner<"),
            "{html}"
        );
        for _ in 0..2 {
            assert_eq!(ask(&often, Operation::Render, &request), first, "{locale}");
        }
    }
}
