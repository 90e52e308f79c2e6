//! Amazon's Appstore: its messages are hints, and the receipt must be asked for.

#[cfg(feature = "verify")]
mod address;
#[cfg(feature = "verify")]
mod ask;
#[cfg(feature = "verify")]
mod issuer;
mod read;
#[cfg(feature = "verify")]
mod settings;
#[cfg(feature = "verify")]
mod shown;
#[cfg(feature = "verify")]
mod verify;

use paywall_ledger::{Observation, Standing, Time};
use serde_json::Value;

use crate::reader::Reader;
use crate::{Notice, Question, Unreadable};

pub use read::ask_for_receipt;
#[cfg(feature = "verify")]
pub use settings::Settings;
#[cfg(feature = "verify")]
pub use verify::Envelope;

/// The reader of Amazon's messages and receipts.
pub(crate) struct Amazon;

impl Reader for Amazon {
    fn message(&self, json: &Value) -> Result<Notice, Unreadable> {
        read::notification(json)
    }

    fn answer(
        &self,
        question: &Question,
        json: &Value,
        asked_at: Time,
    ) -> Result<Observation, Unreadable> {
        read::receipt(&question.purchase, json, asked_at)
    }

    /// Treats a receipt of which Amazon no longer speaks as taken back: it was cancelled.
    fn gone(&self) -> Option<Standing> {
        Some(Standing::Revoked)
    }
}
