//! Tests of custom components that an app brings, in wasmtime as natively.

use paywall_runtime::call;
use paywall_tests::engine;
use serde_json::{Value, json};

#[test]
fn an_engine_loads_a_document_with_an_apps_components() {
    let components = json!({ "badge": {
        "properties": { "text": { "type": "text" } },
        "template": r#"{"component": "text", "text": "{{text}}!"}"#,
    }});
    let content = json!({ "component": "custom:badge", "properties": { "text": "\"new\"" } });
    let page = json!({ "name": "a", "contentContainer": content });
    let template = json!({ "min_sdk_version": "3.3.0", "pages": [page] });
    let document = json!({ "paywalls": [{ "id": "p", "template": template }] });
    let with_mark = [b"\xEF\xBB\xBF", document.to_string().as_bytes()].concat();
    let request = br#"{"paywall": "p"}"#;

    let engine = engine();
    for bytes in [document.to_string().into_bytes(), with_mark] {
        let loaded = engine.load_with(&bytes, components.to_string().as_bytes());
        let rendered = loaded.unwrap().render(request).unwrap();
        assert!(
            rendered.ok.html.contains("\"new\"!"),
            "{}",
            rendered.ok.html
        );
    }

    let wrapped = json!({ "customComponents": components, "document": document });
    let (native, _) = call::load(wrapped.to_string().as_bytes(), 1);
    let native = call::answer(&native.unwrap(), 2, request);
    let native: Value = serde_json::from_slice(&native).unwrap();
    assert!(native["ok"]["html"].as_str().unwrap().contains("\"new\"!"));
}

#[test]
fn the_stock_components_have_nothing_to_complain_of() {
    let stock = std::fs::read(paywall_tests::root().join("paywall-templates/document.json"));
    let (loaded, _) = call::load(&stock.unwrap(), 1);
    let answer = call::answer(&loaded.unwrap(), 5, b"");
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["warnings"], json!([]));
}
