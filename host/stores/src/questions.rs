//! Asking stores, about each purchase one question after the other.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use paywall_ledger::{Clock, Later, PlatformId, Time, Unavailable};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::{Missed, Question};

/// Questions about as many purchases may be under way at once, or fewer where two share a place.
const PLACES: usize = 256;

/// What a store answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The purchase as it stands.
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

/// A way to ask the stores of an app.
pub trait StoreApi: Send + Sync {
    /// Asks, with the credentials of an app platform.
    fn ask<'a>(
        &'a self,
        platform: &'a PlatformId,
        question: &'a Question,
    ) -> Later<'a, Result<Answer, AskError>>;

    /// Asks for what the store sent an app platform between two times and could not deliver: the page that `page`
    /// names, or the first. A store that keeps no list has nothing.
    fn missed<'a>(
        &'a self,
        _platform: &'a PlatformId,
        _between: (Time, Time),
        _page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>> {
        Box::pin(std::future::ready(Ok(Missed::default())))
    }
}

/// A question that a store was asked, and its answer. Kept beside the message, so that the log can be gone through
/// again without any network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// The question.
    #[serde(flatten)]
    pub question: Question,
    /// The time at which it was asked.
    pub asked_at: Time,
    /// The answer.
    pub answer: Answer,
}

/// A way to ask stores, about each purchase one question after the other: of two answers the one to the later
/// question counts, so no question may overtake another. Cheap to clone.
#[derive(Clone)]
pub struct Questions {
    api: Arc<dyn StoreApi>,
    clock: Clock,
    turns: Arc<[Mutex<()>]>,
}

impl Questions {
    /// Makes a way to ask these stores.
    pub fn new(api: Arc<dyn StoreApi>, clock: Clock) -> Self {
        let turns = (0..PLACES).map(|_| Mutex::new(())).collect();
        Self { api, clock, turns }
    }

    /// Asks, when the questions before it about the same purchase have their answers.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn ask(
        &self,
        platform: &PlatformId,
        question: Question,
    ) -> Result<Answered, AskError> {
        let _turn = self.turns[place(&question.purchase)].lock().await;
        let asked_at = self.now();
        let answer = self.api.ask(platform, &question).await?;
        Ok(Answered {
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

    /// Tells the time by which questions are asked.
    pub fn now(&self) -> Time {
        (self.clock)()
    }
}

fn place(purchase: &str) -> usize {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(purchase);
    usize::try_from(hash % PLACES as u64).unwrap_or(0)
}
