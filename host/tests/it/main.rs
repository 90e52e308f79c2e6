//! Tests of the program: its command line, and `paywall host`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so and stops; the program's clock is the machine's"
)]

mod cli;
mod host;
