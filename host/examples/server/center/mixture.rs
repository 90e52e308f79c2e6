//! Many publications, one after the other, under reads: no call fails, and what an answer holds is of the revision that it
//! names.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;

use super::author::shows;
use super::desk::{PLATFORM, document};
use super::{Start, on_each};
use crate::Outcome;
use crate::call::Call;
use crate::held::Held;
use crate::http::{Answer, Connection};
use crate::load::{CALLERS, Calls, Load, Pace};
use crate::place::Place;

/// The number of revisions that are live in turn.
const REVISIONS: usize = 8;
/// The pieces of a document that are read. Each has the word of its revision.
const PIECES: [&str; 4] = ["paywalls", "campaign_rules", "products", "document"];
/// The most time that all publications may take.
const SPAN: Duration = Duration::from_hours(1);

#[derive(Args)]
pub struct Mixture {
    /// The number of publications
    #[arg(long, default_value_t = 1000)]
    publications: usize,
    /// The number of reads a second
    #[arg(long, default_value_t = 500.0)]
    rate: f64,
}

/// The revisions by their words, and how often each was read.
struct Known {
    all: Vec<(String, String)>,
    read: [AtomicUsize; REVISIONS],
}

impl Mixture {
    pub async fn run(&self, place: &Place) -> Outcome<()> {
        on_each(place, async |start, held| self.measure(start, held).await).await
    }

    async fn measure(&self, start: Start, held: &mut Held) -> Outcome<()> {
        let Start {
            kind,
            database: _database,
            host,
            mut author,
        } = start;
        let mut all = Vec::new();
        for number in 0..REVISIONS {
            let word = format!("season-{number}-");
            all.push((author.revision(&document(&word, 3, 10)).await?, word));
        }
        let known = Arc::new(Known {
            all,
            read: Default::default(),
        });
        let (revision, word) = &known.all[0];
        author.deploy(revision, "publish").await?;
        let path = format!("/sdk/v3/platform/{PLATFORM}/paywalls/");
        shows(&mut Connection::open(host.address()).await?, &path, word).await?;
        let is_done = Arc::new(AtomicBool::new(false));
        let calls = reads(&known, &is_done);
        let load = Load {
            callers: CALLERS,
            pace: Pace::Rate(self.rate),
            span: SPAN,
        };
        let begun = Instant::now();
        let publish = async {
            for number in 1..=self.publications {
                let (revision, _) = &known.all[number % REVISIONS];
                author.deploy(revision, "publish").await?;
            }
            is_done.store(true, Ordering::Relaxed);
            Outcome::Ok(begun.elapsed())
        };
        // A call that fails, or an answer of two revisions, ends all of it with an error.
        let (published, mut read) =
            tokio::try_join!(publish, load.measure(host.address(), &calls))?;
        let seen = known.read.iter();
        let seen = seen.filter(|it| it.load(Ordering::Relaxed) > 0).count();
        let told = format!(
            "mixture: {kind}: {} publications in {:.1} s, {} reads ({:.0}/s, median/p99 {} ms): none failed, none of two revisions; \
             {seen} of {REVISIONS} revisions were read",
            self.publications,
            published.as_secs_f64(),
            read.times.count(),
            read.per_second(),
            read.times.told()
        );
        held.holds(&told, seen > 1);
        Ok(())
    }
}

/// Makes the reads, each of which is looked at, until all is published.
fn reads(known: &Arc<Known>, is_done: &Arc<AtomicBool>) -> Calls {
    let call = |piece: &str| {
        let mut call = Call::get(format!("/sdk/v3/platform/{PLATFORM}/{piece}/"));
        let known = Arc::clone(known);
        call.look = Some(Arc::new(move |answer: &Answer| known.look(answer)));
        Arc::new(call)
    };
    let (calls, is_done) = (PIECES.map(call), Arc::clone(is_done));
    Arc::new(move |number| {
        let call = &calls[number % PIECES.len()];
        (!is_done.load(Ordering::Relaxed)).then(|| Arc::clone(call))
    })
}

impl Known {
    /// Looks whether an answer has the word of the revision that it names, and no other one.
    fn look(&self, answer: &Answer) -> Outcome<()> {
        let text = String::from_utf8_lossy(&answer.body);
        let named = answer.revision.as_deref().unwrap_or_default();
        for ((revision, word), read) in self.all.iter().zip(&self.read) {
            if text.contains(word) != (revision == named) {
                return Err(format!("revision {named} is answered with {text}").into());
            }
            read.fetch_add(usize::from(revision == named), Ordering::Relaxed);
        }
        Ok(())
    }
}
