//! Tests of products and product groups that are for some customers only.

use paywall_runtime::call::Operation;
use paywall_runtime::load::Document;
use paywall_testing::ask;
use serde_json::{Value, json};

fn product(id: &str, entitlement: &str, conditions: Value) -> Value {
    let entitlements = json!([{ "entitlement_ref_id": entitlement }]);
    json!({ "id": id, "sku_ref_id": id, "name": id, "entitlements": entitlements, "conditions": conditions })
}

fn is(identifier: &str, operator: &str, value: &str) -> Value {
    json!([{ "identifier": identifier, "operator": operator, "values": [value] }])
}

/// Returns the texts on screen for a customer (those of the products on offer, then that of the selected product), and
/// the codes of the warnings.
fn shown(menus: Value, customer: Value) -> (Vec<String>, Vec<&'static str>) {
    let text = json!({ "component": "text", "text": "[${sku.name}]" });
    let container = json!({ "component": "productContainer", "components": [text] });
    let content = json!({ "component": "container", "components": [container, text] });
    let document = json!({
        "audiences": { "basic": is("Entitlements.active", "any_of", "basic")[0] },
        "paywalls": [{ "id": "p", "name": "p", "paywall_type": "component", "sku_menus": menus, "template": {
            "min_sdk_version": "3.3.0", "pages": [{ "name": "one", "contentContainer": content }],
            "initialState": { "currentGroupId": "first", "selectedProducts": { "first": "a", "second": "d" } } } }],
    });
    let (document, warnings) = Document::load(document.to_string().as_bytes()).unwrap();
    let request = json!({ "paywall": "p", "customer": customer });
    let answer = ask(&document, Operation::Render, &request);
    let html = answer["ok"]["html"].as_str().unwrap();
    let texts = html
        .split('[')
        .skip(1)
        .map(|part| part.split(']').next().unwrap().to_owned());
    let codes = warnings
        .iter()
        .map(|warning| warning.code)
        .filter(|code| *code == "invalid_condition");
    (texts.collect(), codes.collect())
}

fn menu(id: &str, products: &[Value]) -> Value {
    json!({ "id": id, "ref": id, "name": id, "products": products })
}

#[test]
fn nobody_is_offered_what_they_have() {
    let owned = || is("Product.owned", "not_equals", "true");
    let menus = json!([menu(
        "first",
        &[
            product("a", "basic", owned()),
            product("b", "premium", owned())
        ]
    )]);
    let customer = |ids: Value| json!({ "entitlements": ids });
    assert_eq!(shown(menus.clone(), customer(json!([]))).0, ["a", "b", "a"]);
    // The selected product is not on offer, so the first one that is takes its place.
    assert_eq!(
        shown(menus.clone(), customer(json!(["basic"]))).0,
        ["b", "b"]
    );
    assert_eq!(
        shown(menus.clone(), customer(json!(["basic", "premium"]))).0,
        [""]
    );
    let unknown = json!({ "entitlements": [], "entitlementsLoaded": false });
    assert_eq!(shown(menus, unknown).0, ["a", "b", "a"]);
}

#[test]
fn an_upgrade_is_for_those_who_can_upgrade() {
    let upgrade = json!([{ "audience": "basic" }]);
    let menus = json!([menu(
        "first",
        &[
            product("a", "basic", Value::Null),
            product("b", "premium", upgrade)
        ]
    )]);
    assert_eq!(shown(menus.clone(), json!({})).0, ["a", "a"]);
    assert_eq!(
        shown(menus, json!({ "entitlements": ["basic"] })).0,
        ["a", "b", "a"]
    );
}

#[test]
fn a_group_can_be_for_some_only() {
    let mut first = menu("first", &[product("a", "basic", Value::Null)]);
    first["conditions"] = is(
        "Customer.journey_state.former_subscriber",
        "not_equals",
        "true",
    );
    let menus = json!([
        first,
        menu(
            "second",
            &[product(
                "d",
                "basic",
                is("Product.entitlements", "contains", "basic")
            )]
        )
    ]);
    assert_eq!(shown(menus.clone(), json!({})).0, ["a", "a"]);
    let former = json!({ "journeyState": { "formerSubscriber": true } });
    assert_eq!(shown(menus, former).0, ["d", "d"]);
}

#[test]
fn what_cannot_be_read_is_offered_to_nobody() {
    let odd = is("Product.owned", "resembles", "true");
    let menus = json!([menu(
        "first",
        &[
            product("a", "basic", odd),
            product("b", "premium", Value::Null)
        ]
    )]);
    let (texts, warnings) = shown(menus, json!({}));
    assert_eq!(
        (texts, warnings),
        (
            vec!["b".to_owned(), "b".to_owned()],
            vec!["invalid_condition"]
        )
    );
}
