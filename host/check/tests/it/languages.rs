//! Tests of what authors are told about texts by key.

use paywall_check as check;
use serde_json::{Value, json};

/// Makes a document with these texts by key, whose paywall shows these texts.
fn document(shown: &[&str], texts: Value) -> Value {
    let components: Vec<_> = shown
        .iter()
        .map(|text| json!({ "component": "text", "text": text }))
        .collect();
    json!({ "texts": texts, "paywalls": [{ "id": "p", "sku_menus": [], "template": {
        "min_sdk_version": "3.3.0",
        "pages": [{ "name": "a", "contentContainer": { "component": "container", "components": components } }],
    } }] })
}

/// Returns what is found: `severity code path: message`.
fn found(document: &Value) -> Vec<String> {
    let findings = check::check(document.to_string().as_bytes(), 1_795_400_000_000.0);
    let lines = findings.into_iter().map(|finding| {
        let path = finding.path.unwrap_or_default();
        format!(
            "{:?} {} {path}: {}",
            finding.severity, finding.code, finding.message
        )
    });
    lines.collect()
}

/// Expects one finding that begins and ends so.
fn expect(document: &Value, begins: &str, has: &str) {
    let found = found(document);
    assert!(
        found.len() == 1 && found[0].starts_with(begins) && found[0].contains(has),
        "{found:#?}"
    );
}

const COMPONENT: &str = "$.paywalls[0].template.pages[0].contentContainer.components[0].text";

#[test]
fn texts_that_are_all_there_give_no_finding() {
    let texts = json!({ "default": "en", "locales": {
        "en": { "a": "A ${sku.price}", "b": "${text.a}!", "plan-m": "m" },
        "de": { "a": "${sku.price} A", "b": "${text.a}!", "plan-m": "m" },
    }, "sources": { "de": { "plan-m": "e80c2f78" } } });
    let document = document(&["${text.b}", "${text.plan-${sku.id}}"], texts);
    assert_eq!(found(&document), Vec::<String>::new());
}

#[test]
fn keys_that_are_unknown_missing_or_unused_are_told() {
    let texts = |locales: Value| json!({ "default": "en", "locales": locales });
    let both = found(&document(
        &["${text.tilte}"],
        texts(json!({ "en": { "title": "x" } })),
    ));
    assert!(both.iter().any(|line| line.starts_with(&format!(
        "Error unknown_text {COMPONENT}: no text has the key \"tilte\""
    )) && line.ends_with("did you mean \"title\"?")));
    expect(
        &document(&["x"], texts(json!({ "en": { "title": "x" } }))),
        "Warning unused_text $.texts.locales.en.title: nothing names",
        "",
    );
    expect(
        &document(
            &["${text.a}", "${text.b}"],
            texts(json!({ "en": { "a": "A", "b": "B" }, "de": { "a": "A" } })),
        ),
        "Warning missing_text $.texts.locales.de: de lacks \"b\"",
        "--locale de",
    );
    let only = found(&document(
        &["${text.a}"],
        texts(json!({ "en": {}, "de": { "a": "A" } })),
    ));
    assert!(only.iter().any(|line| {
        line.starts_with(&format!(
            "Error missing_text {COMPONENT}: the default language has no \"a\", only de"
        ))
    }));
    let mut without = document(&["${text.a}"], json!({}));
    without.as_object_mut().unwrap().remove("texts");
    expect(
        &without,
        &format!("Error unknown_text {COMPONENT}: the document has no \"texts\""),
        "",
    );
}

#[test]
fn translations_of_another_text_are_told() {
    let texts = |en: &str, de: &str, sources: Value| json!({ "default": "en", "locales": { "en": { "a": en }, "de": { "a": de } }, "sources": sources });
    let old = json!({ "de": { "a": "00000000" } });
    expect(
        &document(&["${text.a}"], texts("A", "A", old)),
        "Warning stale_text $.texts.locales.de.a:",
        "write \"c40bf6cc\" at $.texts.sources.de.a",
    );
    for (de, has) in [
        ("nur", "lacks \"sku.price\", which the text in en has"),
        (
            "${sku.price} ${sku.period}",
            "has \"sku.period\", which the text in en does not have",
        ),
        (
            "${sku.period}",
            "has \"sku.period\" where the text in en has \"sku.price\"",
        ),
        ("{{sku.price}} {{#if sku.id}}x{{/if}}", "has \"sku.id\""),
    ] {
        expect(
            &document(&["${text.a}"], texts("${sku.price}", de, json!({}))),
            "Warning other_variables $.texts.locales.de.a:",
            has,
        );
    }
}

#[test]
fn languages_with_wrong_names_and_texts_that_are_none_are_told() {
    for (texts, begins) in [
        (json!(7), "Error wrong_type $.texts:"),
        (
            json!({ "default": "en", "locales": { "en": { "a": 7 } } }),
            "Error wrong_type $.texts.locales.en.a:",
        ),
        (
            json!({ "default": "en", "locales": { "en": {}, "german": {} } }),
            "Error bad_locale $.texts.locales.german:",
        ),
        (
            json!({ "default": "en", "locales": { "en": {}, "pt-BR": {}, "pt_br": {} } }),
            "Warning bad_locale $.texts.locales.pt_br:",
        ),
        (
            json!({ "default": "em", "locales": { "en": {} } }),
            "Error unknown_locale $.texts.default:",
        ),
        (
            json!({ "locales": { "en": {} } }),
            "Error missing_field $.texts: expected \"default\"",
        ),
        (
            json!({ "default": "en", "locales": { "en": {} }, "de": {} }),
            "Warning unknown_field $.texts.de:",
        ),
    ] {
        let found = found(&document(&["x"], texts.clone()));
        assert!(
            found.iter().any(|line| line.starts_with(begins)),
            "{texts}: {found:#?}"
        );
    }
}

#[test]
fn texts_by_key_are_looked_into_like_all_others() {
    let ordinary = json!({ "a": "A ${sku.price}" });
    for (text, code, says) in [
        (
            "A ${sku.prise}",
            "unknown_variable",
            "did you mean \"${sku.price}\"?",
        ),
        (
            "A ${sku.price per ${sku.period}",
            "unknown_variable",
            "is none",
        ),
        ("{{#if sku.price}}A", "invalid_template", "as it is written"),
        ("{{uppercase sku.name}}", "unknown_helper", "uppercase"),
    ] {
        let mut texts = json!({ "default": "en", "locales": { "en": ordinary } });
        texts["locales"]["en"]["b"] = json!(text);
        let document = document(&["${text.a}", "${text.b}"], texts);
        let found = found(&document);
        let own: Vec<_> = found
            .iter()
            .filter(|it| it.contains("$.texts.locales.en.b"))
            .collect();
        assert!(
            own.iter().any(|it| it.contains(code) && it.contains(says)),
            "{text}: {found:#?}"
        );
    }
}

#[test]
fn a_translation_that_loses_bold_or_links_is_told() {
    let texts = |source: &str, text: &str| json!({ "default": "en", "locales": { "en": { "a": source }, "de": { "a": text } } });
    let path = "Warning lost_markup $.texts.locales.de.a";
    for (source, text, has) in [
        ("**All** of it", "Alles", "nothing in bold"),
        ("**All** of it", "**Alles* davon", "nothing in bold"),
        (
            "**All** of **it**",
            "**Alles** **davon",
            "a ** without another one",
        ),
        ("[Terms](https://a.example)", "Bedingungen", "0 links"),
        (
            "[Terms](${state.url})",
            "Bedingungen ${state.url}",
            "0 links",
        ),
    ] {
        expect(&document(&["${text.a}"], texts(source, text)), path, has);
    }
    for (source, text) in [
        ("**All** of it", "**Alles davon**"),
        ("All", "**Alles**"),
        (
            "[Terms](https://a.example)",
            "[Bedingungen](https://a.example/de)",
        ),
        ("2 ** 3", "2 ** 3"),
    ] {
        let document = document(&["${text.a}"], texts(source, text));
        assert_eq!(found(&document), Vec::<String>::new(), "{text}");
    }
}
