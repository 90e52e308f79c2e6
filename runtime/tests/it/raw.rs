//! A sweep: nobody sees `${`, whatever an author wrote wherever a text can stand.

use paywall_runtime::call::{self, Operation};
use paywall_runtime::document::attribute::{self, BOOL, Row, TEXT};
use paywall_runtime::paywall::kind;
use paywall_testing::ask;
use serde_json::{Value, json};

/// Texts with tokens that name nothing, are broken, or stand in each other.
const TEXTS: [&str; 24] = [
    "${",
    "a ${ b",
    "${}",
    "${ }",
    "${a",
    "${a.",
    "${a}",
    "${a.b",
    "${a.b c}",
    "${a.b c",
    "${customer.first name",
    "${state.${a}",
    "${state.${a}}",
    "${state.${state.word}}",
    "${${a}}",
    "${a ${b} c}",
    "$${a}",
    "${${",
    "${state.circle}",
    "${state.half}",
    "{{#if state.half}}${a{{/if}}",
    "{{nobody x}} ${a} ${b",
    "${{nobody x}}",
    "{{#each state.word}}${a}{{/each}}${sku.name}",
];

/// Lists the attributes that hold texts, for a component of the kind with this number. Flags, such as `hidden`, would
/// take it out of sight.
fn texts_of(kind: usize) -> Option<Vec<&'static Row>> {
    let own = kind::reading(kind)?.attributes.iter();
    let all = attribute::common().iter().chain(own);
    Some(
        all.filter(|row| row.types & TEXT != 0 && row.types & BOOL == 0)
            .collect(),
    )
}

/// Makes components of all kinds: of each kind one with all attributes that hold texts, and one with its other places.
fn components(text: &str) -> Vec<Value> {
    let mut out = Vec::new();
    let mut number = 0;
    while let Some(rows) = texts_of(number) {
        for name in kind::reading(number).unwrap().names.split('|') {
            let inner = json!([{ "component": "text", "text": text, "screenreaderHint": text }]);
            let whole = json!({
                "component": name, "title": text, "components": inner, "url": "https://x.test/a.png",
                "texts": [text], "loopSource": [text, { "text": text }], "loopVariable": text,
                "onTap": { "function": "setState", "parameters": { "state": { "word": text }, "text": text } },
                "indicator": { "fillColor": text }, "headerComponents": inner, "bullet": inner, "text": text,
                "conditionAttributes": [{ "assertions": [], "attributes": { "text": text, "alt": text, "fillColor": text } }],
            });
            let mut full = whole.clone();
            for row in &rows {
                full[row.name] = json!(text);
            }
            out.push(full);
            out.push(whole);
        }
        number += 1;
    }
    out
}

/// Makes a document with all of it.
fn document(text: &str) -> Value {
    json!({ "paywalls": [{
        "id": "p",
        "name": text,
        "fonts": { "f": { "family": text, "style": text, "file": "https://x.test/f.woff" } },
        "sku_menus": [{ "id": "g", "ref": text, "name": text, "products": [
            { "id": "one", "sku_ref_id": "one", "name": text, "variables": { "name": text, "price": text } },
        ] }],
        "template": {
            "min_sdk_version": "3.3.0",
            "initialState": {
                "currentGroupId": "g", "half": text, "word": "half", "circle": "${state.circle} ${state.half}",
                "currentPage": text, "formId": text,
            },
            "pages": [{ "name": text, "contentContainer": {
                "component": "container", "direction": "vertical", "components": components(text),
            }}],
        },
    }]})
}

/// Fails if an answer shows a token.
fn assert_hidden(answer: &Value, text: &str) {
    // Texts in a circle may be refused.
    if answer["error"]["code"] == "too_much_work" {
        return;
    }
    let ok = &answer["ok"];
    for part in ["html", "css"] {
        let shown = ok[part]
            .as_str()
            .unwrap_or_else(|| panic!("{text}: {answer}"));
        if let Some(at) = shown.find("${") {
            let from = shown[..at]
                .char_indices()
                .rev()
                .nth(200)
                .map_or(0, |(at, _)| at);
            panic!(
                "{text} in {part}: {}",
                &shown[from..(at + 40).min(shown.len())]
            );
        }
    }
}

#[test]
fn no_page_shows_a_token() {
    for text in TEXTS {
        let (loaded, answer) = call::load(document(text).to_string().as_bytes(), 1);
        let loaded = loaded.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&answer)));
        let products = json!([{ "product_ref_id": "one", "product_price": 3, "currency": "EUR" }]);
        let mut requests = vec![json!({ "paywall": "p", "products": products })];
        for value in [json!(true), json!("one")] {
            requests
                .push(json!({ "paywall": "p", "state": { "word": value, "currentGroupId": "g" } }));
        }
        for request in requests {
            assert_hidden(&ask(&loaded, Operation::Render, &request), text);
        }
    }
}
