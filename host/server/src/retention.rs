//! For how long is kept what the ledger does not need.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::log::Log;
use paywall_database::{Error, LedgerStore};
use paywall_ledger::Clock;
use paywall_ledger::Time;

/// How often is looked for what is too old.
const PAUSE: Duration = Duration::from_hours(1);

/// For how many days is kept what nothing is decided by. The log, which ownership is derived from, stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Sessions, impressions and transactions as devices tell of them.
    pub activity_days: u16,
    /// Stores' messages, since they came, once they are settled.
    pub inbox_days: u16,
    /// Events, since they were delivered or given up. What is gone cannot be sent again.
    pub outbox_days: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            activity_days: 90,
            inbox_days: 30,
            outbox_days: 90,
        }
    }
}

impl Retention {
    /// Deletes what is too old, now and then, for ever. Any number of hosts may do so on one database.
    pub(super) async fn keep(self, store: LedgerStore, clock: Clock, log: Log) {
        loop {
            if let Err(error) = self.apply(&store, clock()).await {
                // It is due the next time too.
                let fields = json!({"app": store.app().id, "why": error.to_string()});
                log.error("old rows not deleted", &fields);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn apply(self, store: &LedgerStore, now: Time) -> Result<(), Error> {
        let before = |days: u16| now.plus_days(-i64::from(days));
        store.forget_activity(before(self.activity_days)).await?;
        store.forget_messages(before(self.inbox_days)).await?;
        store.forget_events(before(self.outbox_days)).await?;
        Ok(())
    }
}
