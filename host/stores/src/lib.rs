//! The stores: their messages in the ledger's words, the proof that messages are theirs, and questions to their APIs.
//!
//! Every store has a folder with the same five files:
//!
//! | file | holds |
//! |---|---|
//! | `read` | the store's messages and answers, in the ledger's words |
//! | `settings` | the settings that an operator writes |
//! | `verify` | the proof that a message is the store's, and for us |
//! | `ask` | questions to the store's API |
//! | `shown` | purchases as devices show them |
//!
//! Everything else here is the same for all stores. A message is verified ([`verify`]), read
//! once, put into the [`Inbox`] under a key that tells repetitions, and answered.
//! If it is only a hint, [`prepare`] asks the store ([`StoreApi`]). `docs/notifications.md` describes the whole way.
//!
//! Without the feature `verify` only reading is left ([`read`], [`answered`]): no cryptography, no HTTP.

pub mod amazon;
pub mod apple;
#[cfg(feature = "verify")]
mod check;
#[cfg(feature = "verify")]
mod configured;
mod date;
pub mod google;
#[cfg(feature = "verify")]
mod http;
#[cfg(feature = "verify")]
mod keys;
mod message;
mod notice;
#[cfg(feature = "verify")]
mod prepare;
mod question;
#[cfg(feature = "verify")]
mod questions;
mod reader;
#[cfg(feature = "verify")]
mod recorded;
pub mod roku;
#[cfg(feature = "verify")]
mod secret;
#[cfg(feature = "verify")]
mod settings;
#[cfg(feature = "verify")]
mod shown;
pub mod stripe;
#[cfg(feature = "verify")]
mod verify;

use paywall_ledger::Store;

use reader::KnownStore;

#[cfg(feature = "verify")]
pub use check::{Expected, JwkSet, Rejected, Roots, Verified};
#[cfg(feature = "verify")]
use configured::Configurable;
#[cfg(feature = "verify")]
pub use configured::{ConfiguredStore, History, Missed, Stores, configure};
#[cfg(feature = "verify")]
pub use http::{Asking, HttpStores};
#[cfg(feature = "verify")]
pub use keys::{FetchedKeys, FixedKeys, Keys};
pub use message::{Inbox, MemoryInbox, Message, Received};
pub use notice::{Notice, Unreadable, answered, gone, read};
#[cfg(feature = "verify")]
pub use prepare::{Prepared, prepare};
pub use question::Question;
#[cfg(feature = "verify")]
pub use questions::{Answer, Answered, AskError, Questions, StoreApi};
#[cfg(feature = "verify")]
pub use recorded::Recorded;
#[cfg(feature = "verify")]
pub use secret::Secret;
#[cfg(feature = "verify")]
pub use settings::SettingsError;
#[cfg(feature = "verify")]
pub use shown::{NotShown, Shown, look_at};
#[cfg(feature = "verify")]
pub use verify::{Given, Incoming, NotTaken, verify, verify_missed};

/// Returns the part of a store that needs no configuration. A new store has its line here.
fn known(store: Store) -> &'static dyn KnownStore {
    match store {
        Store::Apple => &apple::Apple,
        Store::Google => &google::Google,
        Store::Roku => &roku::Roku,
        Store::Amazon => &amazon::Amazon,
        Store::Stripe => &stripe::Stripe,
    }
}
