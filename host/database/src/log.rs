//! The log, and the reading of it.

use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::database::{Source, over_array};
use super::error::Error;
use super::part::Part;
use super::rows::{read, text};
use paywall_ledger::{Record, UserId};

/// Lists records, the names by which they are found, and their events.
pub(super) fn parts(records: &[Record]) -> Result<[Part; 3], Error> {
    let (mut lines, mut mentions, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for record in records {
        lines.push(json!([record.key, record.at, text("log", record)?]));
        let names = record.names().into_iter();
        mentions.extend(names.map(|name| json!([name, record.key])));
        for event in &record.events {
            let text = text("outbox", event)?;
            let stream = event.stream();
            events.extend(event.users.iter().map(|user| json!([user, text, stream])));
        }
    }
    Ok([
        Part::new("added", PUT_RECORDS, lines),
        Part::new("mentioned", PUT_MENTIONS, mentions),
        Part::new("events", PUT_EVENTS, events),
    ])
}

/// The statement for records: `[key, at, record]`. On PostgreSQL, positions are drawn when all rows are locked.
const PUT_RECORDS: [&str; 2] = over_array!(
    "INSERT INTO log (app, key, at, record)
     SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2 FROM",
    "",
    sqlite: "WHERE true ORDER BY e.key",
    postgres: "CROSS JOIN as_read WHERE as_read.one = 1 ORDER BY e.key RETURNING log.key, log.position"
);
/// The statement for the names by which records are found: `[name, key]`.
/// On SQLite, CROSS JOIN makes it look up each key; otherwise it would walk through the whole log.
const PUT_MENTIONS: [&str; 2] = [
    "INSERT INTO mentions (app, user_id, position)
     SELECT log.app, e.value ->> 0, log.position FROM json_each($2) AS e
     CROSS JOIN log WHERE log.app = $1 AND log.key = e.value ->> 1",
    "INSERT INTO mentions (app, user_id, position)
     SELECT CAST($1 AS TEXT), e.value ->> 0, added.position
     FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value) JOIN added ON added.key = e.value ->> 1",
];
/// The statement for the events of records: `[user, event, stream]`. Each user hears them in the order of the log.
const PUT_EVENTS: [&str; 2] = over_array!(
    "INSERT INTO outbox (app, user_id, event, stream)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2 FROM",
    "",
    sqlite: "ORDER BY e.key",
    postgres: "CROSS JOIN as_read WHERE as_read.one = 1 ORDER BY e.key"
);

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
