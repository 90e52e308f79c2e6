//! The part of a store that is its own, whatever an operator configures.

use paywall_ledger::{Observation, Standing, Time};
use serde_json::Value;

#[cfg(feature = "verify")]
use crate::configured::Configurable;
use crate::{Notice, Question, Unreadable};

/// A reader of one store's messages and answers.
pub(crate) trait Reader {
    /// Reads a verified message.
    fn message(&self, json: &Value) -> Result<Notice, Unreadable>;

    /// Reads the answer to a question that was sent at `asked_at`.
    fn answer(
        &self,
        question: &Question,
        json: &Value,
        asked_at: Time,
    ) -> Result<Observation, Unreadable>;

    /// Returns the store's own id of the customer, if the message has one that other messages may have, too.
    fn customer<'a>(&self, _message: &'a Value) -> Option<&'a str> {
        None
    }

    /// Returns the standing of a purchase of which the store no longer speaks. None if nothing follows from that.
    fn gone(&self) -> Option<Standing> {
        None
    }
}

/// Everything known of a store, whatever an operator configures.
#[cfg(feature = "verify")]
pub(crate) trait KnownStore: Reader + Configurable {}

#[cfg(feature = "verify")]
impl<T: Reader + Configurable> KnownStore for T {}

#[cfg(not(feature = "verify"))]
pub(crate) use Reader as KnownStore;
