//! The data of others that tests read, and what several tests do with it.

use std::fs;
use std::path::PathBuf;

use paywall_import::{Error, File, Import, Options, revenuecat};
use paywall_runtime::call::Operation;
use paywall_runtime::load::Document;
use paywall_testing::ask;
use serde_json::{Value, json};

/// Returns the root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the files of a folder of RevenueCat's data, by name.
pub fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = root().join("../shared/import/revenuecat").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    let name = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().into_owned();
    files
        .iter()
        .map(|file| (name(file), fs::read(file).unwrap()))
        .collect()
}

/// Returns RevenueCat's `ui_config` of the templates.
pub fn ui_config() -> (String, Vec<u8>) {
    let mut files = files("").into_iter();
    files.find(|(name, _)| name == "ui_config.json").unwrap()
}

/// Imports these files of RevenueCat's, and takes that for granted.
pub fn import(files: &[(String, Vec<u8>)]) -> Result<Import, Error> {
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| File { name, bytes })
        .collect();
    revenuecat::import(&files, &Options::default())
}

/// Returns what the engine says of a document: its warnings, and the answer for each paywall.
pub fn drawn(imported: &Import) -> (Vec<Value>, Vec<Value>) {
    let text = imported.document.to_text();
    let (document, _) = Document::load(text.as_bytes()).unwrap();
    let described = ask(&document, Operation::Describe, &json!({}));
    let warnings = described["warnings"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let json: Value = serde_json::from_str(&text).unwrap();
    let paywalls = json["paywalls"].as_array().unwrap();
    let answers = paywalls.iter().map(|paywall| {
        let device = json!({ "formFactor": "phone", "width": 390, "height": 844 });
        let request =
            json!({ "paywall": paywall["id"], "device": device, "now": 1_795_953_600_000_u64 });
        ask(&document, Operation::Render, &request)
    });
    (warnings, answers.collect())
}
