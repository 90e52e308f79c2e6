//! Messages of the stores, genuine and forged, from the bytes on the wire to what customers may use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::print_stderr,
    reason = "tables of cases are long; a test that cannot go on, or is skipped, says so"
)]

mod amazon;
mod api;
mod apple;
mod chains;
mod forge;
mod google;
mod missed;
mod odd;
mod roku;
mod routes;
mod shop;
mod stripe;
