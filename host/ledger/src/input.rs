//! What comes in: everything that can happen to a ledger.

use serde::{Deserialize, Serialize};

use super::external_id::ExternalId;
use super::id::{DeviceId, LineageId, PlatformId, UserId};
use super::observation::Observation;
use super::time::Time;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What makes it the same thing when it comes again: the store's message id, the client's request id. An input
    /// whose key was accepted before does nothing.
    pub key: String,
    /// When the host received it.
    pub at: Time,
    /// What it is.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// The app was started for the first time on a device.
    Install {
        /// The id that the installation chose.
        device: DeviceId,
        /// Where the app came from.
        platform: PlatformId,
    },
    /// A customer logged in.
    Login {
        /// Where.
        device: DeviceId,
        /// As whom.
        account: ExternalId,
    },
    /// A customer logged out.
    Logout {
        /// Where.
        device: DeviceId,
    },
    /// A device showed purchases, and the store's word proves each.
    Present {
        /// Which.
        device: DeviceId,
        /// Why.
        how: Presentation,
        /// What the store says of each.
        purchases: Vec<Observation>,
    },
    /// A store said something of its own accord. Verified, and fetched where the message is only a hint.
    Notify {
        /// What it says.
        purchases: Vec<Observation>,
    },
    /// The clock passed the end of what a lineage gives ([`super::Ledger::due`]).
    Expire {
        /// Which.
        lineage: LineageId,
    },
    /// Someone in charge gives a purchase to a user.
    Assign {
        /// Which.
        lineage: LineageId,
        /// To whom.
        user: UserId,
    },
    /// A customer wants to be forgotten.
    Delete {
        /// Who.
        user: UserId,
    },
}

/// Why a device shows purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presentation {
    /// All that the store knows on this device, at the start of a session.
    Validation,
    /// All that the store knows on this device, because the customer asked.
    Restore,
    /// What was bought just now.
    Transaction,
}

/// Why an input cannot be accepted. Nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such device was ever installed.
    #[error("no device {0}")]
    NoDevice(DeviceId),
    /// There is no such app platform.
    #[error("no app platform {0}")]
    NoPlatform(PlatformId),
    /// There is no such user, or no longer.
    #[error("no user {0}")]
    NoUser(UserId),
    /// There is no such purchase.
    #[error("no purchase {0}")]
    NoLineage(LineageId),
}

impl Refused {
    /// A stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoDevice(_) => "device_not_found",
            Self::NoPlatform(_) => "platform_not_found",
            Self::NoUser(_) => "user_not_found",
            Self::NoLineage(_) => "purchase_not_found",
        }
    }
}
