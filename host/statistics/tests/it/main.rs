//! Tests of the statistics: against published values, and by simulated experiments.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so and stops"
)]

mod reference;
mod simulated;
