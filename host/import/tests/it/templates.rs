//! RevenueCat's templates: each imports, twice to the same bytes.
//!
//! The documents, and what the engine draws of them in the views that are measured, are left in `target/imported`, where
//! the test of fidelity in Chromium finds them.

use std::fs;
use std::path::PathBuf;

use paywall_runtime::call::Operation;
use paywall_runtime::load::Document;
use paywall_testing::{ask, needs};
use serde_json::{Value, json};

use crate::files::{drawn, files, import, root, ui_config};

/// Returns the folder that documents are left in.
fn left() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root().join(target).join("imported")
}

#[needs(shared)]
#[test]
fn every_template_imports_and_twice_to_the_same_bytes() {
    fs::create_dir_all(left()).unwrap();
    let ui = ui_config();
    for (name, bytes) in files("templates") {
        let both = [(name.clone(), bytes), ui.clone()];
        let imported = import(&both).unwrap();
        let text = imported.document.to_text();
        assert_eq!(text, import(&both).unwrap().document.to_text(), "{name}");
        let (warnings, answers) = drawn(&imported);
        assert_eq!(warnings, Vec::<Value>::new(), "{name}");
        assert!(
            answers
                .iter()
                .all(|answer| answer["ok"]["html"].is_string()),
            "{name}"
        );
        fs::write(left().join(&name), text).unwrap();
        fs::write(
            left().join(name.replace(".json", ".report.json")),
            imported.report.to_text(),
        )
        .unwrap();
    }
}

/// The request of a view of the truth: `<template> @WxH[ after PACKAGE]`.
fn request(view: &str, truth: &Value) -> (String, Value) {
    let (name, rest) = view.split_once(" @").unwrap();
    let (size, chosen) = rest
        .split_once(" after ")
        .map_or((rest, None), |(size, chosen)| (size, Some(chosen)));
    let (width, height) = size.split_once('x').unwrap();
    let (width, height): (u32, u32) = (width.parse().unwrap(), height.parse().unwrap());
    let mut state = json!({});
    if let Some(chosen) = chosen {
        state["selectedProducts"][name] = chosen.into();
    }
    let request = json!({
        "paywall": name,
        "now": 1_795_953_600_000_u64,
        "locale": "en-US",
        "device": { "formFactor": if width < 600 { "phone" } else { "tablet" }, "width": width, "height": height },
        "products": truth["products"],
        "state": state,
    });
    (name.into(), request)
}

#[needs(shared)]
#[test]
fn every_view_of_the_truth_can_be_drawn() {
    let truth = fs::read(root().join("../shared/import/revenuecat/geometry.json")).unwrap();
    let truth: Value = serde_json::from_slice(&truth).unwrap();
    assert_eq!(truth["about"]["now"], "2026-11-29T12:00:00Z");
    let ui = ui_config();
    let mut views = serde_json::Map::new();
    for (name, bytes) in files("templates") {
        let imported = import(&[(name.clone(), bytes), ui.clone()]).unwrap();
        let (document, _) = Document::load(imported.document.to_text().as_bytes()).unwrap();
        let template = name.strip_suffix(".json").unwrap();
        for view in truth["views"].as_object().unwrap().keys() {
            let (of, request) = request(view, &truth);
            if of == template {
                let answer = ask(&document, Operation::Render, &request);
                assert!(answer["ok"]["html"].is_string(), "{view}: {answer}");
                views.insert(
                    view.clone(),
                    json!({ "html": answer["ok"]["html"], "css": answer["ok"]["css"] }),
                );
            }
        }
    }
    fs::create_dir_all(left()).unwrap();
    fs::write(left().join("views.json"), Value::Object(views).to_string()).unwrap();
}
