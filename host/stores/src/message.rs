//! Verified messages, and where they wait until the ledger has them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use paywall_ledger::{Arrival, Later, PlatformId, Store, Time, Unavailable};
use serde_json::Value;

use crate::{Notice, read};

/// A store's message, verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The store's id of the message: Apple's `notificationUUID`, Pub/Sub's `messageId`, Roku's
    /// `x-Roku-message-key`, SNS's `MessageId`, Stripe's event id.
    pub id: String,
    /// The store that sent it.
    pub store: Store,
    /// The app platform it is about.
    pub platform: PlatformId,
    /// The store's word for what happened; `unreadable` where the message has not the documented form. For people.
    pub kind: String,
    /// The time at which it came.
    pub received_at: Time,
    /// The body as it came, to be verified again at that time.
    pub body: Vec<u8>,
    /// The content, verified, as [`read`] takes it.
    pub content: Value,
}

impl Message {
    /// Makes its key in the inbox and in the log, `notification/{platform}/{id}`: one key, one effect.
    pub fn key(&self) -> String {
        format!("notification/{}/{}", self.platform, self.id)
    }

    /// Reads the content. Content that cannot be read says nothing: the message is kept, and a newer version of this
    /// program may read it.
    pub fn read(&self) -> Notice {
        read(self.store, &self.content).unwrap_or_else(|_| Notice::unreadable())
    }
}

/// A message that just came, and what it says. It is read once: whoever takes it over needs not read it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The message.
    pub message: Message,
    /// What it says.
    pub notice: Notice,
}

impl From<Message> for Received {
    /// Reads a message, and names its kind.
    fn from(mut message: Message) -> Self {
        let notice = message.read();
        message.kind.clone_from(&notice.kind);
        Self { message, notice }
    }
}

/// A place that keeps verified messages. Once `put` answered, the message may not be lost: the store is told that we
/// have it.
pub trait Inbox: Send + Sync {
    /// Keeps a message, unless one of its key is there.
    fn put(&self, received: Received) -> Later<'_, Result<Arrival, Unavailable>>;
}

/// An inbox that ends with the program: for tests and for trying things out.
#[derive(Debug, Default)]
pub struct MemoryInbox(Mutex<BTreeMap<String, Message>>);

impl MemoryInbox {
    /// Lists all messages, in the order of their keys.
    pub fn all(&self) -> Vec<Message> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.values().cloned().collect()
    }
}

impl Inbox for MemoryInbox {
    fn put(&self, received: Received) -> Later<'_, Result<Arrival, Unavailable>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = received.message.key();
        let arrival = match kept.contains_key(&key) {
            true => Arrival::Known,
            false => Arrival::New(()),
        };
        kept.entry(key).or_insert(received.message);
        Box::pin(std::future::ready(Ok(arrival)))
    }
}
