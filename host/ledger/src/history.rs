//! A user's history, written so that support can read it out: "why is this entitlement on this user?"

use serde::Serialize;

use super::Store;
use super::fact::{Cause, Fact, Move, Record};
use super::id::UserId;
use super::time::Time;

/// One line of a history: an event in a user's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The time at which the host received the input.
    pub at: Time,
    /// The key of the input that brought it about.
    pub key: String,
    /// The event as an English sentence without a full stop.
    pub text: String,
}

/// Tells everything that happened to a user, in the order in which it happened.
pub fn explain(log: &[Record], user: &UserId) -> Vec<Line> {
    let mut lines = Vec::new();
    for record in log {
        for text in record.facts.iter().filter_map(|fact| sentence(fact, user)) {
            lines.push(Line {
                at: record.at,
                key: record.key.clone(),
                text,
            });
        }
        for event in record
            .events
            .iter()
            .filter(|event| event.transfer.is_none() && event.users.contains(user))
        {
            lines.push(Line {
                at: record.at,
                key: record.key.clone(),
                text: format!("{}: {}", event.lineage, event.name.name()),
            });
        }
    }
    lines
}

/// Puts a fact into words from the user's side. Returns None if it does not concern the user.
fn sentence(fact: &Fact, user: &UserId) -> Option<String> {
    Some(match fact {
        Fact::UserCreated { user: it, account } if it == user => match account {
            Some(account) => format!("created for the account {account}"),
            None => "created, anonymous".into(),
        },
        Fact::DeviceCreated {
            device, user: it, ..
        } if it == user => {
            format!("device {device} was installed")
        }
        Fact::DeviceMoved {
            device,
            from,
            to,
            cause,
        } => {
            let cause = cause.name();
            match (from == user, to == user) {
                (true, _) => format!("device {device} left by {cause}, for {to}"),
                (_, true) => format!("device {device} came by {cause}, from {from}"),
                _ => return None,
            }
        }
        Fact::LineageCreated { lineage, owner }
            if owner == user && lineage.first().store != Store::Granted =>
        {
            format!("{lineage} was first seen, and is theirs")
        }
        Fact::OwnershipMoved(step) => moved(step, user)?,
        Fact::MoveRefused {
            lineage,
            owner,
            user: other,
            device,
            reason,
        } => {
            let reason = reason.name();
            match (owner == user, other == user) {
                (true, _) => format!("{lineage} stayed, asked for by device {device} ({reason})"),
                (_, true) => format!("{lineage} was not given to device {device} ({reason})"),
                _ => return None,
            }
        }
        Fact::Granted {
            lineage,
            user: it,
            entitlement,
            note,
        } if it == user => format!("{lineage} gives {entitlement}, by {}", note.words()),
        Fact::GrantEnded {
            lineage,
            user: it,
            note,
        } if it == user => format!("{lineage} was ended by {}", note.words()),
        Fact::DeviceDeleted { device, user: it } if it == user => {
            format!("device {device} was forgotten")
        }
        Fact::UserDeleted { user: it } if it == user => "forgotten".into(),
        _ => return None,
    })
}

/// Puts a change of owner into words from the user's side.
fn moved(step: &Move, user: &UserId) -> Option<String> {
    let Move {
        lineage, from, to, ..
    } = step;
    let why = why(step);
    match (from == user, to == user) {
        (true, _) => Some(format!("{lineage} went to {to}: {why}")),
        (_, true) => Some(format!("{lineage} came from {from}: {why}")),
        _ => None,
    }
}

/// Explains in a sentence why a purchase has a new owner.
pub fn why(step: &Move) -> String {
    let store = step.lineage.first().store.name();
    let device = match &step.device {
        Some(device) => format!("device {device}"),
        None => "nobody's device".into(),
    };
    let active = if step.active {
        ""
    } else {
        " (it gave no access then)"
    };
    let granted = step.lineage.first().store == Store::Granted;
    let why = match step.cause {
        Cause::Login if granted => format!("{device}, whose user had it, logged in"),
        Cause::Login => format!("{device}, the last to show it, logged in"),
        Cause::Validation => format!("{device} showed it when its session began"),
        Cause::Restore => format!("{device} restored purchases"),
        Cause::Transaction => format!("{device} showed it as just bought"),
        Cause::Link => format!("{store} said that a newer purchase takes its place"),
        Cause::Admin => "someone in charge assigned it".into(),
        Cause::Deletion => "its owner was forgotten".into(),
        Cause::Import => "the system that it was imported from said so".into(),
        Cause::Logout => format!("{device} logged out"),
        Cause::Limit => format!("its owner had too many devices, {device} among them"),
    };
    why + active
}
