//! The asking of stores, one question after the other about each purchase.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use paywall_ledger::{Clock, Later, PlatformId, Time, Unavailable};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::Question;

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

    /// Asks for messages that the store sent an app platform between two times and
    /// could not deliver: the page that `page` names, or the first.
    /// A store that keeps no list returns nothing.
    fn missed<'a>(
        &'a self,
        _platform: &'a PlatformId,
        _between: (Time, Time),
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
#[derive(Clone)]
pub struct Questions {
    api: Arc<dyn StoreApi>,
    numbers: Arc<dyn Numbers>,
    clock: Clock,
    turns: Arc<[Mutex<()>]>,
}

impl Questions {
    /// Makes a way to ask these stores. `numbers` orders the questions, `clock` dates them.
    pub fn new(api: Arc<dyn StoreApi>, numbers: Arc<dyn Numbers>, clock: Clock) -> Self {
        let turns = (0..PLACES).map(|_| Mutex::new(())).collect();
        Self {
            api,
            numbers,
            clock,
            turns,
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
        let _turn = self.turns[place(&question.purchase)].lock().await;
        // Drawn before the question is sent: the answer then knows all that happened before the number was drawn.
        let number = self.numbers.next().await?;
        let (now, sent) = (self.now(), Instant::now());
        let Reply { answer, dated } = self.api.ask(platform, &question).await?;
        let asked_at = dated.map_or(now, |date| date_of_question(now, date, sent.elapsed()));
        Ok(Answered {
            question,
            number: Some(number),
            asked_at,
            answer,
        })
    }

    /// Asks for messages that the store could not deliver ([`StoreApi::missed`]).
    ///
    /// # Errors
    /// Fails if there is no answer.
    pub async fn missed(
        &self,
        platform: &PlatformId,
        between: (Time, Time),
        page: Option<&str>,
    ) -> Result<Missed, AskError> {
        self.api.missed(platform, between, page).await
    }

    /// Returns the time by which questions are dated.
    pub fn now(&self) -> Time {
        (self.clock)()
    }
}

/// Returns the time at which a question was sent, by the clock of its store, which dated the answer to the second.
/// Our clock, which is finer, is believed only if it can be right.
fn date_of_question(now: Time, dated: Time, took: Duration) -> Time {
    let took = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    let can_be = dated.plus_millis(-took)..=dated.plus_millis(1000);
    if can_be.contains(&now) { now } else { dated }
}

/// Returns the place in which questions about a purchase take turns.
fn place(purchase: &str) -> usize {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(purchase);
    usize::try_from(hash % PLACES as u64).unwrap_or(0)
}
