//! Tests of the database: the same story on SQLite in memory, SQLite in a file, and PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed; a skipped one says so"
)]

mod bulk;
mod catalogue;
mod clocks;
mod concurrency;
mod control;
mod crowd;
mod cuts;
mod databases;
mod erasure;
mod full;
mod history;
mod kill;
mod limits;
mod messages;
mod operation;
mod plans;
mod pooled;
mod questions;
mod real_time;
mod replicas;
mod restored;
mod results;
mod retention;
mod same_story;
mod unused;
mod upgrade;
