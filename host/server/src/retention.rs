//! The periods for which data that the ledger does not need is kept.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::log::Log;
use paywall_database::{Error, LedgerDatabase};
use paywall_ledger::Clock;
use paywall_ledger::Time;

/// The time between two deletions of old data.
const PAUSE: Duration = Duration::from_hours(1);

/// The number of reports of one kind that are kept of a device: decisions look at no more.
const NEWEST: u32 = 1024;

/// The periods, in days, for data by which nothing is decided. The log, which ownership is derived from, stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// The period for sessions, impressions and transactions that devices report.
    pub activity_days: u16,
    /// The period for stores' messages, from their arrival, once they are settled.
    pub inbox_days: u16,
    /// The period for stores' messages that were not understood, in whole or in part, so that an operator can see them.
    pub not_understood_days: u16,
    /// The period for devices that never had an account or a purchase, and that reported nothing of late.
    pub unused_device_days: u16,
    /// The period for events, from their delivery or abandonment. Deleted events cannot be sent again.
    pub outbox_days: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            activity_days: 90,
            inbox_days: 30,
            not_understood_days: 180,
            unused_device_days: 365,
            outbox_days: 90,
        }
    }
}

impl Retention {
    /// Deletes old data, every hour, for ever. Any number of hosts may do so on one database.
    /// It also finishes the forgetting of users that a host began and did not live to end; `told` is true if a
    /// receiver hears of it.
    pub(super) async fn keep(self, ledger: LedgerDatabase, told: bool, clock: Clock, log: Log) {
        loop {
            let finished = ledger.finish_forgetting(told).await;
            if let Err(error) = finished.and(self.apply(&ledger, clock()).await) {
                // Data that is not deleted now is due the next time too.
                let fields = json!({"app": ledger.id(), "why": error.to_string()});
                log.error("old rows not deleted", &fields);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Deletes everything that is too old at `now`.
    async fn apply(self, ledger: &LedgerDatabase, now: Time) -> Result<(), Error> {
        let now = ledger.retention_time(now).await?;
        let before = |days: u16| now.plus_days(-i64::from(days));
        ledger.forget_activity(before(self.activity_days)).await?;
        ledger.forget_surplus_activity(NEWEST).await?;
        let unused = before(self.unused_device_days);
        ledger.forget_unused_devices(unused).await?;
        ledger.forget_messages(before(self.inbox_days)).await?;
        let not_understood = self.not_understood_days.max(self.inbox_days);
        ledger.forget_not_understood(before(not_understood)).await?;
        ledger.forget_events(before(self.outbox_days)).await?;
        Ok(())
    }
}
