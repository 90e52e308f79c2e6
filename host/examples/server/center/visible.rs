//! The time from a publication until all hosts serve it.

use std::time::{Duration, Instant};

use clap::Args;

use super::author::shows;
use super::desk::{Desk, PLATFORM, document};
use super::{Start, on_each};
use crate::Outcome;
use crate::http::Connection;
use crate::place::Place;
use crate::random::Random;
use crate::times::Times;

/// The longest pause between two publications, in milliseconds, so that they fall anywhere between two questions.
const PAUSE: usize = 1200;

#[derive(Args)]
pub struct Visible {
    /// The number of publications, each of which is taken back
    #[arg(long, default_value_t = 20)]
    rounds: usize,
}

impl Visible {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        on_each(place, async |start, held| {
            let (kind, limit) = (start.kind, limit(start.kind));
            let measured = self.measure(place, start).await?;
            for (what, mut times) in ["published", "taken back"].into_iter().zip(measured) {
                let (median, most) = (times.within(500), times.within(1000));
                let told = format!(
                    "visible: {kind}: {what}, {} times: on two hosts after {median:.0} ms (median), at most {most:.0} ms (limit {limit:.0})",
                    times.count()
                );
                held.holds(&told, most <= limit);
            }
            Ok(())
        })
        .await
    }

    /// Publishes and takes back. Returns the times of both, until the later of two hosts has it.
    async fn measure(&self, place: &Place, start: Start) -> Outcome<[Times; 2]> {
        let (database, mut author) = (start.database, start.author);
        let hosts = [start.host, Desk::start(place, &database)?];
        let first = author.revision(&document("spring", 3, 10)).await?;
        let second = author.revision(&document("summer", 3, 10)).await?;
        author.deploy(&first, "publish").await?;
        let path = format!("/sdk/v3/platform/{PLATFORM}/paywalls/");
        let mut readers = Vec::new();
        for host in &hosts {
            let mut reader = Connection::open(host.address()).await?;
            shows(&mut reader, &path, "spring").await?;
            readers.push(reader);
        }
        let (mut measured, mut random) = ([Times::default(), Times::default()], Random(1));
        for _ in 0..self.rounds {
            let steps = [
                (&second, "publish", "summer"),
                (&first, "rollback", "spring"),
            ];
            for ((revision, kind, word), times) in steps.into_iter().zip(&mut measured) {
                let pause = u64::try_from(random.below(PAUSE))?;
                tokio::time::sleep(Duration::from_millis(pause)).await;
                let begun = Instant::now();
                author.deploy(revision, kind).await?;
                for reader in &mut readers {
                    shows(reader, &path, word).await?;
                }
                times.add(begun.elapsed());
            }
        }
        Ok(measured)
    }
}

/// Returns the longest time, in milliseconds: on SQLite hosts ask, on PostgreSQL they are told.
fn limit(kind: &str) -> f64 {
    if kind == "sqlite" { 3000.0 } else { 1000.0 }
}
