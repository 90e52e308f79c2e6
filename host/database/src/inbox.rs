//! The inbox: verified messages of stores, kept before anything is done about them.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::database::{Dialect, over_array};
use super::error::Error;
use super::rows::{Source, id_of, read};
use super::work::{Note, Results, Work};
use paywall_ledger::{Arrival, PlatformId, Time};
use paywall_stores::Message;

/// Writes what the works did to the inbox, in two statements for any number of works.
pub(super) async fn save(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    works: &[Work],
    results: &Results,
) -> Result<(), Error> {
    let mut new = Vec::new();
    // Of two notes about one message the later one counts.
    let mut notes: BTreeMap<&str, Value> = BTreeMap::new();
    for (work, result) in works.iter().zip(results) {
        let Ok(done) = result else { continue };
        let note = work.settle.as_ref().filter(|_| !done.settled);
        match (&work.keep, done.arrival) {
            (Some(message), Arrival::New(())) => new.push(row(message, note)),
            _ => notes.extend(note.map(|it| (it.key.as_str(), json!(columns(it))))),
        }
    }
    let insert = over_array!(
        source.database,
        "INSERT INTO inbox (app, key, due, note, answers, id, store, platform, body, received_at, kind, content)
         SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2, e.value ->> 3,
             e.value ->> 4, e.value ->> 5, e.value ->> 6, e.value ->> 7, CAST(e.value ->> 8 AS BIGINT), e.value ->> 9, e.value ->> 10 FROM",
        "ORDER BY e.key"
    );
    // The last condition repeats the one before it: without it, SQLite would walk through the whole inbox.
    let update = match source.database.dialect {
        Dialect::Sqlite => {
            "UPDATE inbox SET due = CAST(e.value ->> 1 AS BIGINT), note = e.value ->> 2, answers = e.value ->> 3
             FROM json_each($2) AS e WHERE inbox.app = $1 AND inbox.key = e.value ->> 0
             AND inbox.key IN (SELECT one.value ->> 0 FROM json_each($2) AS one)"
        }
        Dialect::Postgres => {
            "UPDATE inbox SET due = CAST(e.value ->> 1 AS BIGINT), note = e.value ->> 2, answers = e.value ->> 3
             FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)
             WHERE inbox.app = $1 AND inbox.key = e.value ->> 0"
        }
    };
    for (rows, statement) in [(new, insert), (notes.into_values().collect(), update)] {
        if !rows.is_empty() {
            let rows = Value::Array(rows).to_string();
            let query = sqlx::query(statement).bind(source.app).bind(rows);
            query.execute(&mut *connection).await?;
        }
    }
    Ok(())
}

/// Writes a new message, settled in the same transaction or due at once.
fn row(message: &Message, note: Option<&Note>) -> Value {
    let waits = Note {
        key: message.key(),
        due: Some(message.received_at),
        why: None,
        answers: None,
    };
    let note = note.unwrap_or(&waits);
    let mut row = columns(note).to_vec();
    row.extend([
        json!(message.id),
        json!(message.store),
        json!(message.platform),
        json!(written(&message.body)),
        json!(message.received_at),
        json!(message.kind),
        json!(message.content.to_string()),
    ]);
    row.into()
}

/// Writes the columns that a note sets.
fn columns(note: &Note) -> [Value; 4] {
    [
        json!(note.key),
        json!(note.due),
        json!(note.why),
        json!(note.answers),
    ]
}

/// Takes messages that are due, oldest first, and leases them until `now + lease`.
pub(super) async fn take(
    source: &Source<'_>,
    now: Time,
    lease: i64,
    limit: u32,
) -> Result<Vec<Message>, Error> {
    let pool = &source.database.pool;
    // Writers take turns, and mostly nothing is due: a look takes no turn.
    let due = sqlx::query("SELECT 1 FROM inbox WHERE app = $1 AND due <= $2 LIMIT 1");
    let due = due.bind(source.app).bind(now.millis());
    if due.fetch_optional(pool).await?.is_none() {
        return Ok(Vec::new());
    }
    let query = sqlx::query(
        "UPDATE inbox SET due = $3 WHERE app = $1 AND due <= $2 AND key IN (
             SELECT key FROM inbox WHERE app = $1 AND due <= $2 ORDER BY due, key LIMIT $4)
         RETURNING id, store, platform, body, received_at, kind, content",
    )
    .bind(source.app)
    .bind(now.millis())
    .bind(now.plus_millis(lease).millis())
    .bind(i64::from(limit));
    let _turn = source.database.turn().await;
    let rows = query.fetch_all(pool).await?;
    let mut out: Vec<_> = rows.iter().map(message).collect::<Result<_, _>>()?;
    out.sort_by(|one, other| (one.received_at, &one.id).cmp(&(other.received_at, &other.id)));
    Ok(out)
}

/// The beginning of the note on a message that was not understood.
pub const NOT_UNDERSTOOD: &str = "not understood: ";

/// A message that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotUnderstood {
    /// The key of the message.
    pub key: String,
    /// The store's word for the event, as far as it was read.
    pub kind: String,
    /// The time at which it came.
    pub received_at: Time,
    /// The reason why it was not understood.
    pub why: String,
}

/// Lists messages that were not understood, the latest first.
pub(super) async fn not_understood(
    source: &Source<'_>,
    limit: u32,
) -> Result<Vec<NotUnderstood>, Error> {
    let query = sqlx::query(
        "SELECT key, kind, received_at, note FROM inbox WHERE app = $1 AND due IS NULL AND note LIKE $2
         ORDER BY received_at DESC, key LIMIT $3",
    )
    .bind(source.app)
    .bind(format!("{NOT_UNDERSTOOD}%"))
    .bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    let read = |row: &AnyRow| -> Result<NotUnderstood, Error> {
        let why: String = row.try_get(3)?;
        Ok(NotUnderstood {
            key: row.try_get(0)?,
            kind: row.try_get(1)?,
            received_at: Time::from_millis(row.try_get(2)?),
            why: why.trim_start_matches(NOT_UNDERSTOOD).to_owned(),
        })
    };
    rows.iter().map(read).collect()
}

/// Makes messages due again that were not understood.
pub(super) async fn work_again(source: &Source<'_>, now: Time) -> Result<u64, Error> {
    let query =
        sqlx::query("UPDATE inbox SET due = $2 WHERE app = $1 AND due IS NULL AND note LIKE $3")
            .bind(source.app)
            .bind(now.millis())
            .bind(format!("{NOT_UNDERSTOOD}%"));
    let _turn = source.database.turn().await;
    let done = query.execute(&source.database.pool).await?;
    Ok(done.rows_affected())
}

/// Reads a message from its row.
fn message(row: &AnyRow) -> Result<Message, Error> {
    let id: String = row.try_get(0)?;
    let body = body(&id, row.try_get(3)?)?;
    Ok(Message {
        store: id_of(&row.try_get::<String, _>(1)?)?,
        platform: PlatformId::new(row.try_get::<String, _>(2)?),
        body,
        received_at: Time::from_millis(row.try_get(4)?),
        kind: row.try_get(5)?,
        content: read(&id, &row.try_get::<String, _>(6)?)?,
        id,
    })
}

/// The prefix of a body that is text, as the bodies of all stores are. Other bodies are in base64, which has no `:`.
const TEXT: &str = "text:";

/// Writes a body as text: as it is, or in base64.
fn written(body: &[u8]) -> String {
    match std::str::from_utf8(body) {
        Ok(text) if !text.contains('\0') => format!("{TEXT}{text}"),
        _ => STANDARD.encode(body),
    }
}

/// Reads a body from its text.
fn body(id: &str, written: String) -> Result<Vec<u8>, Error> {
    if let Some(text) = written.strip_prefix(TEXT) {
        return Ok(text.into());
    }
    STANDARD.decode(written).map_err(|error| Error::Row {
        row: id.to_owned(),
        reason: error.to_string(),
    })
}
