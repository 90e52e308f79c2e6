//! The engine in every way of running it: the same bytes, and no input that stops it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on says so and stops"
)]

mod cases;
mod components;
mod conformance;
mod documents;
mod flows;
mod golden;
mod ids;
mod imports;
mod needs;
mod repetition;
mod robustness;
