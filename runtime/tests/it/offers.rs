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

#[test]
fn a_selection_follows_into_a_group_that_wants_it() {
    let products = |ids: &[&str]| {
        ids.iter()
            .map(|id| product(id, "basic", Value::Null))
            .collect::<Vec<_>>()
    };
    let mut menus = json!([
        menu("month", &products(&["a", "b", "c"])),
        menu("year", &products(&["d", "e"])),
    ]);
    let selected = |menus: &Value, now: &str| {
        let picker = json!({ "component": "segmentPicker", "components": [{ "component": "segmentPickerItem", "id": "year" }] });
        let document = json!({ "paywalls": [{ "id": "p", "sku_menus": menus, "template": {
            "pages": [{ "name": "one", "contentContainer": { "component": "container", "components": [picker] } }],
            "initialState": { "currentGroupId": "month", "selectedProducts": { "month": now, "year": "d" } } } }] });
        let (document, _) = Document::load(document.to_string().as_bytes()).unwrap();
        let answer = ask(
            &document,
            Operation::Act,
            &json!({ "paywall": "p", "act": { "tap": "year" } }),
        );
        assert_eq!(answer["ok"]["state"]["currentGroupId"], "year");
        answer["ok"]["state"]["selectedProducts"]["year"].clone()
    };
    assert_eq!(selected(&menus, "b"), Value::Null, "each group has its own");
    menus[1]["keeps_selection"] = json!(true);
    assert_eq!(selected(&menus, "b"), "e");
    // There is no third product, so what was selected in the group before stays selected.
    assert_eq!(selected(&menus, "c"), Value::Null);
}

/// Returns the offers of a purchase: one for each value of the parameter `offer`, with a product that has a trial.
fn bought(offers: &[Value], forms: &Value) -> Vec<Value> {
    let buttons = offers.iter().enumerate().map(|(index, offer)| {
        let parameters = json!({ "offer": offer, "promo": if index == 5 { "half" } else { "" } });
        let tap = json!({ "function": "namiBuySKU", "parameters": parameters });
        json!({ "component": "button", "id": format!("b{index}"), "onTap": tap })
    });
    let content = json!({ "component": "container", "components": buttons.collect::<Vec<_>>() });
    let document = json!({ "paywalls": [{ "id": "p", "sku_menus": [menu("first", &[product("a", "basic", Value::Null)])],
        "template": { "pages": [{ "name": "one", "contentContainer": content }], "initialState": { "selectedProducts": { "first": "a" }, "formStates": forms } } }] });
    let (document, _) = Document::load(document.to_string().as_bytes()).unwrap();
    let week = json!({ "offer_type": "promo", "offer_ref_id": "week", "price": 0, "promo_period": { "type": "week", "count": 1 } });
    let half = json!({ "offer_type": "promo", "offer_ref_id": "half", "price": 5 });
    let sold = json!({ "product_ref_id": "a", "offers": [{ "offer_type": "default", "price": 10 }, half, week] });
    let tap = |index| {
        let request =
            json!({ "paywall": "p", "products": [sold], "act": { "tap": format!("b{index}") } });
        let answer = ask(&document, Operation::Act, &request);
        let event = &answer["ok"]["events"][0];
        assert_eq!(event["action"], "BUY_SKU");
        event["sku"]["promoId"].clone()
    };
    (0..offers.len()).map(tap).collect()
}

#[test]
fn a_button_says_whether_an_offer_goes_along() {
    let switch = json!("${state.formStates.trial}");
    let offers = [
        json!(null),
        json!(true),
        json!(false),
        json!(""),
        switch,
        json!(true),
        json!("false"),
    ];
    let on = bought(&offers, &json!({ "trial": true }));
    assert_eq!(
        on,
        [
            json!("week"),
            json!("week"),
            Value::Null,
            Value::Null,
            json!("week"),
            json!("half"),
            json!("week")
        ]
    );
    // A switch that nobody has touched is off, whether the state has it or not.
    for off in [
        json!({ "trial": false }),
        json!({}),
        json!({ "trial": null }),
    ] {
        assert_eq!(bought(&offers, &off)[4], Value::Null, "{off}");
    }
}
