//! Verified messages, and the inbox in which they wait until the ledger has them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use paywall_ledger::{Arrival, Later, PlatformId, Store, Time, Unavailable};
use serde_json::Value;

use crate::{Notice, read};

/// A verified message of a store.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The store's id of the message: Apple's `notificationUUID`, Pub/Sub's `messageId`,
    /// Roku's `x-Roku-message-key`, SNS's `MessageId`, Stripe's event id.
    pub id: String,
    /// The store that sent it.
    pub store: Store,
    /// The app platform that it is about.
    pub platform: PlatformId,
    /// The store's word for the event, for people; `unreadable` if the message does not have the documented form.
    pub kind: String,
    /// The time at which it came.
    pub received_at: Time,
    /// The body as it came, so that it can be verified again at that time.
    pub body: Vec<u8>,
    /// The verified content, as [`read`] takes it.
    pub content: Value,
    /// The number of times that an operator had it looked into again.
    pub rounds: i64,
}

impl Message {
    /// Makes its key in the inbox and in the log: `notification/{platform}/{id}`. One key has one effect.
    pub fn key(&self) -> String {
        format!("notification/{}/{}", self.platform, self.id)
    }

    /// Makes the key of what it leads to. What it leads to when it is looked into again has an effect of its own,
    /// because a part of it may not have been understood before.
    pub fn input_key(&self) -> String {
        match self.rounds {
            0 => self.key(),
            rounds => format!("{}/again/{rounds}", self.key()),
        }
    }

    /// Reads the content. Content that cannot be read gives a notice that says nothing: the
    /// message is kept, and a newer version of this program may read it.
    pub fn read(&self) -> Notice {
        read(self.store, &self.content).unwrap_or_else(|why| Notice::unreadable(&why))
    }
}

/// A message that just came, with its content read. It is read once, so that later steps need not read it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The message as it is kept.
    pub message: Message,
    /// The message's content in the ledger's words.
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

/// A place that keeps verified messages. Once `put` has answered, the
/// message may not be lost, because the store is told that we have it.
pub trait Inbox: Send + Sync {
    /// Keeps a message, unless one with its key is there.
    fn put(&self, received: Received) -> Later<'_, Result<Arrival, Unavailable>>;
}

/// An inbox in memory, for tests and for trying things out. It ends with the program.
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
