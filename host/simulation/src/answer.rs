//! The answer to a read.

use paywall_database::UserState;
use paywall_ledger::{DeviceId, Time};

/// A customer's state as a host told it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub device: DeviceId,
    pub now: Time,
    pub state: Option<UserState>,
}
