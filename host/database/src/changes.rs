//! The changes of customers: what a device that listens for its own customer is told.

use std::collections::BTreeMap;

use sqlx::Row;

use super::database::over_array;
use super::database::singles;
use super::error::Error;
use super::ledger::LedgerDatabase;

/// The question for the last record that mentions each name: one entry of an index for each.
const LAST: [&str; 2] = over_array!(
    "SELECT e.value ->> 0, (SELECT mentions.position FROM mentions
         WHERE mentions.app = $1 AND mentions.user_id = e.value ->> 0 ORDER BY mentions.position DESC LIMIT 1) FROM",
    ""
);

impl LedgerDatabase {
    /// Returns the position of the last record about each of these users and devices
    /// ([`paywall_ledger::device_name`]). Whatever happens to one of them raises it.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn last_changes(
        &self,
        names: impl IntoIterator<Item = String>,
    ) -> Result<BTreeMap<String, i64>, Error> {
        let source = self.source();
        let find = sqlx::query(source.database.own(LAST)).bind(source.app);
        let rows = find.bind(singles(names)).fetch_all(source.pool).await?;
        let mut last = BTreeMap::new();
        for row in rows {
            if let Some(position) = row.try_get(1)? {
                last.insert(row.try_get(0)?, position);
            }
        }
        Ok(last)
    }

    /// Has the next reads of a device see what was just read of it: they go to no replica that may lack it.
    pub fn saw(&self, device: &paywall_ledger::DeviceId) {
        if let Some(replicas) = &self.database.replicas {
            replicas.wrote(self.app.id().as_str(), device);
        }
    }
}
