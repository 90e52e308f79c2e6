//! Tests of imports.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod adapty;
mod codes;
mod files;
mod mutated;
mod others;
mod small;
mod templates;
