//! The figures of `paywall host` under load, over time and under attack, over HTTP on this machine.
//! docs/host.md ("Figures") lists them with their limits.
//!
//! `cargo build --release -p paywall-host --bin paywall --example server`, then
//! `target/release/examples/server speed`, `soak`, `attack` or `center`; `--help` lists what each can be told.
//!
//! Each starts a host of its own, with stores, receivers and callers in this program. Nothing leaves this machine.
//! The callers run on the same processors as the host: whatever they take, the host does not have.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a program for people, about time; the keys are the tests'"
)]

mod attack;
mod call;
mod center;
mod customer;
mod held;
mod host;
mod http;
mod load;
mod place;
mod random;
mod receiver;
mod shop;
mod soak;
mod speed;
mod stores;
mod times;
mod world;

use clap::{Parser, Subcommand};

use place::Place;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures `paywall host` on this machine
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    place: Place,
}

#[derive(Subcommand)]
enum What {
    /// Measures how fast it takes signed notifications and answers devices
    Speed(speed::Speed),
    /// Measures whether anything grows, slows down or is lost under a steady mixed load
    Soak(soak::Soak),
    /// Measures what others notice while somebody does what they should not
    Attack(attack::Attack),
    /// Measures the Control Center: publications, edits, and what they cost others
    Center(center::Center),
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let Arguments { what, place } = Arguments::parse();
    match what {
        What::Speed(speed) => speed.run(&place).await,
        What::Soak(soak) => soak.run(&place).await,
        What::Attack(attack) => attack.run(&place).await,
        What::Center(center) => center.run(&place).await,
    }
}
