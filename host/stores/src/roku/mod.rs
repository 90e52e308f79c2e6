//! Roku Pay: its messages say all there is to know; only purchases that devices show are asked for.

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

pub use read::ask_for_transaction;
#[cfg(feature = "verify")]
pub use settings::Settings;
#[cfg(feature = "verify")]
pub use verify::verify_push;

/// The reader of Roku's messages and answers.
pub(crate) struct Roku;

impl Reader for Roku {
    fn message(&self, json: &Value) -> Result<Notice, Unreadable> {
        read::notification(json)
    }

    fn answer(
        &self,
        _question: &Question,
        json: &Value,
        asked_at: Time,
    ) -> Result<Observation, Unreadable> {
        read::validated(json, asked_at)
    }
}
