//! Tests of what authors are told about their documents.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test that cannot go on says so and stops, and a table is as long as it is"
)]

mod gate;
mod languages;
mod mistakes;
mod paywalls;
mod prices;
mod rules;
mod simulate;
