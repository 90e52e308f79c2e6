//! Tests of host and database under faults (`docs/trust.md`).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed; a run that found something tells it"
)]

mod seeds;
