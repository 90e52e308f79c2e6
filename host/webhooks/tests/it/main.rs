//! Tests of events on their way to a receiver that fails, sleeps, and comes back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

mod plan;
mod sending;
mod shop;
