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
//! Everything else here is the same for all stores. A message is verified ([`verify()`]), read
//! once, put into the [`Inbox`] under a key that tells repetitions, and answered.
//! If it is only a hint, [`prepare()`] asks the store ([`StoreApi`]). `docs/notifications.md` describes the whole way.
//!
//! Without the feature `verify` only reading is left ([`read`], [`answered`]): no cryptography, no HTTP.

pub mod amazon;
pub mod apple;
#[cfg(feature = "verify")]
mod asking;
#[cfg(feature = "verify")]
mod check;
#[cfg(feature = "verify")]
mod configured;
mod date;
#[cfg(feature = "verify")]
mod fetched;
pub mod google;
#[cfg(feature = "verify")]
mod http;
#[cfg(feature = "verify")]
mod incoming;
#[cfg(feature = "verify")]
mod keys;
mod known;
mod message;
mod money;
mod nobody;
mod notice;
#[cfg(feature = "verify")]
mod prepare;
#[cfg(feature = "verify")]
mod proof;
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
mod shelf;
#[cfg(feature = "verify")]
mod shown;
pub mod stripe;
#[cfg(feature = "verify")]
mod unknown;
#[cfg(feature = "verify")]
mod verify;

#[cfg(feature = "verify")]
pub use asking::Asking;
#[cfg(feature = "verify")]
pub use check::{Expected, JwkSet, Rejected, Roots, Verified};
#[cfg(feature = "verify")]
pub use configured::{ConfiguredStore, History, Stores};
#[cfg(feature = "verify")]
pub use fetched::FetchedKeys;
#[cfg(feature = "verify")]
pub use http::HttpStores;
#[cfg(feature = "verify")]
pub use incoming::{Given, Incoming, NotTaken};
#[cfg(feature = "verify")]
pub use keys::{FixedKeys, Keys};
#[cfg(feature = "verify")]
pub use known::configure;
pub use known::{answered, customer, gone, read};
pub use message::{Inbox, MemoryInbox, Message, Received};
pub use notice::{Notice, Unreadable};
#[cfg(feature = "verify")]
pub use prepare::{Prepared, prepare};
#[cfg(feature = "verify")]
pub use proof::look_at;
pub use question::Question;
#[cfg(feature = "verify")]
pub use questions::{
    Answer, Answered, AskError, MemoryNumbers, Missed, Numbers, Questions, Reply, StoreApi, Wanted,
};
#[cfg(feature = "verify")]
pub use recorded::Recorded;
#[cfg(feature = "verify")]
pub use secret::Secret;
#[cfg(feature = "verify")]
pub use settings::SettingsError;
#[cfg(feature = "verify")]
pub use shown::{NotShown, Shown};
#[cfg(feature = "verify")]
pub use verify::{verify, verify_missed};
