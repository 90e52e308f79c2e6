//! Inputs: everything that can happen to a ledger.

use serde::{Deserialize, Serialize};

use super::external_id::ExternalId;
use super::holder::Holder;
use super::id::{DeviceId, EntitlementId, LineageId, PlatformId, UserId};
use super::note::Note;
use super::observation::Observation;
use super::state::MAX_GRANTS;
use super::time::Time;
use super::traces::Traces;

/// One thing that happened, with its identity and its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The identity of the input, such as the store's message id or the client's request id.
    /// An input whose key was accepted before does nothing.
    /// It stays in the log when customers are forgotten, so it should name none.
    pub key: String,
    /// The time at which the host received it.
    pub at: Time,
    /// The event itself, with everything that it is about.
    #[serde(flatten)]
    pub what: What,
}

/// The kinds of things that can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// The app was started for the first time on a device.
    Install {
        /// The id that the installation chose.
        device: DeviceId,
        /// The app platform that it was installed from.
        platform: PlatformId,
    },
    /// A customer logged in on a device.
    Login {
        /// The device they logged in on.
        device: DeviceId,
        /// The account they logged in to, under the app's own name.
        account: ExternalId,
    },
    /// A customer logged out on a device.
    Logout {
        /// The device they logged out on.
        device: DeviceId,
    },
    /// A device showed purchases, each proved by the store's word.
    Present {
        /// The device that showed them.
        device: DeviceId,
        /// The occasion on which it showed them.
        how: Presentation,
        /// The store's statements, one for each purchase shown.
        purchases: Vec<Observation>,
    },
    /// A store said something of its own accord. The message was verified, and fetched where it is only a hint.
    Notify {
        /// The store's statements, one for each purchase.
        purchases: Vec<Observation>,
    },
    /// The clock passed the end of the access that a lineage gives ([`super::Ledger::due`]).
    Expire {
        /// The purchase that has ended.
        lineage: LineageId,
    },
    /// An administrator gives a purchase to a user.
    Assign {
        /// The purchase to be given.
        lineage: LineageId,
        /// The user who gets it.
        user: UserId,
    },
    /// Somebody in charge gives an entitlement to a customer who bought nothing.
    Grant {
        /// The id of the grant.
        grant: String,
        /// The customer who gets it.
        to: Holder,
        /// The entitlement that it gives.
        entitlement: EntitlementId,
        /// The end of access. None means that it does not end by itself.
        until: Option<Time>,
        /// The one who gives it, and the reason.
        note: Note,
    },
    /// Somebody in charge ends a grant before its time.
    EndGrant {
        /// The grant, as the ledger keeps it beside the purchases.
        lineage: LineageId,
        /// The one who ends it, and the reason.
        note: Note,
    },
    /// Another system knew a customer, with these purchases. Nobody outside hears of it: it is history.
    Import {
        /// The customer's account, who is made if the ledger does not know it. None if the customer had none.
        account: Option<ExternalId>,
        /// The purchases and grants, as the other system knew them.
        purchases: Vec<Observation>,
        /// The one who imports, and from where; the history of grants says so.
        note: Note,
    },
    /// A customer wants to be forgotten.
    Delete {
        /// The user to be forgotten.
        user: UserId,
        /// The traces of the customer in the log beyond the row of the user.
        #[serde(default)]
        traces: Traces,
    },
}

/// The occasion on which a device shows purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presentation {
    /// The start of a session: the device shows everything that the store knows on it.
    Validation,
    /// A restore: the device shows everything that the store knows on it because the customer asked for it.
    Restore,
    /// A purchase: the device shows only what was bought just now.
    Transaction,
    /// A look back: the device shows what it showed before, because the ledger was put back to an older state.
    /// The policy takes it for a validation, but the device need not show everything.
    Again,
}

impl Presentation {
    /// Returns true if the device shows everything that the store knows on it.
    pub(super) const fn is_everything(self) -> bool {
        matches!(self, Self::Validation | Self::Restore)
    }
}

/// The reason why an input cannot be accepted. Nothing changes then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The device was never installed.
    #[error("no device {0}")]
    NoDevice(DeviceId),
    /// The app has no such platform.
    #[error("no app platform {0}")]
    NoPlatform(PlatformId),
    /// The user never existed or was deleted.
    #[error("no user {0}")]
    NoUser(UserId),
    /// The purchase was never seen.
    #[error("no purchase {0}")]
    NoLineage(LineageId),
    /// The purchase was bought and not granted.
    #[error("no grant {0}")]
    NoGrant(LineageId),
    /// There is another grant of this id.
    #[error("another grant is {0}")]
    GrantExists(LineageId),
    /// The app has no such entitlement.
    #[error("no entitlement {0}")]
    NoEntitlement(EntitlementId),
    /// The user has as many grants as a user may have.
    #[error("{0} has too many grants: expected at most {MAX_GRANTS}, ended ones included")]
    TooManyGrants(UserId),
}

impl Refused {
    /// Returns a stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDevice(_) => "device_not_found",
            Self::NoPlatform(_) => "platform_not_found",
            Self::NoUser(_) => "user_not_found",
            Self::NoLineage(_) => "purchase_not_found",
            Self::NoGrant(_) => "grant_not_found",
            Self::GrantExists(_) => "grant_exists",
            Self::NoEntitlement(_) => "entitlement_not_found",
            Self::TooManyGrants(_) => "too_many_grants",
        }
    }
}
