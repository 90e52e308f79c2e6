//! What one transaction may be asked to do.

use serde_json::Value;

use super::activity::{Activity, Profile};
use paywall_ledger::{Input, Record, Time};
use paywall_stores::intake::Message;
use paywall_webhooks::Next;

/// Whether something was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It was not.
    New,
    /// It was: the store repeats itself.
    Again,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Settlement {
    /// It says, or the store says when asked, what is so.
    Observed {
        /// What.
        purchases: Vec<paywall_ledger::Observation>,
        /// The store's answers as they came, kept beside the message.
        answers: Vec<Value>,
    },
    /// Nothing is to be done: a test, an unknown type. It is kept, and never fatal.
    Nothing {
        /// Why.
        why: String,
        /// The store's answers as they came: a newer version of this program may read more in them.
        answers: Vec<Value>,
    },
    /// The store could not be asked. The message is waiting again from `until` on.
    Later {
        /// When.
        until: Time,
        /// Why.
        why: String,
    },
}

/// What an input did.
#[derive(Debug, Clone, PartialEq)]
pub enum Accepted {
    /// This, and it is durable.
    Record(Record),
    /// Nothing: an input of this key was accepted before.
    Again,
}

/// What settling a message did.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled {
    /// This; none where nothing was to be done.
    Done(Option<Record>),
    /// Nothing: it was settled before.
    Again,
    /// It waits.
    PutOff,
}

/// One caller's part of a transaction: any of these, in this order.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    pub keep: Option<Message>,
    pub settle: Option<Note>,
    pub input: Option<Input>,
    pub profile: Option<Profile>,
    pub activity: Option<Activity>,
    pub sent: Option<Sent>,
}

/// What becomes of an event on its way to the outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub position: i64,
    pub next: Next,
    /// Whether something was sent.
    pub attempted: bool,
    pub at: Time,
}

/// What the inbox is to say of a message.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub key: String,
    /// When it is to be worked on; none: it is settled.
    pub due: Option<Time>,
    pub why: Option<String>,
    pub answers: Option<String>,
}

/// What a caller's part did.
#[derive(Debug, Clone)]
pub(super) struct Done {
    /// Whether the message to keep was there before.
    pub arrival: Arrival,
    /// Whether the message was settled before.
    pub settled: bool,
    /// What the input did, unless its key was accepted before.
    pub record: Option<Record>,
}
