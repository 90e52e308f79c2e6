//! Any bytes as a document: read, described, and its default campaign rendered.
//!
//! Whatever the bytes are, each answer is JSON, and nothing panics.
use paywall_runtime::call;

/// Works on an input.
pub fn run(document: &[u8]) {
    let (loaded, answer) = call::load(document, 1);
    assert!(serde_json::from_slice::<serde_json::Value>(&answer).is_ok());
    if let Some(loaded) = loaded {
        for operation in 1..=5 {
            let answer = call::answer(&loaded, operation, b"{}");
            assert!(serde_json::from_slice::<serde_json::Value>(&answer).is_ok());
        }
    }
}
