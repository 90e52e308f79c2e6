//! Tests of the program: its command line, and `paywall host`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test that cannot go on says so and stops, and a story is as long as it is; the program's clock is the machine's"
)]

mod center;
mod check;
mod cli;
mod docs;
mod doctor;
mod health;
mod host;
mod import;
mod schema;
mod simulate;
mod texts;
