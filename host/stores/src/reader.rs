//! The part of a store that is its own, whatever an operator configures.

use paywall_ledger::{Observation, Standing, Time};
use serde_json::Value;

#[cfg(feature = "verify")]
use crate::configured::Configurable;
use crate::{Notice, Question, Unreadable};

/// A reader of what one store writes.
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

    /// Tells how a purchase stands that the store no longer speaks of. None: nothing follows from that.
    fn gone(&self) -> Option<Standing> {
        None
    }
}

/// All that is known of a store, whatever an operator configures.
#[cfg(feature = "verify")]
pub(crate) trait KnownStore: Reader + Configurable {}

#[cfg(feature = "verify")]
impl<T: Reader + Configurable> KnownStore for T {}

#[cfg(not(feature = "verify"))]
pub(crate) use Reader as KnownStore;
