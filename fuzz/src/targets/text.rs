//! Any text as the text of a component, in several languages: tokens, Markdown, Handlebars.

use paywall_runtime::call;
use serde_json::{Value, json};

/// The languages in which a text is tried.
const LOCALES: [&str; 4] = ["en-US", "de", "ar-EG", "ja-JP"];

/// Works on an input: the answer is JSON, it is the same each time, and no element is in it that a text cannot make.
pub fn run(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    for locale in LOCALES {
        let html = show(text, locale);
        assert!(
            !html.contains("<script") && !html.contains("<b>Ada"),
            "{html}"
        );
    }
}

/// Returns what a paywall with this text shows.
fn show(text: &str, locale: &str) -> String {
    let template = json!({
        "id": "t", "initialState": {"currentPage": "main", "list": ["a", "b"], "name": "Ada"},
        "pages": [{"name": "main", "contentContainer": {"component": "container", "components": [
            {"component": "text", "text": text}, {"component": "text", "text": text, "isMarkdown": true},
        ]}}],
    });
    let document =
        json!({"paywalls": [{"id": "p", "paywall_type": "component", "template": template}]});
    let (document, loaded) = call::load(document.to_string().as_bytes(), 1);
    serde_json::from_slice::<Value>(&loaded).expect("an answer is JSON");
    let document = document.expect("the document is readable");
    let request = json!({
        "paywall": "p", "now": 1_767_225_600_000_i64, "locale": locale,
        "customer": {"attributes": {"name": "<b>Ada</b> ${sku.price} {{x}}", "list": "[1,2,3]"}},
    });
    let request = request.to_string();
    let answer = call::answer(&document, 2, request.as_bytes());
    assert_eq!(answer, call::answer(&document, 2, request.as_bytes()));
    let answer: Value = serde_json::from_slice(&answer).expect("an answer is JSON");
    let html = answer["ok"]["html"].as_str().unwrap_or_default();
    html.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_shown_with_what_it_asks_for() {
        let html = show("Hello ${state.name}, **you** {{add 1 2}}", "en-US");
        assert!(html.contains("Hello Ada"), "{html}");
        assert!(html.contains("<strong>you</strong>"), "{html}");
    }
}
