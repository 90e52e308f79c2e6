//! The clock of this computer, read here and nowhere else.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the time in epoch milliseconds.
#[allow(
    clippy::disallowed_methods,
    reason = "a person at the command line means now, unless they say otherwise"
)]
pub(super) fn now() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
