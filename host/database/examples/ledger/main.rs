//! A measurement of how fast the database takes notifications and answers reads.
//!
//! `cargo run --release -p paywall-database --example ledger -- sqlite:/tmp/bench.db [USERS]`, or a `postgres://` URL.
//! The database should be empty and on the disk that will be used.
//! Each notification is one renewal of a subscription:
//! kept in the inbox, run through the ledger, and durable before it is counted.
//!
//! With `grown` behind the number of users, the same is measured twice: on these users alone, and
//! once a million others with ten million activities are there too.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for people, about time"
)]

mod customer;
mod grown;
mod measure;

use std::time::Instant;

use customer::{app, fill};
use measure::{Pace, Work, measure, per_second};
use paywall_database::{Database, LedgerDatabase};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const CALLERS: u64 = 64;
/// Half of the 1,000 notifications and the 5,000 reads a second that one small machine should do.
const HALF_NOTIFICATIONS: f64 = 500.0;
const HALF_READS: f64 = 2500.0;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments
        .next()
        .ok_or("usage: ledger DATABASE-URL [USERS] [grown]")?;
    let users: u64 = arguments.next().map_or(Ok(2000), |it| it.parse())?;
    let ledger = LedgerDatabase::new(&Database::open(&url).await?, app());
    println!("{users} users, each with a device and a subscription; {CALLERS} callers");
    let begun = Instant::now();
    fill(&ledger, users).await?;
    let inputs = 3 * users;
    println!(
        "filled: {:.0} inputs/s",
        per_second(inputs, begun.elapsed())
    );
    if arguments.next().is_some_and(|it| it == "grown") {
        return grown::compare(&url, &ledger, users).await;
    }
    let run = async |work, pace, what: &str| -> Outcome<()> {
        measure(&ledger, users, work, pace).await?.print(what);
        Ok(())
    };
    run(Work::Notify, Pace::Full, "notifications").await?;
    let what = "notifications, at half of what is aimed at";
    run(Work::Notify, Pace::Rate(HALF_NOTIFICATIONS), what).await?;
    run(Work::Read, Pace::Full, "device-state reads").await?;
    let what = "device-state reads, at half of what is aimed at";
    run(Work::Read, Pace::Rate(HALF_READS), what).await
}
