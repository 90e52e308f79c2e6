//! The news of deployments from other hosts, which shorten the wait of whoever follows them.

use std::time::Duration;

use paywall_database::Database;
use serde_json::json;
use tokio::sync::watch;

use super::log::Log;

/// The time after which it is tried again to hear of deployments.
const AGAIN: Duration = Duration::from_mins(1);

/// A listener to the database. Cheap to clone.
#[derive(Clone)]
pub(super) struct News {
    database: Database,
    log: Log,
}

impl News {
    /// Makes a listener, which hears nothing before [`Self::keep`].
    pub(super) fn new(database: &Database, log: &Log) -> Self {
        Self {
            database: database.clone(),
            log: log.clone(),
        }
    }

    /// Returns what changes whenever something may have been deployed, by this host or by one that it hears.
    pub(super) fn heard(&self) -> watch::Receiver<()> {
        self.database.deployments()
    }

    /// Listens, for ever. If nothing can be heard, the log says so once, until something was heard again.
    pub(super) async fn keep(self) {
        let mut said = false;
        loop {
            let mut hears = false;
            let Err(why) = self.database.hear(|| hears = true).await;
            if hears || !said {
                let fields = json!({ "why": why.to_string() });
                self.log.error("deployments_not_heard", &fields);
            }
            said = true;
            tokio::time::sleep(AGAIN).await;
        }
    }
}
