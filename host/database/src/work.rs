//! The work that one transaction may be asked to do.

use serde_json::Value;

use super::activity::{Activity, Profile};
use super::error::Error;
use super::exposed::Exposed;
use super::outbox::Sent;
use paywall_ledger::{Arrival, DeviceId, Input, MemberKey, Observation, Record, Time, What};
use paywall_stores::Message;

/// The outcome of looking into a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Settlement {
    /// Observations, from the message itself or from the store's answers.
    Observed {
        /// The store's statements, for the ledger.
        purchases: Vec<paywall_ledger::Observation>,
        /// The store's answers as they came, kept beside the message.
        answers: Vec<Value>,
        /// The reason why a part of it was not understood, if that is so.
        unread: Option<String>,
        /// The time at which it is to be looked into again, if the store's answer is not its last word.
        again: Option<Time>,
    },
    /// Nothing to do, as with a test or an unknown type. The message is kept, and never fatal.
    Nothing {
        /// The reason, for people.
        why: String,
        /// The store's answers as they came: a newer version of this program may read more in them.
        answers: Vec<Value>,
        /// The reason why it was not understood, if that is so.
        unread: Option<String>,
    },
    /// A delay, because the store could not be asked. The message is due again from `until` on.
    Later {
        /// The time of the next attempt.
        until: Time,
        /// The reason, for people.
        why: String,
    },
}

/// The effect of settling a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled {
    /// The record that it left. None if the message called for nothing.
    Done(Option<Record>),
    /// A delay: the message waits for another attempt.
    PutOff,
}

/// One caller's part of a transaction: any of these, done in this order.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    pub keep: Option<Message>,
    pub settle: Option<Note>,
    pub input: Option<Input>,
    pub profile: Option<Profile>,
    pub activity: Option<Activity>,
    pub exposed: Option<Exposed>,
    pub sent: Option<Sent>,
}

impl Work {
    /// Lists the devices that do this themselves.
    pub(super) fn devices(&self) -> Vec<DeviceId> {
        let input = self.input.as_ref().and_then(|it| match &it.what {
            What::Install { device, .. }
            | What::Login { device, .. }
            | What::Logout { device }
            | What::Present { device, .. } => Some(device),
            What::Notify { .. }
            | What::Expire { .. }
            | What::Assign { .. }
            | What::Grant { .. }
            | What::EndGrant { .. }
            | What::Import { .. }
            | What::Delete { .. } => None,
        });
        let profile = self.profile.as_ref().map(|it| &it.device);
        let activity = self.activity.as_ref().map(|it| &it.device);
        let all = [input, profile, activity].into_iter().flatten();
        all.cloned().collect()
    }
}

/// The inbox's entry about a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Note {
    pub key: String,
    /// The end of the lease of whoever settles it. None if it just came, so that nobody could take it.
    pub lease: Option<Time>,
    /// The time at which it is to be looked into. None if it is settled.
    pub due: Option<Time>,
    pub why: Option<String>,
    pub answers: Option<String>,
    pub unread: Option<String>,
    /// The purchase that the message is about, as its store names it, if it is one.
    pub about: Option<MemberKey>,
    /// True if the store is to be asked about it at that time, whatever the message itself says.
    pub again: bool,
    /// The time at which the store is asked if the message, or its answer, says otherwise than another one.
    pub doubt: Option<Time>,
}

impl Note {
    /// Names the purchase that all of these statements are about. None if they are about several.
    pub(super) fn about(purchases: &[Observation]) -> Option<MemberKey> {
        let first = &purchases.first()?.member;
        let one = purchases.iter().all(|it| it.member == *first);
        one.then(|| first.clone())
    }

    /// Makes the same note for a message about which the store is to be asked.
    pub(super) fn to_be_asked(&self) -> Self {
        Self {
            due: self.doubt,
            again: true,
            ..self.clone()
        }
    }
}

/// The effects of a caller's part.
#[derive(Debug, Clone)]
pub(super) struct Done {
    /// The answer to the question if the message to keep was there before.
    pub arrival: Arrival,
    /// True if the message was settled before, or if somebody else took it meanwhile.
    pub settled: bool,
    /// The effect of the input, unless its key was accepted before.
    pub record: Option<Record>,
    /// True if the message, or its answer, says otherwise than another one, and it is not known which is the last:
    /// the store is asked once more.
    pub contested: bool,
}

/// The answers to the callers, in the order of their works.
pub(super) type Results = Vec<Result<Done, Error>>;
