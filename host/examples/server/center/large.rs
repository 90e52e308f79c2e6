//! A large app: its lists, its differences, and what an edit of it stores.

use std::time::Instant;

use clap::Args;
use serde_json::Value;

use super::desk::document;
use super::{Start, on_each};
use crate::Outcome;
use crate::held::Held;
use crate::place::Place;
use crate::times::Times;

/// The texts of each paywall.
const TEXTS: usize = 50;
/// The number of times that each list is asked for.
const TIMES: usize = 20;
/// The longest time of a list or a difference, in milliseconds.
const LIMIT: f64 = 200.0;

#[derive(Args)]
pub struct Large {
    /// The number of paywalls
    #[arg(long, default_value_t = 200)]
    paywalls: usize,
    /// The number of revisions, each one edit after the one before
    #[arg(long, default_value_t = 1000)]
    revisions: usize,
}

impl Large {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        on_each(place, async |start, held| self.measure(start, held).await).await
    }

    async fn measure(&self, start: Start, held: &mut Held) -> Outcome<()> {
        let Start {
            kind,
            database,
            host: _host,
            mut author,
        } = start;
        let whole = document("A line of words that somebody wrote", self.paywalls, TEXTS);
        let first = author.revision(&whole).await?;
        let draft = author.draft(&first).await?;
        let size = database.bytes();
        let (mut last, mut edits) = (first.clone(), Times::default());
        for number in 0..self.revisions.saturating_sub(1) {
            let begun = Instant::now();
            let place = (number % self.paywalls, number % TEXTS);
            author
                .save(&draft, number, place, &format!("Words {number}"))
                .await?;
            edits.add(begun.elapsed());
            last = author.commit(&draft, number + 1).await?;
        }
        let grown = database.bytes().saturating_sub(size) / u64::try_from(edits.count().max(1))?;
        println!(
            "large: {kind}: {} paywalls, {} revisions: an edit {} ms (median/p99) and, with its revision, {grown} bytes of the database; \
             its paywall has {} bytes, the document {}",
            self.paywalls,
            self.revisions,
            edits.told(),
            length(&whole["paywalls"][0]),
            length(&whole)
        );
        for path in [
            "revisions?most=1000".to_owned(),
            "drafts".to_owned(),
            format!("revisions/{first}/difference/{last}"),
            format!("drafts/{draft}/changes"),
        ] {
            let mut times = Times::default();
            for _ in 0..TIMES {
                let begun = Instant::now();
                author.get(&path).await?;
                times.add(begun.elapsed());
            }
            let (median, most) = (times.within(500), times.within(1000));
            // The names of revisions are long.
            let path = path.replace(&first, "FIRST").replace(&last, "LAST");
            let path = path.replace(&draft, "DRAFT");
            let told = format!(
                "large: {kind}: {path}: {median:.0} ms (median of {TIMES}), at most {most:.0} ms (limit {LIMIT:.0})"
            );
            held.holds(&told, most <= LIMIT);
        }
        Ok(())
    }
}

/// Returns the length of JSON.
fn length(value: &Value) -> usize {
    value.to_string().len()
}
