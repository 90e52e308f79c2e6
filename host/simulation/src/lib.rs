//! Host and database under faults, played from a seed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a run that cannot go on has failed"
)]

mod announced;
mod answer;
mod blocking;
mod connection;
mod customer;
mod dice;
mod disk;
mod file;
mod forgotten;
mod gift;
mod gifts;
mod host;
mod import;
mod machine;
mod oracle;
mod quiet;
mod reads;
mod receiver;
mod registry;
mod run;
mod sql;
mod store;
mod story;
mod stripe;
mod support;
mod time;
mod trace;
mod word;
mod world;

pub use run::{Run, run};
