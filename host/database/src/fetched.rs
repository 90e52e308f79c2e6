//! The revisions of the document that devices fetched last, for those who help customers.

use paywall_ledger::{DeviceId, Time};
use serde_json::json;
use sqlx::Row;

use crate::database::singles;
use crate::error::Error;
use crate::ledger::LedgerDatabase;

/// The notes that one statement writes.
const TOGETHER: usize = 500;

/// The revision that a device fetched last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// The device that fetched it.
    pub device: DeviceId,
    /// The hash of the revision.
    pub revision: String,
    /// The time of the first call for it, to the day.
    pub at: Time,
}

impl LedgerDatabase {
    /// Notes that a device fetched a revision; [`Self::keep_fetches`] writes it.
    pub fn note_fetch(&self, device: &DeviceId, revision: &str, now: Time) {
        self.fetches.note(device, revision, now);
    }

    /// Writes the notes that wait. Those of devices that are not there any more are nothing.
    ///
    /// # Errors
    /// Fails if the database fails; then the notes are lost, and made again on the next day.
    pub async fn keep_fetches(&self) -> Result<(), Error> {
        let source = self.source();
        loop {
            let some = self.fetches.take(TOGETHER);
            if some.is_empty() {
                return Ok(());
            }
            let rows: Vec<_> = some
                .iter()
                .map(|(device, (revision, at))| json!([device, revision, at.millis()]))
                .collect();
            let query = sqlx::query(source.database.own(KEEP));
            let query = query.bind(source.app).bind(json!(rows).to_string());
            let _turn = source.database.turn().await;
            query.execute(&source.database.pool).await?;
        }
    }

    /// Returns what these devices fetched last, in the order of their ids. Those of which nothing is known are left out.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn fetched(&self, devices: &[DeviceId]) -> Result<Vec<Fetch>, Error> {
        let source = self.source();
        let query = sqlx::query(source.database.own(FIND));
        let query = query.bind(source.app).bind(singles(devices));
        let rows = query.fetch_all(&source.database.pool).await?;
        let fetch = |row: &sqlx::any::AnyRow| {
            let device: String = row.try_get(0)?;
            Ok(Fetch {
                device: DeviceId::new(device),
                revision: row.try_get(1)?,
                at: Time::from_millis(row.try_get(2)?),
            })
        };
        rows.iter().map(fetch).collect()
    }
}

/// The statement that writes notes. On PostgreSQL it waits for nobody, so nobody waits for it in a circle: a device whose
/// description is being written is noted with its next call.
const KEEP: [&str; 2] = [
    "UPDATE profiles SET fetched = e.value ->> 1, fetched_at = e.value ->> 2 FROM json_each($2) AS e
     WHERE profiles.app = $1 AND profiles.device = e.value ->> 0",
    "WITH told AS (SELECT e.value ->> 0 AS device, e.value ->> 1 AS revision, CAST(e.value ->> 2 AS BIGINT) AS at
         FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)),
     free AS (SELECT profiles.device, told.revision, told.at FROM profiles JOIN told ON told.device = profiles.device
         WHERE profiles.app = $1 ORDER BY profiles.device FOR UPDATE OF profiles SKIP LOCKED)
     UPDATE profiles SET fetched = free.revision, fetched_at = free.at FROM free
     WHERE profiles.app = $1 AND profiles.device = free.device",
];
/// The statement that finds what was fetched.
const FIND: [&str; 2] = [
    "SELECT device, fetched, fetched_at FROM profiles WHERE app = $1 AND fetched IS NOT NULL
         AND device IN (SELECT e.value ->> 0 FROM json_each($2) AS e) ORDER BY device",
    "SELECT device, fetched, fetched_at FROM profiles WHERE app = $1 AND fetched IS NOT NULL
         AND device = ANY (ARRAY(SELECT e.value ->> 0 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))
     ORDER BY device",
];
