//! A sweep: what an app or a customer wrote is neither markup nor a token, wherever a text can stand.

use paywall_runtime::call::{self, Operation};
use paywall_runtime::document::attribute::{self, BOOL, LIST, Row, TEXT};
use paywall_runtime::paywall::kind;
use paywall_testing::ask;
use serde_json::{Value, json};

/// Markup of each sort that authors may write, and a token.
const EVIL: &str =
    "**b** _i_ ~~s~~ [x](https://evil.test) <b>u</b> `c` <br> ${state.secret} {{state.secret}}";

/// Texts and lists that pass a value of the app on.
fn passed_on() -> [Value; 5] {
    [
        json!("${launch.customAttributes.evil}"),
        json!("a ${launch.customAttributes.evil}"),
        json!("{{launch.customAttributes.evil}}"),
        json!("${launch.customAttributes.list}"),
        json!([
            "${launch.customAttributes.evil}",
            "{{launch.customAttributes.evil}}"
        ]),
    ]
}

/// Lists the attributes that hold texts or lists, for a component of the kind with this number.
fn texts_of(kind: usize) -> Option<Vec<&'static Row>> {
    let own = kind::reading(kind)?.attributes.iter();
    let all = attribute::common().iter().chain(own);
    let holds = |row: &&Row| row.types & (TEXT | LIST) != 0 && row.types & BOOL == 0;
    Some(all.filter(holds).collect())
}

/// Makes a component of every kind with this value wherever it may hold a text.
fn components(value: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    let mut number = 0;
    while let Some(rows) = texts_of(number) {
        for name in kind::reading(number).unwrap().names.split('|') {
            let mut component = json!({ "component": name, "url": "https://x.test/a.png" });
            for row in &rows {
                // One names the kind, the other the product without which nothing is shown.
                if !["component", "product"].contains(&row.name) {
                    component[row.name] = value.clone();
                }
            }
            out.push(component);
        }
        number += 1;
    }
    out.push(json!({
        "component": "text", "text": "${entry}", "loopVariable": "entry",
        "loopSource": "${launch.customAttributes.list}",
    }));
    out
}

#[test]
fn no_value_of_others_becomes_markup() {
    for value in passed_on() {
        let content = json!({ "component": "container", "components": components(&value) });
        let document = json!({ "paywalls": [{ "id": "p", "template": {
            "min_sdk_version": "3.3.0",
            "initialState": { "currentPage": "one", "secret": "SECRET" },
            "pages": [{ "name": "one", "contentContainer": content }],
        } }] });
        let (loaded, answer) = call::load(document.to_string().as_bytes(), 1);
        let loaded = loaded.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&answer)));
        let attributes = json!({ "evil": EVIL, "list": [EVIL, EVIL] });
        let request =
            json!({ "paywall": "p", "launch": { "context": { "customAttributes": attributes } } });
        let answer = ask(&loaded, Operation::Render, &request);
        let html = answer["ok"]["html"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        for sign in [
            "<strong", "<em", "<s>", "<del", "<a ", "<u>", "<b>", "<code", "SECRET",
        ] {
            let at = html.find(sign);
            let around = |at: usize| {
                html.get(at.saturating_sub(300)..(at + 100).min(html.len()))
                    .unwrap_or(html)
            };
            assert!(
                at.is_none(),
                "{value} has {sign}: {}",
                at.map_or("", around)
            );
        }
        assert!(html.contains("evil.test"), "the value is shown");
    }
}
