//! From what a store sends to an input of the ledger: the settings, the keys, the inbox, the questions to the store.
//!
//! A message is verified ([`verify`]), put into the [`Inbox`] with a key that tells repetitions, and answered. Only
//! then is it looked into: [`prepare`] asks the store where the message is but a hint ([`StoreApi`]), and makes the
//! one [`crate::ledger::Input`] it comes to. `docs/notifications.md` has the whole way.

mod ask;
mod fetched;
mod inbox;
mod keys;
mod prepare;
mod secret;
mod settings;
mod shown;
mod verify;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::ledger::Time;

pub use ask::{Answer, AskError, Recorded, StoreApi};
pub use fetched::HttpStores;
pub use inbox::{Delivery, Inbox, MemoryInbox, Stored};
pub use keys::{FetchedKeys, FixedKeys, Keys};
pub use prepare::{Fetched, Prepared, prepare};
pub use secret::Secret;
pub use settings::{PlatformSettings, Settings, SettingsError, StoreSettings};
pub use shown::{NotShown, Shown, look_at};
pub use verify::{Given, Incoming, NotTaken, verify};

/// A result that comes later, from behind a trait object.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Tells the time. Tests bring their own.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// Something outside did not answer, and may later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is unavailable: {why}")]
pub struct Unavailable {
    what: &'static str,
    why: String,
}

impl Unavailable {
    /// `what` did not answer, because of `why`. No secret may be in either.
    pub fn new(what: &'static str, why: impl ToString) -> Self {
        Self {
            what,
            why: why.to_string(),
        }
    }
}
