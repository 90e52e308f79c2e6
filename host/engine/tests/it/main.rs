//! Tests of the engine, with a module that misbehaves on demand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test that cannot go on says so and stops, and a table is as long as it is"
)]

mod cache;
mod example;
mod limits;
