//! The ledger: the documented scenarios, the stores' own messages, and what must hold after any history.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod histories;
mod invariants;
mod messages;
mod model;
mod records;
mod scenarios;
mod shop;
