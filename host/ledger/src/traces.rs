//! The traces of a customer in the log that do not show in the row of the user.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::external_id::ExternalId;
use super::fact::{Fact, Record};
use super::id::{DeviceId, MemberKey, UserId};

/// The traces that a customer left in the log and that do not show in the row of the user.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Traces {
    /// The users that the customer's devices had before. Those without an account are the customer, too.
    pub users: BTreeSet<UserId>,
    /// The purchases whose records named the customer's account, whoever owns them now.
    pub purchases: BTreeSet<MemberKey>,
}

impl Traces {
    /// Collects the traces of a customer with this account and these devices from the records that name them.
    pub fn of<'a>(
        records: impl IntoIterator<Item = &'a Record>,
        account: Option<&ExternalId>,
        devices: &BTreeSet<DeviceId>,
    ) -> Self {
        let mut traces = Self::default();
        for fact in records.into_iter().flat_map(|it| &it.facts) {
            match fact {
                Fact::DeviceCreated { device, user, .. } if devices.contains(device) => {
                    traces.users.insert(user.clone());
                }
                Fact::DeviceMoved {
                    device, from, to, ..
                } if devices.contains(device) => traces.users.extend([from, to].map(Clone::clone)),
                Fact::Observed { observation, .. }
                    if account.is_some() && observation.named().as_ref() == account =>
                {
                    traces.purchases.insert(observation.member.clone());
                }
                _ => {}
            }
        }
        traces
    }
}
