//! Any document and any request: a decision in bounded time, the same each time, and the same when it is explained.
//!
//! The input is a document, a newline, and a request.
use paywall_runtime::call;
use paywall_runtime::load::Document;
use serde_json::{Map, Value};

/// Returns the answer of `decide`.
fn decide(document: &Document, request: &[u8]) -> Value {
    serde_json::from_slice(&call::answer(document, 1, request)).expect("an answer is JSON")
}

/// Returns the cases, each as a line with its document and its request.
pub fn seeds() -> Vec<Vec<u8>> {
    let calls = crate::seeds::calls();
    let parts = calls
        .iter()
        .filter_map(|call| call.splitn(2, |byte| *byte == b'\n').nth(1));
    parts.map(<[u8]>::to_vec).collect()
}

/// Works on an input.
pub fn run(input: &[u8]) {
    let end = input
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(input.len());
    let (document, request) = input.split_at(end);
    let (Some(document), _) = call::load(document, 1) else {
        return;
    };
    let plain = decide(&document, request);
    assert_eq!(plain, decide(&document, request));
    // A trace must explain the decision, not change it.
    let Ok(mut fields) = serde_json::from_slice::<Map<String, Value>>(request) else {
        return;
    };
    fields.insert("trace".into(), true.into());
    let explained = decide(
        &document,
        Value::Object(fields.clone()).to_string().as_bytes(),
    );
    fields.insert("trace".into(), false.into());
    let plain = decide(&document, Value::Object(fields).to_string().as_bytes());
    if plain["error"]["code"] == "invalid_request" {
        return;
    }
    assert_eq!(explained["ok"]["decision"], plain["ok"]["decision"]);
    assert_eq!(explained["ok"]["error"], plain["error"]);
    let trace = explained["ok"]["trace"]
        .as_array()
        .expect("a trace is a list");
    let shown = |rule: &&Value| rule["reason"] == "matched" || rule["reason"] == "held_out";
    assert!(trace.iter().filter(shown).count() <= 1);
}
