//! Where verified messages wait until the ledger has them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::{Later, Unavailable};
use paywall_ledger::{PlatformId, Store, Time};

/// A store's message, verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The store's id of it: Apple's `notificationUUID`, Pub/Sub's `messageId`, Roku's `x-Roku-message-key`, SNS's
    /// `MessageId`, Stripe's event id.
    pub id: String,
    /// The store.
    pub store: Store,
    /// The app platform it is about.
    pub platform: PlatformId,
    /// The store's word for what happened; `unreadable` where the message has not the documented form. For people.
    pub kind: String,
    /// When it came.
    pub received_at: Time,
    /// The body as it came, to be verified again at that time.
    pub body: Vec<u8>,
    /// What it says, verified: what [`crate::notification::read`] takes.
    pub content: Value,
}

impl Message {
    /// Its key in the inbox and in the log, `notification/{platform}/{id}`: one key, one effect.
    pub fn key(&self) -> String {
        format!("notification/{}/{}", self.platform, self.id)
    }
}

/// What became of a message in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// It is new, and kept.
    New,
    /// A message of its key is there already; nothing changed.
    Known,
}

/// Keeps verified messages. Once `put` answered, the message may not be lost: the store is told that we have it.
pub trait Inbox: Send + Sync {
    /// Keeps a message, unless one of its key is there.
    fn put(&self, message: Message) -> Later<'_, Result<Stored, Unavailable>>;
}

/// An inbox that ends with the program: for tests and for trying things out.
#[derive(Debug, Default)]
pub struct MemoryInbox(Mutex<BTreeMap<String, Message>>);

impl MemoryInbox {
    /// All messages, in the order of their keys.
    pub fn all(&self) -> Vec<Message> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.values().cloned().collect()
    }
}

impl Inbox for MemoryInbox {
    fn put(&self, message: Message) -> Later<'_, Result<Stored, Unavailable>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = message.key();
        let stored = match kept.contains_key(&key) {
            true => Stored::Known,
            false => Stored::New,
        };
        kept.entry(key).or_insert(message);
        Box::pin(std::future::ready(Ok(stored)))
    }
}
