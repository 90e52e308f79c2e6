//! Inputs to begin with, made of what the repository has: cases, scenarios, stock documents.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::root;

/// Returns the files of a folder and of the folders in it whose names end so, in order; none if it is missing.
pub fn files(folder: &Path, end: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            found.extend(files(&path, end));
        } else if path.to_string_lossy().ends_with(end) {
            found.extend(fs::read(path));
        }
    }
    found
}

/// Returns the small documents of the tests.
pub fn documents() -> Vec<Vec<u8>> {
    files(&root().join("tests/documents"), ".json")
}

/// Returns the shared cases as a line with the number of the operation, a line with the document, and the request.
pub fn calls() -> Vec<Vec<u8>> {
    let cases = files(&root().join("tests/cases"), ".case");
    cases.iter().filter_map(|case| call(case)).collect()
}

/// Makes an input of a case; none of a case whose document is large or no JSON.
fn call(case: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(case).ok()?;
    let (head, request) = text.split_once('\n')?;
    let (operation, document) = head.split_once(' ')?;
    let number = match operation {
        "decide" => 1,
        "render" => 2,
        "snapshot" => 3,
        "act" => 4,
        _ => 5,
    };
    let document = fs::read(root().join(document)).ok()?;
    // The stock document is large; the target `render` has it.
    if document.len() > 64 << 10 {
        return None;
    }
    let document: Value = serde_json::from_slice(&document).ok()?;
    Some(format!("{number}\n{document}\n{request}").into_bytes())
}

/// Returns the requests of the cases, and those of the stock document's examples.
pub fn requests() -> Vec<Vec<u8>> {
    let mut requests = files(&root().join("paywall-templates/contexts"), ".json");
    for call in calls() {
        requests.extend(
            call.splitn(3, |byte| *byte == b'\n')
                .nth(2)
                .map(<[u8]>::to_vec),
        );
    }
    requests
}

/// Returns the texts of the tests' documents that hold tokens or tags.
pub fn texts() -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    for document in documents() {
        if let Ok(document) = serde_json::from_slice(&document) {
            collect(&document, &mut texts);
        }
    }
    texts.sort();
    texts.dedup();
    texts
}

/// Collects the texts of a document, at any depth, that hold tokens or tags.
fn collect(value: &Value, texts: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) if text.contains("${") || text.contains("{{") => {
            texts.push(text.clone().into_bytes());
        }
        Value::Array(values) => values.iter().for_each(|it| collect(it, texts)),
        Value::Object(fields) => fields.values().for_each(|it| collect(it, texts)),
        _ => {}
    }
}

/// Returns what the scenarios' stores say: a line with the number of the store, and a line for each message and answer.
#[cfg(feature = "stores")]
pub fn messages() -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    for scenario in files(&root().join("tests/scenarios"), ".json") {
        let steps: Value = serde_json::from_slice(&scenario).unwrap_or_default();
        let steps: Vec<&Value> = steps.as_array().into_iter().flatten().collect();
        for (number, store) in paywall_ledger::Store::ALL.iter().enumerate() {
            let said = steps.iter().filter(|step| step["store"] == store.name());
            let lines = said.flat_map(|step| ["message", "answer"].map(|name| step.get(name)));
            let lines: Vec<String> = lines.flatten().map(Value::to_string).collect();
            if !lines.is_empty() {
                messages.push(format!("{number}\n{}", lines.join("\n")).into_bytes());
            }
        }
    }
    messages
}
