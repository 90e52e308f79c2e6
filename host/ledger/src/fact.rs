//! Facts: the entries of the ledger's append-only log. Folding the log from nothing gives the state.

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::external_id::ExternalId;
use super::id::{DeviceId, EntitlementId, LineageId, PlatformId, UserId};
use super::lineage::Told;
use super::note::Note;
use super::observation::Observation;
use super::time::Time;

/// The facts and events of one accepted input, written as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The key of the input, which is thereby used up.
    pub key: String,
    /// The time at which the host received the input.
    pub at: Time,
    /// The facts that hold from now on, in the order in which they apply.
    pub facts: Vec<Fact>,
    /// The events to be sent to the outside.
    pub events: Vec<Event>,
}

/// One change of the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// A user was created, anonymous unless an account is named.
    UserCreated {
        /// The id, derived from the input.
        user: UserId,
        /// The account whose logins lead to this user.
        account: Option<ExternalId>,
    },
    /// An installation was seen for the first time.
    DeviceCreated {
        /// The id that the installation chose.
        device: DeviceId,
        /// The app platform that it was installed from.
        platform: PlatformId,
        /// The new anonymous user it belongs to.
        user: UserId,
    },
    /// A device went from one user to another.
    DeviceMoved {
        /// The device that moved; its version grows.
        device: DeviceId,
        /// The user who had it.
        from: UserId,
        /// The user who has it now.
        to: UserId,
        /// The input's kind that moved it: a login, a logout or a deletion.
        cause: Cause,
    },
    /// A purchase was seen for the first time, and has an owner from the start.
    LineageCreated {
        /// The purchase, named for the member just seen.
        lineage: LineageId,
        /// The user who owns it from the start.
        owner: UserId,
    },
    /// A store said something new about a purchase.
    Observed {
        /// The purchase that the observation belongs to.
        lineage: LineageId,
        /// The store's statement, merged into what is known.
        observation: Observation,
    },
    /// Two purchases turned out to be one.
    LineagesMerged {
        /// The purchase that ceases to exist.
        from: LineageId,
        /// The purchase that takes in the other one.
        into: LineageId,
    },
    /// A purchase went from one owner to another.
    OwnershipMoved(Move),
    /// A device asked for a purchase and did not get it.
    MoveRefused {
        /// The purchase asked for.
        lineage: LineageId,
        /// The user who keeps it.
        owner: UserId,
        /// The user who did not get it.
        user: UserId,
        /// The device that asked.
        device: DeviceId,
        /// The rule that refused it.
        reason: Refusal,
    },
    /// A device showed purchases that its user owns, and is their last claimant now.
    Claimed {
        /// The device that showed them.
        device: DeviceId,
        /// The purchases that it showed.
        lineages: Vec<LineageId>,
        /// True if these are all it has: earlier claims of the device are dropped.
        all: bool,
    },
    /// A device lost claims because there were too many, of its own or on a purchase.
    Unclaimed {
        /// The device that claims them no longer.
        device: DeviceId,
        /// The purchases that it claimed.
        lineages: Vec<LineageId>,
    },
    /// Somebody in charge gave an entitlement.
    Granted {
        /// The grant, as it is kept beside the purchases.
        lineage: LineageId,
        /// The user who got it.
        user: UserId,
        /// The entitlement that it gives.
        entitlement: EntitlementId,
        /// The one who gave it, and the reason.
        note: Note,
    },
    /// Somebody in charge ended a grant before its time.
    GrantEnded {
        /// The grant, as it is kept beside the purchases.
        lineage: LineageId,
        /// The user who had it then.
        user: UserId,
        /// The one who ended it, and the reason.
        note: Note,
    },
    /// The outside was told something about a purchase.
    Told {
        /// The purchase it was told about.
        lineage: LineageId,
        /// The state that the outside now knows.
        told: Told,
    },
    /// Time alone changed what a purchase gives: its access ended, or a part of it.
    TimePassed {
        /// The purchase about which the outside will be told. Its version grows.
        lineage: LineageId,
    },
    /// The outside was told of an end too early, because the clock was ahead then.
    EndTakenBack {
        /// The purchase that had not ended. Its version grows.
        lineage: LineageId,
    },
    /// An installation was forgotten together with its user. If it comes again, it is a new one.
    DeviceDeleted {
        /// The device, of which no row and no claim remains.
        device: DeviceId,
        /// The user it belonged to.
        user: UserId,
    },
    /// The account that a purchase names was forgotten. From now on, the store's word for it is not kept.
    NameDeleted {
        /// The purchase, which names nobody any more.
        lineage: LineageId,
        /// The account that it named.
        account: ExternalId,
    },
    /// A user was forgotten: no account, no devices, no purchases remain.
    UserDeleted {
        /// The user, whose row stays as a tombstone.
        user: UserId,
    },
}

impl Fact {
    /// Returns the purchase whose meaning or owner it may change, and whose version it raises then.
    pub(super) const fn changes(&self) -> Option<&LineageId> {
        match self {
            Self::LineageCreated { lineage, .. }
            | Self::Observed { lineage, .. }
            | Self::LineagesMerged { into: lineage, .. }
            | Self::OwnershipMoved(Move { lineage, .. })
            | Self::TimePassed { lineage }
            | Self::EndTakenBack { lineage } => Some(lineage),
            _ => None,
        }
    }
}

/// A change of a purchase's owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The purchase that moved.
    pub lineage: LineageId,
    /// The user who owned it before.
    pub from: UserId,
    /// The user who owns it afterwards.
    pub to: UserId,
    /// The kind of input that moved it.
    pub cause: Cause,
    /// The device that brought it about, if one did.
    pub device: Option<DeviceId>,
    /// True if the purchase gave access at that moment; only then does the outside hear of it.
    pub active: bool,
    /// True if the move counts against the budget of transfers.
    pub counted: bool,
    /// The key of the input: moves of one input belong together.
    pub batch: String,
}

/// The reason for a change of a device's user or a purchase's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Cause {
    Login,
    Logout,
    Validation,
    Restore,
    Transaction,
    /// A plan change showed that two purchases are one.
    Link,
    Admin,
    /// The user was forgotten.
    Deletion,
    /// The user had too many devices.
    Limit,
    /// Another system knew whose it is.
    Import,
}

impl Cause {
    /// Returns the name used in JSON and in sentences for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Logout => "logout",
            Self::Validation => "validation",
            Self::Restore => "restore",
            Self::Transaction => "transaction",
            Self::Link => "link",
            Self::Admin => "admin",
            Self::Deletion => "deletion",
            Self::Limit => "limit",
            Self::Import => "import",
        }
    }
}

/// The reason why a purchase did not change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The app's transfer policy keeps the purchase with the account that owns it.
    Policy,
    /// The purchase was taken from accounts too often of late.
    Budget,
    /// The purchase names another account, and the app's policy gives it to that one only.
    NamedAccount,
    /// The purchase is a consumable, used up where it was bought.
    Consumable,
}

impl Refusal {
    /// Returns the name used in JSON and in sentences for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Budget => "budget",
            Self::NamedAccount => "named_account",
            Self::Consumable => "consumable",
        }
    }
}
