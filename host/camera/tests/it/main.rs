//! Tests of albums and comparisons with a camera that paints, and of Chromium where it is installed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

mod albums;
mod chromium;
mod states;
