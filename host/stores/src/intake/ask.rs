//! Questions to a store.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;

use super::{Later, Missed, Unavailable};
use crate::notification::Fetch;
use paywall_ledger::Clock;
use paywall_ledger::{PlatformId, Time};

/// Questions about as many purchases may be under way at once, or fewer where two share a place.
const PLACES: usize = 256;

/// What a store says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What is so.
    Found(Value),
    /// There is nothing of that name.
    Missing,
    /// There was, and it is no longer spoken of (410): Google 60 days after the end, Amazon after a cancellation.
    Gone,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The store did not answer, or asked us to come back later. To be tried again.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The store does not let us ask: the credentials are missing or not good. To be tried again once they are.
    #[error("the store does not let us ask ({0}): its credentials are missing or wrong")]
    NotAllowed(u16),
    /// No such app platform is configured for that store.
    #[error("the app platform is not configured to ask this store")]
    NotConfigured,
}

/// A store that can be asked.
pub trait StoreApi: Send + Sync {
    /// Asks, with the credentials of an app platform.
    fn ask<'a>(
        &'a self,
        platform: &'a PlatformId,
        question: &'a Fetch,
    ) -> Later<'a, Result<Answer, AskError>>;

    /// What the store sent an app platform between two times and could not deliver: the page that `page` names, or the
    /// first. A store that keeps no list has nothing.
    fn missed<'a>(
        &'a self,
        _platform: &'a PlatformId,
        _between: (Time, Time),
        _page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        Box::pin(std::future::ready(Ok(Missed::default())))
    }
}

/// What a store was asked, and what it said. Kept beside the message, so that the log can be gone through again
/// without any network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fetched {
    /// The question.
    #[serde(flatten)]
    pub question: Fetch,
    /// When it was asked.
    pub asked_at: Time,
    /// The answer.
    pub answer: Answer,
}

/// Asks stores, about each purchase one question after the other: of two answers the one to the later question
/// counts, so no question may overtake another. Cheap to clone.
#[derive(Clone)]
pub struct Questions {
    api: Arc<dyn StoreApi>,
    clock: Clock,
    turns: Arc<[Mutex<()>]>,
}

impl Questions {
    /// Questions to these stores.
    pub fn new(api: Arc<dyn StoreApi>, clock: Clock) -> Self {
        let turns = (0..PLACES).map(|_| Mutex::new(())).collect();
        Self { api, clock, turns }
    }

    /// Asks, when the questions before it about the same purchase have their answers.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn ask(&self, platform: &PlatformId, question: Fetch) -> Result<Fetched, AskError> {
        let _turn = self.turns[place(question.purchase())].lock().await;
        let asked_at = self.now();
        let answer = self.api.ask(platform, &question).await?;
        Ok(Fetched {
            question,
            asked_at,
            answer,
        })
    }

    /// Asks for what the store could not deliver ([`StoreApi::missed`]).
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn missed(
        &self,
        platform: &PlatformId,
        between: (Time, Time),
        page: Option<&str>,
    ) -> Result<Missed, AskError> {
        self.api.missed(platform, between, page).await
    }

    /// The time by which questions are asked.
    pub fn now(&self) -> Time {
        (self.clock)()
    }
}

fn place(purchase: &str) -> usize {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(purchase);
    usize::try_from(hash % PLACES as u64).unwrap_or(0)
}

/// Answers that were given before: for tests, and for going through a log again without any network.
/// As JSON `[{"fetch": "google_subscription", "token": "…", "voided": null, "answer": {"found": {…}}}]`; what could not
/// be delivered is a page: `{"missed": ["…"]}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Recorded(Vec<Reply>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Reply {
    Answer {
        #[serde(flatten)]
        question: Fetch,
        answer: Answer,
    },
    Missed {
        missed: Vec<String>,
    },
}

impl Recorded {
    /// Adds an answer; the newest one to a question counts.
    pub fn add(&mut self, question: Fetch, answer: Answer) {
        self.0.push(Reply::Answer { question, answer });
    }

    /// Adds a page of bodies that could not be delivered.
    pub fn add_missed(&mut self, missed: Vec<String>) {
        self.0.push(Reply::Missed { missed });
    }
}

impl StoreApi for Recorded {
    fn ask<'a>(
        &'a self,
        _platform: &'a PlatformId,
        question: &'a Fetch,
    ) -> Later<'a, Result<Answer, AskError>> {
        let found = self.0.iter().rev().find_map(|it| match it {
            Reply::Answer {
                question: asked,
                answer,
            } if asked == question => Some(answer.clone()),
            _ => None,
        });
        Box::pin(std::future::ready(Ok(found.unwrap_or(Answer::Missing))))
    }

    fn missed<'a>(
        &'a self,
        _platform: &'a PlatformId,
        _between: (Time, Time),
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        let pages = self.0.iter().filter_map(|it| match it {
            Reply::Missed { missed } => Some(missed),
            Reply::Answer { .. } => None,
        });
        let number: usize = page.and_then(|it| it.parse().ok()).unwrap_or(0);
        let mut rest = pages.skip(number);
        let missed = Missed {
            bodies: rest.next().cloned().unwrap_or_default(),
            next: rest.next().map(|_| (number + 1).to_string()),
        };
        Box::pin(std::future::ready(Ok(missed)))
    }
}
