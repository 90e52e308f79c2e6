//! Messages of the stores, genuine and forged, from the bytes on the wire to what customers may use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

mod amazon;
mod api;
mod apple;
mod forge;
mod google;
mod odd;
mod roku;
mod routes;
mod shop;
mod stripe;
