//! The log, and what is read from it alone.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::database::{over_array, singles};
use super::error::Error;
use super::rows::{Source, read};
use crate::ledger::{Record, UserId};

/// Which of these keys were accepted before.
pub(super) async fn seen(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    keys: &BTreeSet<&str>,
) -> Result<Vec<String>, Error> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let statement = over_array!(
        source.database,
        "SELECT key FROM log WHERE app = $1 AND key IN (SELECT e.value ->> 0 FROM",
        ")"
    );
    let query = sqlx::query(statement).bind(source.app).bind(singles(keys));
    let rows = query.fetch_all(connection).await?;
    let key = |row: &AnyRow| -> Result<String, Error> { Ok(row.try_get(0)?) };
    rows.iter().map(key).collect()
}

/// Adds records, whose places are in whose histories, and what the outside is to hear of them.
pub(super) async fn append(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    records: &[Record],
) -> Result<(), Error> {
    if records.is_empty() {
        return Ok(());
    }
    let (mut lines, mut mentions, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for record in records {
        lines.push(json!([record.key, record.at, text(record)?]));
        mentions.extend(
            record
                .users()
                .into_iter()
                .map(|user| json!([user, record.key])),
        );
        for event in &record.events {
            let text = text(event)?;
            events.extend(event.users.iter().map(|user| json!([user, text])));
        }
    }
    let put_lines = over_array!(
        source.database,
        "INSERT INTO log (app, key, at, record)
         SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2 FROM",
        "ORDER BY e.key"
    );
    // CROSS JOIN: SQLite then looks up each key; it would walk through the whole log for them.
    let put_mentions = over_array!(
        source.database,
        "INSERT INTO mentions (app, user_id, position)
         SELECT log.app, e.value ->> 0, log.position FROM",
        "CROSS JOIN log WHERE log.app = $1 AND log.key = e.value ->> 1"
    );
    let put_events = over_array!(
        source.database,
        "INSERT INTO outbox (app, user_id, event) SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1 FROM",
        "ORDER BY e.key"
    );
    for (rows, statement) in [
        (lines, put_lines),
        (mentions, put_mentions),
        (events, put_events),
    ] {
        if !rows.is_empty() {
            let rows = Value::Array(rows).to_string();
            let query = sqlx::query(statement).bind(source.app).bind(rows);
            query.execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Records of the log: the whole of it, or those in one user's history, in their order.
pub(super) async fn records(
    source: &Source<'_>,
    user: Option<&UserId>,
) -> Result<Vec<Record>, Error> {
    let everything = sqlx::query("SELECT record FROM log WHERE app = $1 ORDER BY position");
    let history = sqlx::query(
        "SELECT log.record FROM mentions JOIN log ON log.position = mentions.position
         WHERE mentions.app = $1 AND mentions.user_id = $2 ORDER BY mentions.position",
    );
    let query = match user {
        None => everything.bind(source.app),
        Some(user) => history.bind(source.app).bind(user.as_str()),
    };
    let rows = query.fetch_all(&source.database.pool).await?;
    let record = |row: &AnyRow| read("log", &row.try_get::<String, _>(0)?);
    rows.iter().map(record).collect()
}

fn text(row: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(row).map_err(|error| Error::Row {
        row: "log".into(),
        reason: error.to_string(),
    })
}
