//! Tests of documents as they are met: without product groups, of older forms, and with mistakes.

use paywall_runtime::call::{self, Operation};
use paywall_testing::ask;
use serde_json::{Value, json};

/// Makes a document with one paywall that shows these components on its only page.
fn document(components: Value) -> Value {
    json!({ "paywalls": [{
        "id": "p",
        "name": "P",
        "sku_menus": [
            { "id": "g1", "ref": "base", "name": "Base", "products": [] },
            { "id": "g2", "ref": "premium", "name": "Premium", "products": [] },
        ],
        "template": {
            "min_sdk_version": "3.3.0",
            "initialState": { "currentGroupId": "g1", "list": ["a", "b"], "none": [], "half": "Hi ${nobody.x}" },
            "pages": [{ "name": "a", "contentContainer": {
                "component": "container", "direction": "vertical", "components": components,
            }}],
        },
    }]})
}

/// Returns the answer of a request on a document, and the warnings of its loading as `code path`.
fn answer(document: &Value, operation: Operation, request: &Value) -> (Value, Vec<String>) {
    let (loaded, answer) = call::load(document.to_string().as_bytes(), 1);
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let loaded = loaded.unwrap_or_else(|| panic!("{answer}"));
    let mut warnings = Vec::new();
    let described = ask(&loaded, Operation::Describe, &json!({}));
    for warning in described["warnings"].as_array().unwrap() {
        let text = |name: &str| warning[name].as_str().unwrap_or_default().to_owned();
        warnings.push(text("code") + " " + &text("path"));
    }
    (ask(&loaded, operation, request), warnings)
}

/// Returns the HTML of these components for a request, and the warnings.
fn html(components: Value, request: Value) -> (String, Vec<String>) {
    let mut request = request;
    request["paywall"] = json!("p");
    let (answer, warnings) = answer(&document(components), Operation::Render, &request);
    let html = answer["ok"]["html"].as_str();
    (
        html.unwrap_or_else(|| panic!("{answer}")).to_owned(),
        warnings,
    )
}

/// Makes a text component.
fn text(text: &str) -> Value {
    json!({ "component": "text", "text": text })
}

const FIRST: &str = "$.paywalls[0].template.pages[0].contentContainer.components[0]";

#[test]
fn without_named_groups_all_groups_of_the_paywall_are_meant() {
    let shown = |group: &str| {
        json!({ "component": "condition", "assertions": [
            { "value": "${launch.productGroups}", "operator": "contains", "expected": group },
        ], "components": [text(group)] })
    };
    let components = json!([
        shown("base"),
        shown("premium"),
        shown("other"),
        text("${launch.productGroups}")
    ]);
    let (all, _) = html(components.clone(), json!({}));
    assert!(
        all.contains(">base<") && all.contains(">premium<") && !all.contains(">other<"),
        "{all}"
    );
    assert!(all.contains("base,premium"), "{all}");
    let named = json!({ "launch": { "context": { "productGroups": ["premium"] } } });
    let (some, _) = html(components, named);
    assert!(
        !some.contains(">base<") && some.contains(">premium<"),
        "{some}"
    );
}

/// A configuration in the form of 2023, with this function behind its button.
fn of_2023(function: &str) -> Value {
    json!({
        "app_config": { "id": "a", "capabilities": ["sdk"] },
        "campaigns": [
            { "rule": "r", "segment": "s", "type": "label", "value": "offer", "paywall": "p" },
            { "rule": "d", "segment": "t", "type": "default", "value": null, "paywall": "p" },
        ],
        "paywalls": [{ "id": "p", "name": "Old", "sku_menus": [], "template": {
            "version": 5,
            "header": [{ "component": "button", "actionTap": function, "components": [text("Close")] }],
            "contentContainer": { "component": "container", "direction": "vertical", "components": [
                { "component": "button", "components": [text("Wide")] },
            ] },
        }}],
    })
}

#[test]
fn a_configuration_of_2023_launches_and_its_buttons_act() {
    let document = of_2023("namiClosePaywall");
    for launch in [json!({ "label": "offer" }), json!({})] {
        for device in ["phone", "television"] {
            let request = json!({ "launch": launch, "device": { "formFactor": device } });
            let (answer, warnings) = answer(&document, Operation::Render, &request);
            let html = answer["ok"]["html"]
                .as_str()
                .unwrap_or_else(|| panic!("{answer}"));
            assert!(html.contains("Close"), "{html}");
            // Older than the rule by which texts are as wide as their words.
            let css = answer["ok"]["css"].as_str().unwrap();
            assert!(css.contains("{width:100%;font-size"), "{css}");
            // What is in a button does not fill it.
            assert!(!css.contains(">*{height:100%}"), "{css}");
            assert_eq!(warnings, ["missing_field $.paywalls[0].template"]);
        }
    }
    let tap = json!({ "paywall": "p", "act": { "tap": "0" } });
    let (answer, _) = answer(&document, Operation::Act, &tap);
    assert_eq!(
        answer["ok"]["events"][0]["action"], "CLOSE_PAYWALL",
        "{answer}"
    );
}

#[test]
fn what_a_configuration_of_2023_cannot_do_is_told() {
    let (_, warnings) = answer(&of_2023("namiDance"), Operation::Describe, &json!({}));
    let at = "$.paywalls[0].template";
    let wanted = [
        format!("unknown_function {at}.header[0].actionTap"),
        format!("missing_field {at}"),
    ];
    assert_eq!(warnings, wanted);
}

#[test]
fn a_document_without_paywalls_says_so_once() {
    let (_, warnings) = answer(&json!({}), Operation::Describe, &json!({}));
    assert_eq!(warnings, ["missing_field $"]);
    let (_, warnings) = answer(&json!({ "paywals": [] }), Operation::Describe, &json!({}));
    assert_eq!(warnings, ["unknown_field $.paywals", "missing_field $"]);
    let mut without = of_2023("namiClosePaywall");
    without["paywalls"] = json!([]);
    let (_, warnings) = answer(&without, Operation::Describe, &json!({}));
    assert_eq!(warnings, ["missing_field $"]);
}

#[test]
fn a_paywall_alone_is_shown_by_its_id() {
    let bare = document(json!([text("Alone")]))["paywalls"][0].take();
    let (answer, warnings) = answer(&bare, Operation::Render, &json!({ "paywall": "p" }));
    assert!(
        answer["ok"]["html"].as_str().unwrap().contains("Alone"),
        "{answer}"
    );
    assert_eq!(warnings, ["bare_paywall $"]);
}

#[test]
fn words_that_nobody_knows_are_told_at_their_place() {
    let rows = [
        (
            json!({ "component": "buton" }),
            "unknown_component",
            ".component",
        ),
        (
            json!({ "component": "symbol", "name": "xmark" }),
            "unknown_symbol",
            ".name",
        ),
        (
            json!({ "component": "text", "text": "x", "animation": { "type": "jump" } }),
            "unknown_animation",
            ".animation",
        ),
        (
            json!({ "component": "text", "text": "x", "animation": "jump" }),
            "unknown_animation",
            ".animation",
        ),
        (
            json!({ "component": "button", "onTap": { "function": "namiJump" } }),
            "unknown_function",
            ".onTap.function",
        ),
        (
            json!({ "component": "button", "onTap": "namiJump" }),
            "unknown_function",
            ".onTap",
        ),
        (
            json!({ "component": "text", "text": "x", "fontSize": "big" }),
            "wrong_type",
            ".fontSize",
        ),
        (
            json!({ "component": "text", "text": "x", "leftPadding": "5%" }),
            "wrong_type",
            ".leftPadding",
        ),
        (
            json!({ "component": "text", "text": "x", "width": "wide" }),
            "wrong_type",
            ".width",
        ),
        (
            json!({ "component": "text", "text": "${nobody.name}" }),
            "unknown_token",
            ".text",
        ),
        (
            json!({ "component": "text", "text": "a ${customer.first name}" }),
            "unknown_token",
            ".text",
        ),
        (
            json!({ "component": "image", "alt": "${product.name}" }),
            "unknown_token",
            ".alt",
        ),
    ];
    for (component, code, at) in rows {
        let (_, warnings) = html(json!([component]), json!({}));
        assert_eq!(warnings, [format!("{code} {FIRST}{at}")], "{component}");
    }
    let fine = json!([
        { "component": "text", "text": "x", "fontSize": "20", "width": "50%", "height": "fitContent", "topPadding": "3" },
        { "component": "text", "text": "x", "animation": { "type": "wave" }, "width": "calc(100% - 20px)" },
        { "component": "responsiveGrid", "loopSource": "${state.list}", "loopVariable": "point",
          "components": [text("${point} ${block}")] },
    ]);
    assert_eq!(html(fine, json!({})).1, [""; 0]);
}

#[test]
fn nobody_sees_a_token() {
    let texts = [
        "${nobody.name}",
        "Hello ${nobody.name}!",
        "Hello ${customer.first name}!",
        "Hello ${ }!",
        "${state.half}",
        "{{#if state.list}}${nobody.name}{{/if}}",
        "${sku.nothing} ${sku}",
    ];
    for shown in texts {
        let components = json!([
            text(shown),
            { "component": "text-list", "texts": [shown] },
            { "component": "button", "screenreaderText": shown, "components": [] },
            { "component": "image", "url": "https://x.test/a.png", "alt": shown },
        ]);
        let (html, _) = html(components, json!({}));
        assert!(!html.contains("${"), "{shown}: {html}");
    }
}

#[test]
fn names_may_have_any_letters() {
    let request = json!({ "customer": { "attributes": { "prénom": "Zoë", "first name": "Ada", "vip": true, "名": "H" } } });
    let rows = [
        ("${customer.prénom}", "Zoë"),
        ("Hi ${customer.名}", "Hi H"),
        ("{{customer.prénom}}", "Zoë"),
        ("{{customer.[first name]}}", "Ada"),
        ("{{#if customer/vip}}yes{{/if}}", "yes"),
        ("{{#if state.list.length}}full{{/if}}", "full"),
        ("{{#if state.none.length}}full{{else}}empty{{/if}}", "empty"),
        (
            "{{#each state.list}}{{this}}{{/each}} of {{state.list.length}}",
            "ab of 2",
        ),
        ("${state.list.length} entries", "2 entries"),
    ];
    for (written, shown) in rows {
        let (html, warnings) = html(json!([text(written)]), request.clone());
        assert!(html.contains(&format!(">{shown}<")), "{written}: {html}");
        assert_eq!(warnings, [""; 0], "{written}");
    }
}
