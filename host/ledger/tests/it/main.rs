//! Tests of the ledger: its records, and the invariants after any history.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod again;
mod clocks;
mod customers;
mod erasure;
mod grants;
mod histories;
mod imports;
mod invariants;
mod limits;
mod merges;
mod model;
mod names;
mod payments;
mod records;
mod statements;
mod touches;
