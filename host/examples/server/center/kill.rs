//! `kill -9` of a host while somebody edits, makes revisions and publishes: nothing that was acknowledged is lost.

use std::time::Duration;

use clap::Args;
use serde_json::Value;

use super::author::{Author, text};
use super::desk::{Desk, document};
use super::{Start, on_each};
use crate::Outcome;
use crate::held::Held;
use crate::place::Place;
use crate::random::Random;

/// The edits, of which the last makes a revision that is published.
const EDITS: usize = 3;
/// The time for which a host works before it is killed, in milliseconds: at least, and this much more.
const LIFE: (u64, usize) = (100, 400);

#[derive(Args)]
pub struct Kill {
    /// The number of times that a host is killed, on each database
    #[arg(long, default_value_t = 100)]
    rounds: usize,
}

/// A deed that a host acknowledged.
enum Deed {
    /// An edit with its number and words.
    Edit(usize, String),
    Revision(String),
    Deployment(i64, String),
}

impl Kill {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        on_each(place, async |start, held| {
            self.measure(place, start, held).await
        })
        .await
    }

    async fn measure(&self, place: &Place, start: Start, held: &mut Held) -> Outcome<()> {
        let Start {
            kind,
            database,
            mut host,
            mut author,
        } = start;
        let base = author.revision(&document("words", 1, EDITS)).await?;
        let draft = author.draft(&base).await?;
        let (mut random, mut acknowledged, mut lost) = (Random(1), 0, 0);
        for round in 0..self.rounds {
            author = author.at(host.address()).await?;
            author.look().await?;
            let seen = seen(&mut author, &draft).await?;
            let mut deeds = Vec::new();
            let life = LIFE.0 + u64::try_from(random.below(LIFE.1))?;
            tokio::select! {
                failed = work(&mut author, &draft, (round, seen), &mut deeds) => return failed,
                () = tokio::time::sleep(Duration::from_millis(life)) => {}
            }
            // What the host answers while it dies is not read any more, and so was acknowledged to nobody.
            drop(host);
            host = Desk::start(place, &database)?;
            author = author.at(host.address()).await?;
            acknowledged += deeds.len();
            lost += missing(&mut author, &draft, seen, &deeds).await?;
        }
        let told = format!(
            "kill: {kind}: killed {} times, {acknowledged} edits, revisions and deployments acknowledged, {lost} lost",
            self.rounds
        );
        held.holds(&told, lost == 0 && acknowledged > self.rounds);
        Ok(())
    }
}

/// Returns the number of a draft's last edit.
async fn seen(author: &mut Author, draft: &str) -> Outcome<usize> {
    let found = author.get(&format!("drafts/{draft}")).await?;
    Ok(usize::try_from(found["edit"].as_i64().unwrap_or(0))?)
}

/// Edits and publishes until the host is gone.
async fn work(
    author: &mut Author,
    draft: &str,
    (round, mut seen): (usize, usize),
    deeds: &mut Vec<Deed>,
) -> Outcome<()> {
    loop {
        for id in 0..EDITS {
            let words = format!("words {round} {seen}");
            author.save(draft, seen, (0, id), &words).await?;
            seen += 1;
            deeds.push(Deed::Edit(seen, words));
        }
        let revision = author.commit(draft, seen).await?;
        deeds.push(Deed::Revision(revision.clone()));
        let number = author.deploy(&revision, "publish").await?;
        deeds.push(Deed::Deployment(number, revision));
    }
}

/// Counts the deeds of which a host knows nothing.
async fn missing(author: &mut Author, draft: &str, seen: usize, deeds: &[Deed]) -> Outcome<usize> {
    let edits = author
        .get(&format!("drafts/{draft}/edits?after={seen}&most=1000"))
        .await?;
    let revisions = author.get("revisions?most=1000").await?;
    let deployments = author
        .get("deployments?environment=production&most=1000")
        .await?;
    let list = |all: &Value, fields: [&str; 2]| {
        let all = all.as_array().into_iter().flatten();
        let pair = |it: &Value| fields.map(|field| it[field].to_string());
        all.map(pair).collect::<Vec<_>>()
    };
    let words = |it: &Value| {
        Some((
            it["number"].as_i64()?,
            text(&it["operations"][0], "value").ok()?,
        ))
    };
    let edits: Vec<_> = edits
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(words)
        .collect();
    let revisions = list(&revisions, ["hash", "hash"]);
    let deployments = list(&deployments, ["sequence", "revision"]);
    let quoted = |text: &str| Value::from(text).to_string();
    let is_known = |deed: &&Deed| match deed {
        Deed::Edit(number, words) => {
            let is_it = |it: &(i64, String)| usize::try_from(it.0) == Ok(*number) && it.1 == *words;
            edits.iter().any(is_it)
        }
        Deed::Revision(hash) => revisions.contains(&[quoted(hash), quoted(hash)]),
        Deed::Deployment(number, hash) => deployments.contains(&[number.to_string(), quoted(hash)]),
    };
    Ok(deeds.len() - deeds.iter().filter(is_known).count())
}
