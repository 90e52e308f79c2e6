//! Messages of the stores, genuine and forged: which are believed, and what the stores' APIs are asked.
#![cfg(feature = "verify")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::print_stderr,
    reason = "tables of cases are long; a test that cannot go on, or is skipped, says so"
)]

mod api;
mod chains;
#[path = "../../../tests/common/forge.rs"]
#[allow(dead_code, reason = "what other tests need")]
mod forge;
mod odd;
#[path = "../../../tests/common/all_stores.rs"]
mod shop;
