//! What the ledger remembers: one append-only log. Folding it from nothing gives the state.

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::external_id::ExternalId;
use super::id::{DeviceId, LineageId, PlatformId, UserId};
use super::lineage::Told;
use super::observation::Observation;
use super::time::Time;

/// What one accepted input left behind. Written as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The input's key.
    pub key: String,
    /// The input's time.
    pub at: Time,
    /// What is so from now on.
    pub facts: Vec<Fact>,
    /// What the outside is to hear.
    pub events: Vec<Event>,
}

/// One thing that is so from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// There is a new user, anonymous unless an account is named.
    UserCreated {
        /// The user.
        user: UserId,
        /// The account.
        account: Option<ExternalId>,
    },
    /// There is a new device.
    DeviceCreated {
        /// The device.
        device: DeviceId,
        /// Where the app came from.
        platform: PlatformId,
        /// Whose it is.
        user: UserId,
    },
    /// A device changed hands.
    DeviceMoved {
        /// The device.
        device: DeviceId,
        /// Whose it was.
        from: UserId,
        /// Whose it is.
        to: UserId,
        /// Why.
        cause: Cause,
    },
    /// There is a new purchase, and it has an owner.
    LineageCreated {
        /// The purchase.
        lineage: LineageId,
        /// Who owns it.
        owner: UserId,
    },
    /// A store said something new.
    Observed {
        /// The purchase.
        lineage: LineageId,
        /// What it said.
        observation: Observation,
    },
    /// Two purchases turned out to be one.
    LineagesMerged {
        /// This one is no more.
        from: LineageId,
        /// It is part of this one.
        into: LineageId,
    },
    /// A purchase changed hands.
    OwnershipMoved(Move),
    /// A device asked for a purchase and did not get it.
    MoveRefused {
        /// The purchase.
        lineage: LineageId,
        /// Who keeps it.
        owner: UserId,
        /// Who did not get it.
        user: UserId,
        /// The device that asked.
        device: DeviceId,
        /// Why not.
        reason: Refusal,
    },
    /// A device showed purchases that its user owns; it is their last claimant now.
    Claimed {
        /// The device.
        device: DeviceId,
        /// The purchases.
        lineages: Vec<LineageId>,
        /// Whether these are all: what it claimed before, it no longer does.
        all: bool,
    },
    /// This is what the outside was told of a purchase.
    Told {
        /// The purchase.
        lineage: LineageId,
        /// What it was told.
        told: Told,
    },
    /// A user is forgotten: no account, no devices, no purchases.
    UserDeleted {
        /// The user.
        user: UserId,
    },
}

/// A change of a purchase's owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The purchase.
    pub lineage: LineageId,
    /// Who owned it.
    pub from: UserId,
    /// Who owns it.
    pub to: UserId,
    /// Why.
    pub cause: Cause,
    /// The device that brought it about.
    pub device: Option<DeviceId>,
    /// Whether it gave access at that moment. Only then the outside hears of it.
    pub active: bool,
    /// Whether it counts against the budget.
    pub counted: bool,
    /// The input that brought it about: moves of one input belong together.
    pub batch: String,
}

/// Why something changed hands.
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
}

impl Cause {
    /// The name in JSON and for people.
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
        }
    }
}

/// Why a purchase did not change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The app's transfer policy keeps it with the account that owns it.
    Policy,
    /// It was taken from accounts too often of late.
    Budget,
    /// It is used up where it was bought.
    Consumable,
}

impl Refusal {
    /// The name in JSON and for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Budget => "budget",
            Self::Consumable => "consumable",
        }
    }
}
