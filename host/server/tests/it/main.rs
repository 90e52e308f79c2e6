//! Tests of the server: stores' messages and devices' calls, from the bytes on the wire to what customers may use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so and stops; the host's clock is the machine's"
)]

mod again;
mod asked;
mod calls;
mod clocks;
mod coded;
mod described;
mod experiment;
mod identity;
mod messages;
mod notifications;
mod opened;
mod published;
mod refused;
mod retention;
mod sdk;
mod shares;
mod streams;
