//! A host at work: what becomes of messages that wait for their store, and of what is too old to be kept.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so and stops; the host's clock is the machine's"
)]

#[path = "../../../tests/common/app.rs"]
mod app;
#[path = "../../../engine/tests/common/mod.rs"]
mod common;
mod messages;
mod retention;
