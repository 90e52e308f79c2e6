//! From what a store sends to an input of the ledger: the settings, the keys, the inbox, the questions to the store.
//!
//! A message is verified ([`verify`]), put into the [`Inbox`] with a key that tells repetitions, and answered. Only
//! then is it looked into: [`prepare`] asks the store where the message is but a hint ([`StoreApi`]), and makes the
//! observations it comes to. `docs/notifications.md` has the whole way.

mod ask;
mod fetched;
mod history;
mod inbox;
mod keys;
mod prepare;
mod secret;
mod settings;
mod shown;
mod verify;

use std::future::Future;
use std::pin::Pin;

pub use ask::{Answer, AskError, Fetched, Questions, Recorded, StoreApi};
pub use fetched::HttpStores;
pub use history::{AppleHistory, Missed};
pub use inbox::{Inbox, MemoryInbox, Message, Stored};
pub use keys::{FetchedKeys, FixedKeys, Keys};
pub use prepare::{Prepared, needs_questions, prepare};
pub use secret::Secret;
pub use settings::{SettingsError, StoreSettings, Stores};
pub use shown::{NotShown, Shown, look_at};
pub use verify::{Given, Incoming, NotTaken, verify, verify_missed};

/// A result that comes later, from behind a trait object.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

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
