//! The answer to a read.

use paywall_database::UserState;
use paywall_ledger::{DeviceId, Time};

/// What a customer has, as a host said.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub device: DeviceId,
    pub now: Time,
    pub state: Option<UserState>,
}
