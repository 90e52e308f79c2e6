//! The deletion of old rows. Nothing that the ledger adds up to is among them.
//! The log stays, and with it the keys that make each input happen once.

use sqlx::Row;

use super::database::Source;
use super::error::Error;
use super::{LedgerDatabase, surplus, unused};
use paywall_ledger::Time;

/// The number of rows that one statement deletes at most. SQLite has one writer, and others wait for it.
const BATCH: u32 = 1000;

/// The deletion of a batch of activity.
const ACTIVITY: &str = "DELETE FROM activity WHERE app = $1 AND id IN (
     SELECT id FROM activity WHERE app = $1 AND at < $2 ORDER BY at LIMIT $3)";
/// The deletion of a batch of settled messages.
const SETTLED_MESSAGES: &str = "DELETE FROM inbox WHERE app = $1 AND due IS NULL AND key IN (
     SELECT key FROM inbox WHERE app = $1 AND due IS NULL AND unread IS NULL AND received_at < $2
     ORDER BY received_at LIMIT $3)";
/// The deletion of a batch of messages that were not understood.
const UNREAD_MESSAGES: &str = "DELETE FROM inbox WHERE app = $1 AND due IS NULL AND key IN (
     SELECT key FROM inbox WHERE app = $1 AND due IS NULL AND unread IS NOT NULL AND received_at < $2
     ORDER BY received_at LIMIT $3)";
// The outer condition repeats the inner one: an event that someone replays meanwhile is kept.
const SETTLED_EVENTS: &str = "DELETE FROM outbox WHERE app = $1 AND delivered_at < $2 AND position IN (
     SELECT position FROM outbox WHERE app = $1 AND delivered_at < $2 ORDER BY delivered_at LIMIT $3)";

impl LedgerDatabase {
    /// Returns the time by which what is old is to be deleted, if the clock says `now`: it goes on by a day at most
    /// with each call, because a clock may be wrong, and nothing brings back what is deleted.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn retention_time(&self, now: Time) -> Result<Time, Error> {
        goes_on(&self.source(), now).await
    }

    /// Forgets the activity of devices before a time. Returns the number of rows deleted.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn forget_activity(&self, before: Time) -> Result<u64, Error> {
        activity(&self.source(), before).await
    }

    /// Forgets the activity of each device and kind but for the newest `kept`, where a device reported something since
    /// the last call. Returns the number of rows deleted.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn forget_surplus_activity(&self, kept: u32) -> Result<u64, Error> {
        surplus::surplus(&self.source(), kept).await
    }

    /// Forgets the devices that came before a time, never had an account or a purchase, and of which no activity is
    /// kept, together with their anonymous users and the records of their installation. Returns their number.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn forget_unused_devices(&self, before: Time) -> Result<u64, Error> {
        unused::devices(&self.source(), before).await
    }

    /// Forgets the messages of stores that came before a time and are settled and understood. Returns their number.
    /// If one of them comes again, it goes through the ledger again, which knows its key and does nothing.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn forget_messages(&self, before: Time) -> Result<u64, Error> {
        messages(&self.source(), before).await
    }

    /// Forgets the messages that came before a time and were not understood. Returns their number.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn forget_not_understood(&self, before: Time) -> Result<u64, Error> {
        not_understood(&self.source(), before).await
    }

    /// Forgets the events that were delivered or given up before a time. Returns their number.
    /// [`Self::replay_events`] cannot send them again.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn forget_events(&self, before: Time) -> Result<u64, Error> {
        events(&self.source(), before).await
    }
}

/// The time by which deletions go: at most a day after that of the last ones. A clock that is years ahead
/// for an hour thus costs a day's rows, and not all of them.
const GOES_ON: &str = "INSERT INTO marks (app, name, value) VALUES ($1, 'retention', CAST($2 AS BIGINT))
     ON CONFLICT (app, name) DO UPDATE SET value =
         CASE WHEN excluded.value > marks.value + 86400000 THEN marks.value + 86400000 ELSE excluded.value END
     RETURNING value";

/// Returns the time by which deletions go, if the clock says `now`.
async fn goes_on(source: &Source<'_>, now: Time) -> Result<Time, Error> {
    let query = sqlx::query(GOES_ON).bind(source.app).bind(now.millis());
    let _turn = source.database.turn().await;
    let row = query.fetch_one(&source.database.pool).await?;
    Ok(Time::from_millis(row.try_get(0)?))
}

/// Deletes the activity of devices before `before`. Returns the number of rows.
async fn activity(source: &Source<'_>, before: Time) -> Result<u64, Error> {
    delete(source, ACTIVITY, before).await
}

/// Deletes messages that came before `before` and are settled and understood. Returns the number of rows.
async fn messages(source: &Source<'_>, before: Time) -> Result<u64, Error> {
    delete(source, SETTLED_MESSAGES, before).await
}

/// Deletes messages that came before `before` and were not understood. Returns the number of rows.
async fn not_understood(source: &Source<'_>, before: Time) -> Result<u64, Error> {
    delete(source, UNREAD_MESSAGES, before).await
}

/// The deletion of a batch of news that users were forgotten: once it is delivered, nothing here has their names.
const TOLD_DELETIONS: &str = "DELETE FROM outbox WHERE app = $1 AND position IN (
     SELECT position FROM outbox WHERE app = $1 AND stream = 'deletion' AND delivered_at < $2 AND given_up = 0 LIMIT $3)";

/// Deletes events that were delivered or given up before `before`. Returns the number of rows.
async fn events(source: &Source<'_>, before: Time) -> Result<u64, Error> {
    let told = delete(source, TOLD_DELETIONS, Time::from_millis(i64::MAX)).await?;
    Ok(told + delete(source, SETTLED_EVENTS, before).await?)
}

/// Runs a deletion batch by batch, with a turn for each, so that other writers can go between.
async fn delete(source: &Source<'_>, statement: &'static str, before: Time) -> Result<u64, Error> {
    let mut deleted = 0;
    loop {
        let batch = sqlx::query(statement)
            .bind(source.app)
            .bind(before.millis())
            .bind(i64::from(BATCH));
        let _turn = source.database.turn().await;
        let rows = batch.execute(&source.database.pool).await?.rows_affected();
        deleted += rows;
        if rows < u64::from(BATCH) {
            return Ok(deleted);
        }
    }
}
