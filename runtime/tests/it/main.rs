//! The engine, as native hosts call it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that cannot go on says so and stops, and a table is as long as it is"
)]

mod bars;
mod campaigns;
mod clock;
mod components;
mod conditions;
mod conformance;
mod dates;
mod documents;
mod flows;
mod foreign;
mod languages;
mod laws;
mod offers;
mod raw;
