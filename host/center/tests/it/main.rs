//! Tests of the Control Center's API: calls as clients make them, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so and stops"
)]

mod asked;
mod beside;
mod browser;
mod customers;
mod described;
mod desk;
mod events;
mod gate;
mod here;
mod large;
mod pages;
mod people;
mod provider;
mod rights;
mod schedules;
mod seen;
mod story;
mod templates;
