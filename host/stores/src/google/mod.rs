//! Google Play: its messages are hints, and the state must be asked for.

#[cfg(feature = "verify")]
mod ask;
mod read;
#[cfg(feature = "verify")]
mod settings;
#[cfg(feature = "verify")]
mod shown;
#[cfg(feature = "verify")]
mod verify;

use paywall_ledger::{Observation, Time};
use serde_json::Value;

use crate::reader::Reader;
use crate::{Notice, Question, Unreadable};

pub use read::{ask_for_product, ask_for_subscription};
#[cfg(feature = "verify")]
pub use settings::Settings;
#[cfg(feature = "verify")]
pub use verify::verify_push;

/// The reader of Google's messages and resources.
pub(crate) struct Google;

impl Reader for Google {
    fn message(&self, json: &Value) -> Result<Notice, Unreadable> {
        read::notification(json)
    }

    fn answer(
        &self,
        question: &Question,
        json: &Value,
        asked_at: Time,
    ) -> Result<Observation, Unreadable> {
        match read::is_of_product(question) {
            true => read::product(&question.purchase, json, asked_at),
            false => read::subscription(&question.purchase, json, asked_at),
        }
    }
}
