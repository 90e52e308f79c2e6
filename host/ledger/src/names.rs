//! The names by which a database finds the records that say something about a customer.

use std::collections::BTreeSet;

use super::external_id::ExternalId;
use super::fact::{Fact, Record};
use super::id::{DeviceId, UserId};
use super::observation::Observation;

/// The word under which the deletions are found that are not erased yet ([`Record::names`]).
pub const DELETION: &str = "deletion";

impl Record {
    /// Lists the names under which a database finds it: users as they are (those whose history mentions it), devices
    /// and accounts with a word before them, and [`DELETION`]. No user's id is like these.
    pub fn names(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.users().into_iter().map(UserId::to_string).collect();
        for fact in &self.facts {
            names.extend(fact.device().map(device_name));
            let account = match fact {
                Fact::UserCreated { account, .. } => account.clone(),
                Fact::NameDeleted { account, .. } => Some(account.clone()),
                Fact::Observed { observation, .. } => observation.named(),
                _ => None,
            };
            names.extend(account.as_ref().map(account_name));
            let deletes = matches!(fact, Fact::UserDeleted { .. } | Fact::DeviceDeleted { .. });
            names.extend(deletes.then(|| DELETION.to_owned()));
        }
        names
    }
}

impl Fact {
    /// Returns the device that it is about.
    pub(super) const fn device(&self) -> Option<&DeviceId> {
        match self {
            Self::DeviceCreated { device, .. }
            | Self::DeviceDeleted { device, .. }
            | Self::DeviceMoved { device, .. }
            | Self::MoveRefused { device, .. }
            | Self::Claimed { device, .. }
            | Self::Unclaimed { device, .. } => Some(device),
            Self::OwnershipMoved(step) => step.device.as_ref(),
            Self::UserCreated { .. }
            | Self::LineageCreated { .. }
            | Self::Observed { .. }
            | Self::LineagesMerged { .. }
            | Self::Granted { .. }
            | Self::GrantEnded { .. }
            | Self::Told { .. }
            | Self::TimePassed { .. }
            | Self::EndTakenBack { .. }
            | Self::NameDeleted { .. }
            | Self::UserDeleted { .. } => None,
        }
    }
}

impl Observation {
    /// Returns the account that it names, if the name is one.
    pub(super) fn named(&self) -> Option<ExternalId> {
        self.account.as_deref()?.parse().ok()
    }
}

/// Returns the name under which a device's records are found.
pub fn device_name(device: &DeviceId) -> String {
    format!("device/{device}")
}

/// Returns the name under which an account's records are found.
pub fn account_name(account: &ExternalId) -> String {
    format!("account/{account}")
}
