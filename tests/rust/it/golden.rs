//! A golden stands for one answer, whatever is in it.

use paywall_tests::golden::{plain, readable};
use proptest::prelude::*;
use serde_json::{Value, json};

const BASE: &str = ".paywall{--s:1}\n.text::before{content:\"\\201c\"}\n";

/// Parts of texts that mean something in a golden, or look as if they did.
fn text() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<br>",
        "<",
        "}",
        "\n",
        "\"",
        "\\",
        "|",
        "@base",
        "@base\n",
        " ",
        "{\"a\": ",
        "\u{2028}",
        "é",
        BASE,
        "a long text that does not fit beside another one into a single line of a golden",
    ]);
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

fn answer() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_readable_gives_back_the_answer(answer in answer()) {
        let answer = answer.to_string();
        prop_assert_eq!(plain(&readable(&answer, BASE), BASE), answer);
    }
}

#[test]
fn a_golden_has_an_element_and_a_rule_a_line() {
    let css = format!(
        "{BASE}.s0{{background:#ffffff;flex-direction:column}}.s1{{flex-direction:column}}"
    );
    let html = r#"<div class="paywall phone"><div class="text s0">One</div><div class="container s1"><p class="text s0">A text</p><br></div></div>"#;
    let answer =
        json!({ "ok": { "html": html, "css": css, "state": { "page": 1 } }, "warnings": [] });
    let golden = r##"{
  "ok": {
    "css": "
      @base
      |.s0{background:#ffffff;flex-direction:column}
      |.s1{flex-direction:column}
    ",
    "html": "
      |<div class="paywall phone">
        |<div class="text s0">One</div>
        |<div class="container s1"><p class="text s0">A text</p><br></div>
      |</div>
    ",
    "state": {"page": 1}
  },
  "warnings": []
}
"##;
    assert_eq!(readable(&answer.to_string(), BASE), golden);
}
