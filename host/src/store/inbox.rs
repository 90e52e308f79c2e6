//! Verified messages of stores, kept before anything is done about them.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::commit::Results;
use super::database::{over_array, singles};
use super::error::Error;
use super::rows::{Source, id_of};
use super::work::{Arrival, Message, Note, SETTLE_WITHIN, Work};
use crate::ledger::{PlatformId, Time};

/// Which of these messages are there, and whether each is settled.
pub(super) async fn known(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    keys: &BTreeSet<String>,
) -> Result<BTreeMap<String, bool>, Error> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let statement = over_array!(
        source.database,
        "SELECT key, CASE WHEN due IS NULL THEN 1 ELSE 0 END FROM inbox
         WHERE app = $1 AND key IN (SELECT e.value ->> 0 FROM",
        ")"
    );
    let query = sqlx::query(statement).bind(source.app).bind(singles(keys));
    let rows = query.fetch_all(connection).await?;
    let known = |row: &AnyRow| -> Result<(String, bool), Error> {
        Ok((row.try_get(0)?, row.try_get::<i64, _>(1)? == 1))
    };
    rows.iter().map(known).collect()
}

/// Writes what the works did to the inbox.
pub(super) async fn save(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    works: &[Work],
    results: &Results,
) -> Result<(), Error> {
    for (work, result) in works.iter().zip(results) {
        let Ok(done) = result else { continue };
        if let (Some(message), Arrival::New) = (&work.keep, done.arrival) {
            insert(source, connection, message).await?;
        }
        if let Some(note) = work.settle.as_ref().filter(|_| !done.settled) {
            update(source, connection, note).await?;
        }
    }
    Ok(())
}

async fn insert(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    message: &Message,
) -> Result<(), Error> {
    let insert = sqlx::query(
        "INSERT INTO inbox (app, key, id, store, platform, body, received_at, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(source.app)
    .bind(message.key())
    .bind(message.id.as_str())
    .bind(message.store.name())
    .bind(message.platform.as_str())
    .bind(message.body.as_slice())
    .bind(message.received_at.millis())
    .bind(message.received_at.plus_millis(SETTLE_WITHIN).millis());
    insert.execute(connection).await?;
    Ok(())
}

async fn update(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    note: &Note,
) -> Result<(), Error> {
    let update = sqlx::query(
        "UPDATE inbox SET due = $3, note = $4, answers = $5 WHERE app = $1 AND key = $2",
    )
    .bind(source.app)
    .bind(note.key.as_str())
    .bind(note.due.map(Time::millis))
    .bind(note.why.as_deref())
    .bind(note.answers.as_deref());
    update.execute(connection).await?;
    Ok(())
}

/// The messages that are due, oldest first.
pub(super) async fn waiting(
    source: &Source<'_>,
    now: Time,
    limit: u32,
) -> Result<Vec<Message>, Error> {
    let query = sqlx::query(
        "SELECT id, store, platform, body, received_at FROM inbox
         WHERE app = $1 AND due <= $2 ORDER BY received_at, key LIMIT $3",
    )
    .bind(source.app)
    .bind(now.millis())
    .bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    rows.iter().map(message).collect()
}

fn message(row: &AnyRow) -> Result<Message, Error> {
    Ok(Message {
        id: row.try_get(0)?,
        store: id_of(&row.try_get::<String, _>(1)?)?,
        platform: PlatformId::new(row.try_get::<String, _>(2)?),
        body: row.try_get(3)?,
        received_at: Time::from_millis(row.try_get(4)?),
    })
}
