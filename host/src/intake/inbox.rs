//! Where verified messages wait until the ledger has them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Later, Unavailable};
use crate::ledger::{PlatformId, Store, Time};

/// A verified message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// `notification/{platform}/{the store's id}`: one key, one effect.
    pub key: String,
    /// The store's id of it.
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
    pub raw: Vec<u8>,
    /// What it says: what [`crate::notification::read`] takes.
    pub message: Value,
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
    fn put(&self, delivery: Delivery) -> Later<'_, Result<Stored, Unavailable>>;
}

/// An inbox that ends with the program: for tests and for trying things out.
#[derive(Debug, Default)]
pub struct MemoryInbox(Mutex<BTreeMap<String, Delivery>>);

impl MemoryInbox {
    /// All messages, in the order of their keys.
    pub fn all(&self) -> Vec<Delivery> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.values().cloned().collect()
    }
}

impl Inbox for MemoryInbox {
    fn put(&self, delivery: Delivery) -> Later<'_, Result<Stored, Unavailable>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = match kept.contains_key(&delivery.key) {
            true => Stored::Known,
            false => Stored::New,
        };
        kept.entry(delivery.key.clone()).or_insert(delivery);
        Box::pin(std::future::ready(Ok(stored)))
    }
}
