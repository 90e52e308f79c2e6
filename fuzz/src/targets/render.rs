//! Any bytes as a request on the stock document: decided, rendered, tapped.
//!
//! Whatever the request is, each answer is JSON, and nothing panics.
use std::cell::OnceCell;

use paywall_runtime::call;
use paywall_runtime::load::Document;

const STOCK: &[u8] = include_bytes!("../../../paywall-templates/document.json");

thread_local! {
    /// The stock document, loaded once for all inputs.
    static DOCUMENT: OnceCell<Document> = const { OnceCell::new() };
}

/// Works on an input.
pub fn run(request: &[u8]) {
    DOCUMENT.with(|cell| {
        let document = cell.get_or_init(|| {
            call::load(STOCK, 1)
                .0
                .expect("the stock document is readable")
        });
        for operation in 1..=5 {
            let answer = call::answer(document, operation, request);
            assert!(serde_json::from_slice::<serde_json::Value>(&answer).is_ok());
        }
    });
}
