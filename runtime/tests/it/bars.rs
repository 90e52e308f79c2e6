//! Tests of the bars that show a customer's place in a flow.

use paywall_runtime::call::Operation;
use paywall_runtime::load::Document;
use paywall_testing::ask;
use serde_json::{Value, json};

/// Makes a flow of two screens, each with both bars; the first goes on by itself after two and a half seconds.
fn document() -> Document {
    let bars = json!([
        { "id": "way", "component": "progressIndicator", "percentage": "auto" },
        { "id": "wait", "component": "progressBar", "mode": "determinate", "duration": "auto" },
    ]);
    let screen = |id: &str| {
        json!({
            "id": id, "name": id, "paywall_type": "component", "sku_menus": [],
            "template": { "min_sdk_version": "3.3.0", "initialState": { "currentPage": "page" }, "pages": [
                { "name": "page", "contentContainer": { "component": "container", "components": bars } }] },
        })
    };
    let go = |delay: u32| json!([{ "action": [{ "function": "flowNav", "parameters": { "delay": delay } }] }]);
    let step = |id: &str, kind: &str, actions: Value| json!({ "id": id, "type": kind, "screen": id, "actions": actions });
    let steps = [
        step("in", "entry", json!({ "__default__": go(0) })),
        step("a", "screen", json!({ "__appear__": go(2500) })),
        step("b", "screen", json!({})),
        step("out", "exit", json!({})),
    ];
    let object = json!({ "name": "Welcome", "screens": ["a", "b"], "steps": steps });
    let flow = json!({ "flow_id": "f", "object_id": "o", "object": object });
    let screens = ["a", "b"].map(screen);
    let document = json!({
        "paywalls": screens,
        "campaign_rules": [{ "rule": "r", "name": "Rule", "type": "label", "value": "start", "external_segment": "out",
            "segments": [{ "segment": "s", "split": 100, "form_factors": ["phone"], "flow": flow }] }],
    });
    Document::load(document.to_string().as_bytes()).unwrap().0
}

fn ok(operation: Operation, request: &Value) -> Value {
    ask(&document(), operation, request)["ok"].take()
}

/// Returns the declarations in the classes of a component's bar.
fn declarations(answer: &Value, id: &str) -> Vec<String> {
    let (html, css) = (
        answer["html"].as_str().unwrap(),
        answer["css"].as_str().unwrap(),
    );
    let part = html.split(&format!("data-id=\"{id}\"")).nth(1).unwrap();
    let classes = part
        .split("class=\"bar")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let rule = |class| {
        css.split(&format!(".{class}{{"))
            .nth(1)
            .unwrap()
            .split('}')
            .next()
            .unwrap()
    };
    classes
        .split_whitespace()
        .map(|class| rule(class).to_owned())
        .collect()
}

#[test]
fn bars_follow_the_flow() {
    let mut request =
        json!({ "launch": { "label": "start" }, "device": { "formFactor": "phone" } });
    let first = ok(Operation::Render, &request);
    assert_eq!(first["paywall"]["id"], "a");
    assert_eq!(declarations(&first, "way"), ["width:50%"]);
    assert_eq!(
        declarations(&first, "wait"),
        ["width:0%", "animation:fill 2500ms linear forwards"]
    );

    request["state"] = first["state"].clone();
    let timer = first["state"]["flow"]["timers"]
        .as_object()
        .unwrap()
        .keys()
        .next()
        .unwrap();
    request["act"] = json!({ "tap": timer, "by": "timer" });
    let second = ok(Operation::Act, &request);
    assert_eq!(second["paywall"]["id"], "b");
    assert_eq!(declarations(&second, "way"), ["width:100%"]);
    // Nothing makes the customer wait here, so the bar stays empty.
    assert_eq!(declarations(&second, "wait"), ["width:0%"]);
}

#[test]
fn without_a_flow_the_way_is_at_its_end() {
    let alone = ok(
        Operation::Render,
        &json!({ "paywall": "a", "device": { "formFactor": "phone" } }),
    );
    assert_eq!(declarations(&alone, "way"), ["width:100%"]);
}
