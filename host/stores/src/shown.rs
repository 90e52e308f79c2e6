//! Purchases as devices show them: they are believed for the store's word, never for the device's.

use paywall_ledger::Store;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{AskError, Question, Rejected};

/// A purchase as a device shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A text that a store signed.
    Signed {
        /// The store that is said to have signed it.
        store: Store,
        /// The signed text, not verified yet.
        text: String,
    },
    /// A purchase about which the store must be asked.
    Named(Question),
}

impl Shown {
    /// Returns the store that the purchase is said to be of.
    pub(crate) const fn store(&self) -> Store {
        match self {
            Self::Signed { store, .. } => *store,
            Self::Named(question) => question.store,
        }
    }
}

/// The refusal of a payload in none of the documented forms.
pub(crate) const NOT_SHOWN: Rejected = Rejected::Malformed("not what a device shows");

/// Reads the fields of a shown purchase. A bare text is the value of `field`.
pub(crate) fn fields<T: DeserializeOwned>(json: &Value, field: &str) -> Result<T, Rejected> {
    let read = match json {
        Value::String(text) => {
            let fields = Map::from_iter([(field.to_owned(), Value::from(text.as_str()))]);
            T::deserialize(Value::Object(fields))
        }
        object => T::deserialize(object),
    };
    read.map_err(|_| NOT_SHOWN)
}

/// The reason why a shown purchase proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// The payload is not the store's word, or about another app.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The store cannot be asked. The question is to be tried again.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The store knows nothing of the purchase.
    #[error("the store knows no such purchase")]
    Unknown,
    /// The store's answer does not have the form that the store documents.
    #[error("the store's answer is not understood: {0}")]
    NotUnderstood(String),
    /// The purchase is of another store than the app platform's.
    #[error("of another store")]
    WrongStore,
}
