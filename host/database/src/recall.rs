//! The recall of what waits for a time that a wrong clock named.
//!
//! Messages and events wait until they are due, and leases last, by the clock. If it was ahead, and is right again, these
//! times lie too far away. So the database keeps the latest time that was seen; once the clock is behind it, all that
//! waits is due at once. Looking at something too early does no harm: it is put off again, by a clock that is right.

use sqlx::Row;

use super::LedgerDatabase;
use super::error::Error;
use paywall_ledger::Time;

/// The time by which a clock must go back to count as having been ahead, and after which the latest time is written
/// anew: a minute, in milliseconds. Clocks of hosts differ a little.
const WRONG: i64 = 60_000;
/// The number of rows that one statement makes due at most. SQLite has one writer, and others wait for it.
const TOGETHER: i64 = 1000;

/// The statements that make something due that waits for a later time.
const RECALL: [&str; 2] = [
    "UPDATE inbox SET due = $2 WHERE app = $1 AND due > $2 AND key IN (
         SELECT key FROM inbox WHERE app = $1 AND due > $2 ORDER BY due DESC LIMIT $3)",
    "UPDATE outbox SET not_before = $2 WHERE app = $1 AND delivered_at IS NULL AND not_before > $2 AND position IN (
         SELECT position FROM outbox WHERE app = $1 AND delivered_at IS NULL AND not_before > $2
         ORDER BY not_before DESC LIMIT $3)",
];

impl LedgerDatabase {
    /// Makes all messages and events due that wait, if the clock was ahead when somebody called this last.
    /// Call it every few seconds, on every host. Returns their number.
    ///
    /// # Errors
    /// Fails if the database fails. What is left is due the next time.
    pub async fn recall(&self, now: Time) -> Result<u64, Error> {
        let latest = self.latest().await?;
        let went_back = latest.is_some_and(|it| it > now.plus_millis(WRONG));
        let mut count = 0;
        if went_back {
            for statement in RECALL {
                count += self.all_due(statement, now).await?;
            }
        }
        // Last, so that whatever failed is done the next time.
        if went_back || latest.is_none_or(|it| it < now.plus_millis(-WRONG)) {
            self.keep_latest(now).await?;
        }
        Ok(count)
    }

    /// Makes due what a statement finds, some rows at a time.
    async fn all_due(&self, statement: &'static str, now: Time) -> Result<u64, Error> {
        let mut count = 0;
        loop {
            let query = sqlx::query(statement).bind(self.source().app);
            let query = query.bind(now.millis()).bind(TOGETHER);
            let _turn = self.database.turn().await;
            let done = query.execute(&self.database.pool).await?.rows_affected();
            count += done;
            if done < TOGETHER.unsigned_abs() {
                return Ok(count);
            }
        }
    }

    /// Returns the latest time that was seen, to the minute.
    async fn latest(&self) -> Result<Option<Time>, Error> {
        let find = "SELECT value FROM marks WHERE app = $1 AND name = 'latest_time'";
        let find = sqlx::query(find).bind(self.source().app);
        let found = find.fetch_optional(&self.database.pool).await?;
        let value = found.map(|row| row.try_get(0)).transpose()?;
        Ok(value.map(Time::from_millis))
    }

    /// Writes the latest time that was seen.
    async fn keep_latest(&self, now: Time) -> Result<(), Error> {
        let keep = sqlx::query(
            "INSERT INTO marks (app, name, value) VALUES ($1, 'latest_time', $2)
             ON CONFLICT (app, name) DO UPDATE SET value = excluded.value",
        );
        let keep = keep.bind(self.source().app).bind(now.millis());
        let _turn = self.database.turn().await;
        keep.execute(&self.database.pool).await?;
        Ok(())
    }
}
