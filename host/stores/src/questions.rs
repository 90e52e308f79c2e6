//! The asking of stores, one question after the other about each purchase.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use paywall_ledger::{Clock, Later, PlatformId, Time, Unavailable};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::Question;
use crate::unknown::Unknown;

/// The number of places for questions under way. Questions about two
/// purchases that share a place wait for each other.
const PLACES: usize = 256;

/// An answer of a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The purchase as it stands, as the store's JSON.
    Found(Value),
    /// The store knows nothing by that name.
    Missing,
    /// The store knew it and no longer speaks of it (410): Google 60 days after the end, Amazon after a cancellation.
    Gone,
}

/// An answer as it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The answer to the question.
    pub answer: Answer,
    /// The time at which the store sent it, by the store's own clock, in whole seconds. None if the store did not say.
    pub dated: Option<Time>,
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self {
            answer,
            dated: None,
        }
    }
}

/// The reason why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The store did not answer, or asked us to come back later. The question is to be tried again.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The store does not let us ask, because the credentials are missing
    /// or wrong. It is to be tried again once they are good.
    #[error("the store does not let us ask ({0}): its credentials are missing or wrong")]
    NotAllowed(u16),
    /// No such app platform is configured for that store.
    #[error("the app platform is not configured to ask this store")]
    NotConfigured,
}

/// The messages that are wanted of a store's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The time from which on they were sent.
    pub from: Time,
    /// The time up to which they were sent.
    pub to: Time,
    /// True if those that arrived are wanted too, as what came of them is gone; else only those that failed.
    pub arrived: bool,
}

/// One page of messages that a store sent and could not deliver.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// The bodies, as they would have come.
    pub bodies: Vec<String>,
    /// The name of the next page, if there is one.
    pub next: Option<String>,
}

/// A way to ask the stores of an app.
pub trait StoreApi: Send + Sync {
    /// Asks with the credentials of an app platform.
    fn ask<'a>(
        &'a self,
        platform: &'a PlatformId,
        question: &'a Question,
    ) -> Later<'a, Result<Reply, AskError>>;

    /// Asks for messages that the store sent an app platform: the page that `page` names, or the first.
    /// A store that keeps no list returns nothing.
    fn missed<'a>(
        &'a self,
        _platform: &'a PlatformId,
        _wanted: Wanted,
        _page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        Box::pin(std::future::ready(Ok(Missed::default())))
    }
}

/// A source of the numbers of questions.
pub trait Numbers: Send + Sync {
    /// Draws a number. It is greater than all numbers that anybody had when this was called, whatever any clock says.
    /// Callers at once may get the same one.
    fn next(&self) -> Later<'_, Result<u64, Unavailable>>;
}

/// Numbers for a ledger that ends with the program.
#[derive(Debug, Default)]
pub struct MemoryNumbers(AtomicU64);

impl Numbers for MemoryNumbers {
    fn next(&self) -> Later<'_, Result<u64, Unavailable>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(std::future::ready(Ok(number)))
    }
}

/// A question that a store was asked, and its answer.
/// It is kept beside the message, so that the log can be gone through again without any network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The question as it was asked.
    #[serde(flatten)]
    pub question: Question,
    /// The number of the question, by which the answer is older or newer than others. Older versions kept none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// The time at which it was asked, which dates the answer.
    pub asked_at: Time,
    /// The store's answer at that time.
    pub answer: Answer,
}

/// A way to ask stores, one question after the other about each purchase. Cheap to clone.
/// No question of this program may overtake another.
/// If many ask the same at once, one of them asks for all who came before the question was put.
#[derive(Clone)]
pub struct Questions {
    api: Arc<dyn StoreApi>,
    numbers: Arc<dyn Numbers>,
    clock: Clock,
    places: Arc<[Place]>,
    /// The number of arrivals and questions so far, which puts them in an order.
    count: Arc<AtomicU64>,
    unknown: Arc<Unknown>,
}

/// The place of the questions about some purchases.
#[derive(Default)]
struct Place {
    turn: Mutex<Option<Last>>,
    /// The number of those who wait for the turn: without any, no answer is kept.
    waiting: AtomicUsize,
}

/// The last question of a place, with its number, and what came of it.
struct Last {
    number: u64,
    platform: PlatformId,
    question: Question,
    outcome: Result<Answered, AskError>,
}

/// One who waits for a turn, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn on(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Questions {
    /// Makes a way to ask these stores. `numbers` orders the questions, `clock` dates them.
    pub fn new(api: Arc<dyn StoreApi>, numbers: Arc<dyn Numbers>, clock: Clock) -> Self {
        Self {
            api,
            numbers,
            clock,
            places: (0..PLACES).map(|_| Place::default()).collect(),
            count: Arc::default(),
            unknown: Arc::default(),
        }
    }

    /// Asks as soon as the earlier questions about the same purchase have their answers.
    ///
    /// # Errors
    /// Fails if there is no answer.
    pub async fn ask(
        &self,
        platform: &PlatformId,
        question: Question,
    ) -> Result<Answered, AskError> {
        let place = &self.places[place(&question.purchase)];
        let came = self.number();
        let waiting = Waiting::on(&place.waiting);
        let mut last = place.turn.lock().await;
        drop(waiting);
        let same =
            |it: &&Last| it.number > came && it.platform == *platform && it.question == question;
        if let Some(last) = last.as_ref().filter(same) {
            return last.outcome.clone();
        }
        let number = self.number();
        let outcome = self.put(platform, &question).await;
        let others = place.waiting.load(Ordering::SeqCst) > 0;
        *last = others.then(|| Last {
            number,
            platform: platform.clone(),
            question,
            outcome: outcome.clone(),
        });
        outcome
    }

    /// Puts a question to the store, and remembers if it does not know the purchase.
    async fn put(&self, platform: &PlatformId, question: &Question) -> Result<Answered, AskError> {
        // Drawn before the question is sent: the answer then knows all that happened before the number was drawn.
        let number = self.numbers.next().await?;
        let (now, sent) = (self.now(), Instant::now());
        let Reply { answer, dated } = self.api.ask(platform, question).await?;
        let asked_at = dated.map_or(now, |date| date_of_question(date, sent.elapsed()));
        match answer {
            Answer::Missing => self.unknown.add(platform, question, now),
            _ => self.unknown.remove(platform, question),
        }
        Ok(Answered {
            question: question.clone(),
            number: Some(number),
            asked_at,
            answer,
        })
    }

    /// Returns true if the store did not know the purchase when it was asked some minutes ago.
    pub fn is_unknown(&self, platform: &PlatformId, question: &Question) -> bool {
        self.unknown.has(platform, question, self.now())
    }

    /// Returns the next number in the order of arrivals and questions.
    fn number(&self) -> u64 {
        self.count.fetch_add(1, Ordering::SeqCst)
    }

    /// Asks for messages that the store sent ([`StoreApi::missed`]).
    ///
    /// # Errors
    /// Fails if there is no answer.
    pub async fn missed(
        &self,
        platform: &PlatformId,
        wanted: Wanted,
        page: Option<&str>,
    ) -> Result<Missed, AskError> {
        self.api.missed(platform, wanted, page).await
    }

    /// Returns the time by which questions are dated.
    pub fn now(&self) -> Time {
        (self.clock)()
    }
}

/// Returns the time at which a question was sent, by the clock of its store, which dated the answer to the second: the
/// beginning of the earliest second that can be. With a later one, an event between the store's look at the purchase and
/// its date on the answer would count as older than the answer, which does not know it. No clock of ours is asked.
fn date_of_question(dated: Time, took: Duration) -> Time {
    let took = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    let earliest = dated.plus_millis(took.saturating_neg());
    Time::from_seconds(earliest.millis().div_euclid(1000))
}

/// Returns the place in which questions about a purchase take turns.
fn place(purchase: &str) -> usize {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(purchase);
    usize::try_from(hash % PLACES as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_dated_by_the_earliest_second_that_can_be() {
        let dated = Time::from_seconds(1_767_225_600);
        let date = |took| date_of_question(dated, Duration::from_millis(took)).millis();
        let seconds = |by: i64| dated.millis() + 1000 * by;
        assert_eq!(
            [date(0), date(1), date(1000), date(1001)],
            [0, -1, -1, -2].map(seconds)
        );
    }
}
