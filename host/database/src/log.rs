//! The log, and the reading of it.

use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::database::{Dialect, over_array};
use super::error::Error;
use super::rows::{Source, read};
use paywall_ledger::{Record, UserId};

/// Appends records with the users whose histories mention them, and adds their events to the outbox.
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
            let stream = event.stream();
            events.extend(event.users.iter().map(|user| json!([user, text, stream])));
        }
    }
    let lines = Value::Array(lines).to_string();
    let mentions = Value::Array(mentions).to_string();
    put(source, connection, lines, mentions).await?;
    let put_events = over_array!(
        source.database,
        "INSERT INTO outbox (app, user_id, event, stream)
         SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2 FROM",
        "ORDER BY e.key"
    );
    if !events.is_empty() {
        let events = Value::Array(events).to_string();
        let query = sqlx::query(put_events).bind(source.app).bind(events);
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Writes records as `[[key, at, record], …]`, and the users whose histories mention them as `[[user, key], …]`.
async fn put(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    lines: String,
    mentions: String,
) -> Result<(), Error> {
    match source.database.dialect {
        Dialect::Sqlite => {
            let put_lines = "INSERT INTO log (app, key, at, record)
                 SELECT $1, e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2
                 FROM json_each($2) AS e WHERE true ORDER BY e.key";
            // CROSS JOIN makes SQLite look up each key; otherwise it would walk through the whole log.
            let put_mentions = "INSERT INTO mentions (app, user_id, position)
                 SELECT log.app, e.value ->> 0, log.position FROM json_each($2) AS e
                 CROSS JOIN log WHERE log.app = $1 AND log.key = e.value ->> 1";
            for (statement, rows) in [(put_lines, lines), (put_mentions, mentions)] {
                let query = sqlx::query(statement).bind(source.app).bind(rows);
                query.execute(&mut *connection).await?;
            }
        }
        Dialect::Postgres => {
            let both = "WITH added AS (INSERT INTO log (app, key, at, record)
                 SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2
                 FROM jsonb_array_elements(CAST($2 AS jsonb)) WITH ORDINALITY AS e(value, key) ORDER BY e.key
                 RETURNING key, position)
                 INSERT INTO mentions (app, user_id, position)
                 SELECT CAST($1 AS TEXT), e.value ->> 0, added.position
                 FROM jsonb_array_elements(CAST($3 AS jsonb)) AS e(value) JOIN added ON added.key = e.value ->> 1";
            let query = sqlx::query(both).bind(source.app).bind(lines);
            query.bind(mentions).execute(connection).await?;
        }
    }
    Ok(())
}

/// Reads the log in its order: the whole of it, or the records that one user's history mentions.
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

/// Writes a record or an event as JSON text.
fn text(row: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(row).map_err(|error| Error::Row {
        row: "log".into(),
        reason: error.to_string(),
    })
}
