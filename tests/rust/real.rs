//! The real document: every campaign and every page, native and in wasmtime.
//!
//! The cases and the native answers are left in `target/real-cases`, where the tests in Node and Chromium find them.

use std::fs;
use std::path::{Path, PathBuf};

use paywall_tests::{Case, engine, real_document, root};
use serde_json::{Value, json};

const DOCUMENT: &str = "../shared/real/tv-initial-config.json";

fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |target| root().join(target));
    target.join("real-cases")
}

/// Requests of the kind a television app makes: each label once, and each page of each paywall.
fn requests(document: &Value, products: &Value) -> Vec<(String, Value)> {
    let device = json!({ "formFactor": "television", "width": 1920, "height": 1080 });
    let mut requests = Vec::new();
    for rule in document["campaign_rules"].as_array().unwrap() {
        let launch = json!({ "label": rule["value"] });
        let request = json!({ "launch": launch, "device": device, "now": 1_764_000_000_000_u64 });
        requests.push(("decide".to_owned(), request));
    }
    for paywall in document["paywalls"].as_array().unwrap() {
        for page in paywall["template"]["pages"].as_array().unwrap() {
            let request = json!({
                "paywall": paywall["id"], "device": device, "products": products,
                "state": { "currentPage": page["name"] },
            });
            requests.push(("render".to_owned(), request.clone()));
            requests.push(("snapshot".to_owned(), request));
        }
    }
    requests
}

fn write_cases(folder: &Path, requests: &[(String, Value)]) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    for (number, (operation, request)) in requests.iter().enumerate() {
        let file = folder.join(format!("{number:03}-{operation}.case"));
        fs::write(file, format!("{operation} {DOCUMENT}\n{request}\n")).unwrap();
    }
}

#[test]
fn every_campaign_and_page_answers_alike_native_and_in_wasmtime() {
    let Some(document) = real_document() else { return };
    let document: Value = serde_json::from_slice(&document).unwrap();
    let geometry = fs::read(root().join("../shared/real/geometry.json")).unwrap();
    let geometry: Value = serde_json::from_slice(&geometry).unwrap();
    write_cases(&folder(), &requests(&document, &geometry["products"]));

    let engine = engine().unwrap();
    for case in Case::all(&folder()).unwrap() {
        let native = case.native();
        let text = String::from_utf8_lossy(&native);
        assert!(text.starts_with("{\"ok\":"), "{}: {text}", case.file.display());
        assert!(!text.contains("\"code\":\"unknown_"), "{}: {text}", case.file.display());
        let wasmtime = case.wasmtime(&engine).unwrap().unwrap();
        assert_eq!(text, String::from_utf8_lossy(&wasmtime), "{}", case.file.display());
        fs::write(case.answer_file(), native).unwrap();
    }
}
