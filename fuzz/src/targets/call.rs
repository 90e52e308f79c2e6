//! Any document and any request, by any operation: flows, taps, custom components, languages, dates, pages.
//!
//! The input is a line with the number of the operation, a line with the document, and the request.

use paywall_runtime::call;
use serde_json::Value;

/// The parts of an input.
pub struct Parts<'a> {
    pub operation: u32,
    pub document: &'a [u8],
    pub request: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Takes an input apart.
    pub fn of(input: &'a [u8]) -> Option<Self> {
        let mut lines = input.splitn(3, |byte| *byte == b'\n');
        let operation = std::str::from_utf8(lines.next()?)
            .ok()?
            .trim()
            .parse()
            .ok()?;
        Some(Self {
            operation,
            document: lines.next()?,
            request: lines.next()?,
        })
    }
}

/// Works on an input: the answer is JSON, it is the same each time, and no script is in it.
pub fn run(input: &[u8]) {
    let Some(parts) = Parts::of(input) else {
        return;
    };
    let (document, loaded) = call::load(parts.document, 1);
    serde_json::from_slice::<Value>(&loaded).expect("an answer is JSON");
    let Some(document) = document else { return };
    let answer = call::answer(&document, parts.operation, parts.request);
    assert_eq!(
        answer,
        call::answer(&document, parts.operation, parts.request)
    );
    let answer: Value = serde_json::from_slice(&answer).expect("an answer is JSON");
    // A snapshot is a page with the script of its author.
    if parts.operation != 3 {
        let html = answer["ok"]["html"].as_str().unwrap_or_default();
        assert!(
            !html.contains("<script") && !html.contains(" style="),
            "{html}"
        );
    }
}
