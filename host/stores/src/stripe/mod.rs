//! Stripe: its events carry the subscription they are about, or name the one to ask for.

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

pub use read::ask_for_subscription;
#[cfg(feature = "verify")]
pub use settings::Settings;
#[cfg(feature = "verify")]
pub use verify::verify_event;

/// The reader of Stripe's events and subscriptions.
pub(crate) struct Stripe;

impl Reader for Stripe {
    fn message(&self, json: &Value) -> Result<Notice, Unreadable> {
        read::event(json)
    }

    fn answer(
        &self,
        _question: &Question,
        json: &Value,
        asked_at: Time,
    ) -> Result<Observation, Unreadable> {
        read::subscription(json, asked_at)
    }
}
