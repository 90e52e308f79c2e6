//! Stores' messages, read into the ledger's words.
//!
//! Everything that comes in here is verified already: the signature, the app and the environment's keys.
//! Nothing is trusted to be complete: unknown fields and types are passed over,
//! never fatal, so that a store's next version does not stop the ledger.
//!
//! Apple, Roku and Stripe send the state itself. Google and Amazon send a hint; the
//! [`Question`] that it leads to brings the truth, and [`answered`] reads that.

use paywall_ledger::{Environment, MemberKey, Observation, Store, Time};
use serde::Deserialize;
use serde_json::Value;

use crate::{Question, known};

/// The content of a store's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The id by which a repetition is recognised, if the message itself has one.
    /// Other stores put it into the envelope (Pub/Sub `messageId`, SNS `MessageId`, `x-Roku-message-key`).
    pub id: Option<String>,
    /// The store's word for the event. It is for logs only: nothing is decided by it.
    pub kind: String,
    /// The store's own id of the app. The caller compares it with that of the app platform.
    pub store_app: Option<String>,
    /// The environment, if the message says it.
    pub environment: Option<Environment>,
    /// The facts that the message itself states.
    pub purchases: Vec<Observation>,
    /// The questions that the store must be asked, because the message is only a hint.
    pub questions: Vec<Question>,
}

impl Notice {
    /// Makes a notice of a kind that says nothing yet.
    pub(crate) const fn new(kind: String) -> Self {
        Self {
            id: None,
            kind,
            store_app: None,
            environment: None,
            purchases: Vec::new(),
            questions: Vec::new(),
        }
    }

    /// Makes the notice of a message that cannot be read: it says nothing.
    pub(crate) fn unreadable() -> Self {
        Self::new("unreadable".into())
    }
}

/// The error for a message that does not have the form its store documents.
#[derive(Debug, thiserror::Error)]
#[error("not a message of {store}: {reason}", store = .store.name())]
pub struct Unreadable {
    store: Store,
    reason: String,
}

impl Unreadable {
    /// Makes the error with its reason.
    pub(crate) fn new(store: Store, reason: impl ToString) -> Self {
        Self {
            store,
            reason: reason.to_string(),
        }
    }
}

/// Reads a message.
///
/// - Apple: the notification's payload, in which `data.signedTransactionInfo` and `data.signedRenewalInfo` are
///   the verified payloads themselves; if they are still texts, they are passed over.
/// - Google: the `DeveloperNotification` of `message.data`.
/// - Roku: the JSON of `x-Roku-message`.
/// - Amazon: the JSON of the SNS `Message`.
/// - Stripe: the event.
///
/// # Errors
/// Fails if the message does not have the form its store documents.
pub fn read(store: Store, message: &Value) -> Result<Notice, Unreadable> {
    known(store).message(message)
}

/// Reads the answer to a question.
/// `asked_at` is the time at which the question was sent: of two answers, the one to the later question is the newer.
///
/// # Errors
/// Fails if the answer does not have the form its store documents.
pub fn answered(
    question: &Question,
    answer: &Value,
    asked_at: Time,
) -> Result<Observation, Unreadable> {
    let mut seen = known(question.store).answer(question, answer, asked_at)?;
    let replaced = question.replaces.iter();
    let replaced: Vec<_> = replaced.map(|it| seen.member.sibling(it)).collect();
    seen.replaces.extend(replaced);
    seen.voided.extend(question.voided.clone());
    Ok(seen)
}

/// Makes an observation of the fact that a store no longer speaks of a purchase. None if nothing follows from that.
pub fn gone(question: &Question, environment: Environment, asked_at: Time) -> Option<Observation> {
    let standing = known(question.store).gone()?;
    let member = MemberKey::new(question.store, environment, &question.purchase);
    let mut seen = Observation::new(member, asked_at);
    seen.standing = Some(standing);
    Some(seen)
}

/// Reads JSON as a structure that a store documents.
pub(crate) fn structure<T: for<'a> Deserialize<'a>>(
    store: Store,
    json: &Value,
) -> Result<T, Unreadable> {
    T::deserialize(json).map_err(|error| Unreadable::new(store, error))
}

/// Names the environment of a test purchase, or of a real one.
pub(crate) const fn environment(is_test: bool) -> Environment {
    match is_test {
        true => Environment::Sandbox,
        false => Environment::Production,
    }
}
