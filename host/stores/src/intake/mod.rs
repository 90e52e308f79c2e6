//! From what a store sends to an input of the ledger: the settings, the keys, the inbox, the questions to the store.
//!
//! A message is verified ([`verify`]), put into the [`Inbox`] with a key that tells repetitions, and answered. Only
//! then is it looked into: [`prepare`] asks the store where the message is but a hint ([`StoreApi`]), and makes the
//! observations it comes to. `docs/notifications.md` has the whole way.

#[cfg(feature = "verify")]
mod ask;
#[cfg(feature = "verify")]
mod fetched;
#[cfg(feature = "verify")]
mod history;
mod inbox;
#[cfg(feature = "verify")]
mod keys;
#[cfg(feature = "verify")]
mod prepare;
#[cfg(feature = "verify")]
mod secret;
#[cfg(feature = "verify")]
mod settings;
#[cfg(feature = "verify")]
mod shown;
#[cfg(feature = "verify")]
mod verify;

#[cfg(feature = "verify")]
pub use ask::{Answer, AskError, Fetched, Questions, Recorded, StoreApi};
#[cfg(feature = "verify")]
pub use fetched::HttpStores;
#[cfg(feature = "verify")]
pub use history::{AppleHistory, Missed};
pub use inbox::{Inbox, MemoryInbox, Message, Stored};
#[cfg(feature = "verify")]
pub use keys::{FetchedKeys, FixedKeys, Keys};
#[cfg(feature = "verify")]
pub use prepare::{Prepared, needs_questions, prepare};
#[cfg(feature = "verify")]
pub use secret::Secret;
#[cfg(feature = "verify")]
pub use settings::{SettingsError, StoreSettings, Stores};
#[cfg(feature = "verify")]
pub use shown::{NotShown, Shown, look_at};
#[cfg(feature = "verify")]
pub use verify::{Given, Incoming, NotTaken, verify, verify_missed};

use paywall_ledger::{Later, Unavailable};
