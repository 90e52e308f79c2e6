//! An event on its way to one receiver.

use super::Told;
use paywall_ledger::{Time, UserId};

/// An event on its way to one receiver, about one user. A transfer is two of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The position in the order of the log.
    pub position: i64,
    /// The user whose state the message will carry.
    pub user: UserId,
    /// The event that the message tells of.
    pub event: Told,
    /// The number of attempts so far; a replay starts again from zero.
    pub attempts: i64,
    /// The time at which it was finished: delivered, not wanted, or given up.
    pub settled_at: Option<Time>,
}

impl Outgoing {
    /// Returns the id of the message: that of the event, with the user's number if the event has several users.
    /// It follows from these alone, so every attempt, replay and host gives the same id.
    pub fn id(&self) -> String {
        let users = self.event.purchase().map(|it| it.users.as_slice());
        let users = users.unwrap_or_default();
        match users.iter().position(|it| *it == self.user) {
            Some(at) if users.len() > 1 => format!("{}-{}", self.event.id(), at + 1),
            _ => self.event.id().to_owned(),
        }
    }
}
