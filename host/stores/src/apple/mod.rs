//! Apple's App Store: its messages say all there is to know, and each part is signed.

#[cfg(feature = "verify")]
mod ask;
mod read;
#[cfg(feature = "verify")]
mod settings;
#[cfg(feature = "verify")]
mod shown;
#[cfg(feature = "verify")]
mod verify;

use paywall_ledger::{Observation, Store, Time};
use serde_json::Value;

use crate::reader::Reader;
use crate::{Notice, Question, Unreadable};

#[cfg(feature = "verify")]
pub use ask::History;
pub use read::transaction;
#[cfg(feature = "verify")]
pub use settings::Settings;
#[cfg(feature = "verify")]
pub use verify::{verify_notification, verify_transaction};

/// The reader of Apple's messages.
pub(crate) struct Apple;

impl Reader for Apple {
    fn message(&self, json: &Value) -> Result<Notice, Unreadable> {
        read::notification(json)
    }

    fn answer(&self, _: &Question, _: &Value, _: Time) -> Result<Observation, Unreadable> {
        Err(Unreadable::new(Store::Apple, "Apple is asked nothing"))
    }
}
