//! Tests of stores' messages, genuine and forged, from the bytes on the wire to the entitlements of customers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::print_stderr,
    reason = "tables of cases are long; a test that cannot go on, or is skipped, says so"
)]

#[path = "../../../tests/common/all_stores.rs"]
mod all_stores;
mod amazon;
mod apple;
#[path = "../../../tests/common/forge.rs"]
#[allow(dead_code, reason = "what other tests need")]
mod forge;
mod google;
mod missed;
mod roku;
mod routes;
mod shop;
mod stripe;
