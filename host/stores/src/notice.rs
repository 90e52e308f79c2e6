//! The content of a message in the ledger's words, and the error for a message that cannot be read.

use paywall_ledger::{Environment, Observation, Store};
use serde::Deserialize;
use serde_json::Value;

use crate::Question;

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
    /// The reason why the message is not understood, if it does not have the documented form.
    pub unread: Option<String>,
    /// The questions that the store must be asked, because the message is only a hint.
    pub questions: Vec<Question>,
    /// The questions about what the message states itself, for when that turns out not to be enough: another
    /// message says otherwise at the same time, or an operator has it looked into again.
    pub doubts: Vec<Question>,
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
            unread: None,
            questions: Vec::new(),
            doubts: Vec::new(),
        }
    }

    /// Makes the notice of a message that cannot be read: it says nothing.
    pub(crate) fn unreadable(why: &Unreadable) -> Self {
        let mut notice = Self::new("unreadable".into());
        notice.unread = Some(why.to_string());
        notice
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
