//! What is too old to be kept. Nothing here is what the ledger adds up to: the log stays, and with it the keys that
//! make each input happen once.

use super::error::Error;
use super::rows::Source;
use paywall_ledger::Time;

/// Rows that one statement deletes at most: SQLite has one writer, and others wait for it.
const BATCH: u32 = 1000;

const ACTIVITY: &str = "DELETE FROM activity WHERE app = $1 AND id IN (
     SELECT id FROM activity WHERE app = $1 AND at < $2 ORDER BY at LIMIT $3)";
const SETTLED_MESSAGES: &str = "DELETE FROM inbox WHERE app = $1 AND due IS NULL AND key IN (
     SELECT key FROM inbox WHERE app = $1 AND due IS NULL AND received_at < $2 ORDER BY received_at LIMIT $3)";
// The condition outside: whoever has an event sent again meanwhile keeps it.
const SETTLED_EVENTS: &str = "DELETE FROM outbox WHERE app = $1 AND delivered_at < $2 AND position IN (
     SELECT position FROM outbox WHERE app = $1 AND delivered_at < $2 ORDER BY delivered_at LIMIT $3)";

/// Forgets what devices did before `before`. Returns how much.
pub(super) async fn activity(source: &Source<'_>, before: Time) -> Result<u64, Error> {
    delete(source, ACTIVITY, before).await
}

/// Forgets messages that came before `before` and are settled. Returns how many.
pub(super) async fn messages(source: &Source<'_>, before: Time) -> Result<u64, Error> {
    delete(source, SETTLED_MESSAGES, before).await
}

/// Forgets events that were delivered or given up before `before`. Returns how many.
pub(super) async fn events(source: &Source<'_>, before: Time) -> Result<u64, Error> {
    delete(source, SETTLED_EVENTS, before).await
}

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
