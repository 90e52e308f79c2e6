//! Tests with inputs that ask for endless work by repeating each
//! other: every call ends, with the same error everywhere.

use std::time::{Duration, Instant};

use paywall_engine::Operation;
use paywall_runtime::call;
use paywall_tests::engine;
use serde_json::{Value, json};

/// The time that one call may take at most in a build without optimisation.
const TIME: Duration = Duration::from_secs(20);

/// Makes a document of one paywall with these components, and one group of these products.
fn document(components: Value, products: Value) -> Vec<u8> {
    let page = json!({ "name": "one", "contentContainer": { "component": "container", "components": components } });
    let template = json!({ "pages": [page], "initialState": { "currentGroupId": "g", "selectedProducts": { "g": "p0" } } });
    let menu = json!({ "id": "g", "ref": "g", "name": "g", "products": products });
    json!({ "paywalls": [{ "id": "p", "name": "p", "template": template, "sku_menus": [menu] }] })
        .to_string()
        .into_bytes()
}

fn products(count: usize, variables: Value) -> Value {
    let product = |number| json!({ "id": format!("p{number}"), "sku_ref_id": format!("s{number}"), "variables": variables });
    (0..count).map(product).collect()
}

/// Asks natively and in wasmtime, and checks that both give the expected error.
fn check(document: &[u8], mut request: Value, expected: &str) {
    request["paywall"] = "p".into();
    let request = request.to_string().into_bytes();
    let loaded = call::load(document, 1).0.unwrap();
    let start = Instant::now();
    let answer = call::answer(&loaded, Operation::Render as u32, &request);
    assert!(start.elapsed() < TIME, "natively: {:?}", start.elapsed());
    let read: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(read["error"]["code"], expected, "{read}");
    let hosted = engine().load(document).unwrap();
    assert_eq!(hosted.call(Operation::Render, &request).unwrap(), answer);
}

#[test]
fn texts_that_name_texts_that_name_texts() {
    let mut variables = json!({ "a9": "" });
    for level in 0..9 {
        variables[format!("a{level}")] = format!("${{sku.a{}}}", level + 1).repeat(16).into();
    }
    let text = json!([{ "component": "text", "text": "x ${sku.a0}" }]);
    check(
        &document(text, products(1, variables)),
        json!({}),
        "too_much_work",
    );
}

#[test]
fn many_products_of_many_components() {
    let never = json!([{ "value": "${sku.name}", "operator": "equals", "expected": "x" }]);
    let condition = json!({ "component": "condition", "assertions": never, "components": [] });
    let many: Vec<Value> = vec![condition; 3_000];
    let container = json!([{ "component": "productContainer", "productBaseComponents": many }]);
    check(
        &document(container, products(3_000, json!({}))),
        json!({}),
        "too_much_work",
    );
}

#[test]
fn many_looks_through_a_long_list() {
    let asked = json!([{ "value": "${launch.customObject.list}", "operator": "contains", "expected": "x" }]);
    let condition = json!({ "component": "condition", "assertions": asked, "components": [] });
    let many: Vec<Value> = vec![condition; 3_000];
    let list: Vec<usize> = (0..100_000).collect();
    let request = json!({ "launch": { "context": { "customObject": { "list": list } } } });
    check(
        &document(many.into(), products(1, json!({}))),
        request,
        "too_much_work",
    );
}

#[test]
fn a_long_text_for_many_products() {
    let text = json!([{ "component": "text", "text": "word ".repeat(400_000) }]);
    let container = json!([{ "component": "productContainer", "productBaseComponents": text }]);
    check(
        &document(container, products(3_000, json!({}))),
        json!({}),
        "too_much_work",
    );
}
