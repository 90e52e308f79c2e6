//! Tests with whole documents, the stock one and the real one: every campaign and every page, native and in wasmtime.
//!
//! The cases and the native answers are left in `target/document-cases`, where
//! the tests in Node and Chromium find them.

use std::fs;
use std::path::{Path, PathBuf};

use paywall_engine::Engine;
use paywall_testing::needs;
use paywall_tests::{Case, engine, root};
use serde_json::{Value, json};

fn folder(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root().join(target).join("document-cases").join(name)
}

fn devices() -> Vec<Value> {
    let device = |(form_factor, width, height): (&str, u32, u32)| json!({ "formFactor": form_factor, "width": width, "height": height });
    let sizes = [
        ("phone", 390, 844),
        ("tablet", 820, 1180),
        ("desktop", 1280, 800),
        ("television", 1920, 1080),
    ];
    sizes.into_iter().map(device).collect()
}

/// Makes requests for each campaign and each page of each paywall, on each kind of device.
fn requests(document: &Value, products: &Value) -> Vec<(&'static str, Value)> {
    let mut requests = Vec::new();
    for device in devices() {
        for rule in document["campaign_rules"].as_array().unwrap() {
            let launch = match rule["type"].as_str().unwrap() {
                "default" => json!({}),
                by => json!({ by: rule["value"] }),
            };
            requests.push((
                "decide",
                json!({ "launch": launch, "device": device, "now": 1_764_000_000_000_u64 }),
            ));
        }
        for paywall in document["paywalls"].as_array().unwrap() {
            for page in paywall["template"]["pages"].as_array().unwrap() {
                let state = json!({ "currentPage": page["name"] });
                let request = json!({ "paywall": paywall["id"], "device": device, "products": products, "state": state });
                requests.push(("render", request.clone()));
                requests.push(("snapshot", request));
            }
        }
    }
    requests
}

fn write_cases(folder: &Path, document: &str, requests: &[(&str, Value)]) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    for (number, (operation, request)) in requests.iter().enumerate() {
        let file = folder.join(format!("{number:03}-{operation}.case"));
        fs::write(file, format!("{operation} {document}\n{request}\n")).unwrap();
    }
}

fn compare(engine: &Engine, name: &str, document: &str, products: &Value) {
    let bytes = fs::read(root().join(document)).unwrap();
    let parsed: Value = serde_json::from_slice(&bytes).unwrap();
    write_cases(&folder(name), document, &requests(&parsed, products));
    for case in Case::all(&folder(name)).unwrap() {
        let native = case.native();
        let text = String::from_utf8_lossy(&native);
        let answered = text.starts_with("{\"ok\":");
        assert!(
            answered || case.operation == "decide",
            "{}: {text}",
            case.file.display()
        );
        let wasmtime = case.wasmtime(engine).unwrap().unwrap();
        assert_eq!(
            text,
            String::from_utf8_lossy(&wasmtime),
            "{}",
            case.file.display()
        );
        case.leave(&native).unwrap();
    }
}

#[test]
fn the_stock_document_answers_alike() {
    let products = fs::read(root().join("paywall-templates/products.json")).unwrap();
    let products = serde_json::from_slice(&products).unwrap();
    compare(
        engine(),
        "stock",
        "paywall-templates/document.json",
        &products,
    );
}

#[needs(shared)]
#[test]
fn the_real_document_answers_alike() {
    let geometry = fs::read(root().join("../shared/real/geometry.json")).unwrap();
    let geometry: Value = serde_json::from_slice(&geometry).unwrap();
    let document = "../shared/real/tv-initial-config.json";
    compare(engine(), "real", document, &geometry["products"]);
}
