//! Tests of `paywall host` as its users meet it: the program, a
//! settings file, a database, stores, devices, a receiver.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so and stops; the program's clock is the machine's"
)]

#[path = "../../engine/tests/common/mod.rs"]
mod common;
#[path = "../common/forge.rs"]
#[allow(dead_code, reason = "what other stores need")]
mod forge;
#[path = "../common/postgres.rs"]
mod postgres;
mod program;
#[path = "../common/receiver.rs"]
mod receiver;
mod story;
mod world;
