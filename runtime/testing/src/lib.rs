//! Builds what tests of the engine and of its documents share.
#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on says so and stops"
)]

pub mod outside;
pub mod rules;
pub mod thousand;

pub use paywall_needs::{at_hand, needs};
use paywall_runtime::call::{self, Operation};
use paywall_runtime::load::Document;
use serde_json::Value;

/// Asks the library, compiled for this machine, and reads its answer.
pub fn ask(document: &Document, operation: Operation, request: &Value) -> Value {
    let answer = call::answer(document, operation as u32, request.to_string().as_bytes());
    serde_json::from_slice(&answer).unwrap()
}
