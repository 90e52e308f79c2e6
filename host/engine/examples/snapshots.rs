//! A measurement of how many snapshots a second one core makes through the library.
//!
//! `cargo run --release -p paywall-host --example snapshots -- DOCUMENT REQUEST`; both files are JSON.
#![allow(clippy::print_stdout, reason = "an example talks to its user")]

use std::time::{Duration, Instant};

use paywall_engine::{Engine, EngineOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(document), Some(request)) = (arguments.next(), arguments.next()) else {
        return Err("expected a document and a request".into());
    };
    let start = Instant::now();
    let engine = Engine::new(EngineOptions::default())?;
    println!("engine     {:?}", start.elapsed());
    let start = Instant::now();
    let document = engine.load(&std::fs::read(document)?)?;
    println!("document   {:?}", start.elapsed());
    let request = std::fs::read(request)?;

    let (mut count, mut bytes, start) = (0_u32, 0, Instant::now());
    while start.elapsed() < Duration::from_secs(3) {
        bytes = document.snapshot(&request)?.ok.html.len();
        count += 1;
    }
    println!(
        "snapshots  {:.0} a second, of {bytes} bytes each",
        f64::from(count) / start.elapsed().as_secs_f64()
    );
    Ok(())
}
