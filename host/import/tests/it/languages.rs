//! Paywalls in several languages: their texts come over by key, and a text that all languages share stays in its component.

use paywall_import::{File, Options, revenuecat};
use serde_json::{Value, json};

/// Returns the document of a paywall with these texts.
fn imported(strings: Value) -> Value {
    let text = |lid: &str| json!({ "type": "text", "id": lid, "name": lid, "text_lid": lid });
    let components = ["title", "price", "brand"].map(text);
    let paywall = json!({
        "id": "pw", "offering_id": "default", "template_name": "components", "revision": 1, "default_locale": "en_US",
        "asset_base_url": "https://x.test", "components_localizations": strings,
        "components_config": { "base": { "stack": { "type": "stack", "id": "s", "name": "s", "components": components } } },
    });
    let bytes = json!({ "paywall_components": paywall }).to_string();
    let file = File {
        name: "paywall.json",
        bytes: bytes.as_bytes(),
    };
    let import = revenuecat::import(&[file], &Options::default()).unwrap();
    serde_json::from_str(&import.document.to_text()).unwrap()
}

/// Returns what the texts of the paywall are in the document, in order.
fn shown(document: &Value, out: &mut Vec<String>) {
    match document {
        Value::Array(list) => list.iter().for_each(|entry| shown(entry, out)),
        Value::Object(fields) => {
            if fields.get("component") == Some(&json!("text")) {
                out.push(fields["text"].as_str().unwrap().to_owned());
            }
            fields.values().for_each(|entry| shown(entry, out));
        }
        _ => {}
    }
}

#[test]
fn texts_of_all_languages_come_over_by_key() {
    let document = imported(json!({
        "en_US": { "title": "**Hello**", "price": "{{ product.price }} a year", "brand": "Fern" },
        "de_DE": { "title": "**Hallo**", "price": "{{ product.price }} im Jahr", "brand": "Fern" },
        "fr": { "title": "**Bonjour**" },
    }));
    let texts = &document["texts"];
    assert_eq!(texts["default"], "en-US");
    let languages: Vec<_> = texts["locales"].as_object().unwrap().keys().collect();
    assert_eq!(languages.len(), 3, "{languages:?}");
    let mut found = Vec::new();
    shown(&document["paywalls"], &mut found);
    assert_eq!(found.len(), 3);
    let said = |locale: &str, token: &str| {
        let key = token
            .strip_prefix("${text.")
            .unwrap()
            .strip_suffix('}')
            .unwrap();
        texts["locales"][locale]
            .get(key)
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(said("en-US", &found[0]), "**Hello**");
    assert_eq!(said("de-DE", &found[0]), "**Hallo**");
    assert_eq!(said("fr", &found[0]), "**Bonjour**");
    assert_eq!(said("de-DE", &found[1]), "${sku.price} im Jahr");
    assert_eq!(said("fr", &found[1]), Value::Null);
    assert_eq!(found[2], "Fern");
}

#[test]
fn a_paywall_in_one_language_has_its_texts_in_its_components() {
    let strings = json!({ "title": "**Hello**", "price": "{{ product.price }}", "brand": "Fern" });
    let document = imported(json!({ "en_US": strings }));
    assert!(document.get("texts").is_none());
    let mut found = Vec::new();
    shown(&document["paywalls"], &mut found);
    assert_eq!(found, ["**Hello**", "${sku.price}", "Fern"]);
}

#[test]
fn an_empty_text_of_a_language_leaves_the_text_of_the_default_language() {
    let document = imported(json!({
        "en_US": { "title": "Hello", "price": "One a year", "brand": "Fern" },
        "hr": { "title": "", "price": " ", "brand": "" },
        "de_DE": { "title": "Hallo", "price": "", "brand": "" },
    }));
    let locales = &document["texts"]["locales"];
    assert_eq!(locales["de-DE"].as_object().unwrap().len(), 1);
    assert_eq!(locales.get("hr"), None);
}
