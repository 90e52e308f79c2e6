//! Tests of the stores' messages: which are believed, and what they say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test that cannot go on says so and stops, and a table is as long as it is"
)]

#[cfg(feature = "verify")]
mod authenticity;
mod messages;
