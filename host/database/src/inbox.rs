//! The inbox: verified messages of stores, kept before anything is done about them.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::database::{Source, in_array, over_array, singles};
use super::error::Error;
use super::part::Part;
use super::rows::{id_of, read};
use super::work::{Note, Results, Work};
use paywall_ledger::{Arrival, ExternalId, Leased, MemberKey, PlatformId, Time};
use paywall_stores::Message;

/// Lists what the works did to the inbox: the new messages, and the notes about those that wait.
pub(super) fn parts(works: &[Work], results: &Results) -> [Part; 2] {
    let mut new: BTreeMap<String, (&Message, Option<Note>)> = BTreeMap::new();
    // Of two notes about one message the later one counts.
    let mut notes: BTreeMap<String, Note> = BTreeMap::new();
    for (work, result) in works.iter().zip(results) {
        let Ok(done) = result else { continue };
        let note = work.settle.as_ref().filter(|_| !done.settled);
        let note = note.map(|note| match done.contested {
            true => note.to_be_asked(),
            false => note.clone(),
        });
        if let (Some(message), Arrival::New(())) = (&work.keep, done.arrival) {
            new.insert(message.key(), (message, note));
        } else if let Some(note) = note {
            match new.get_mut(&note.key) {
                Some((_, first)) => *first = Some(note),
                None => drop(notes.insert(note.key.clone(), note)),
            }
        }
    }
    let new = new.into_values().map(|(message, note)| row(message, note));
    let notes = notes.values().map(|note| {
        let mut row = columns(note).to_vec();
        row.push(json!(note.lease));
        row.into()
    });
    [
        Part::new("new_messages", INSERT, new.collect()),
        Part::new("notes", UPDATE, notes.collect()).counted(),
    ]
}

/// The statement for messages that were not there before.
const INSERT: [&str; 2] = over_array!(
    "INSERT INTO inbox (app, key, due, note, answers, unread, rounds, about, id, store, platform, body, received_at, kind, content)
     SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2, e.value ->> 3, e.value ->> 4,
         CAST(e.value ->> 5 AS BIGINT), e.value ->> 6, e.value ->> 7, e.value ->> 8, e.value ->> 9, e.value ->> 10,
         CAST(e.value ->> 11 AS BIGINT), e.value ->> 12, e.value ->> 13 FROM",
    "ORDER BY e.key"
);

/// The statement for notes about messages that wait, by those whose lease it still is. The last condition for SQLite
/// repeats one before it: without it, SQLite would walk through the whole inbox.
const UPDATE: [&str; 2] = over_array!(
    "UPDATE inbox SET due = CAST(e.value ->> 1 AS BIGINT), note = e.value ->> 2, answers = e.value ->> 3,
         unread = CASE WHEN e.value ->> 1 IS NULL OR CAST(e.value ->> 5 AS BIGINT) = 1 THEN e.value ->> 4 ELSE unread END,
         rounds = rounds + CAST(e.value ->> 5 AS BIGINT), about = COALESCE(e.value ->> 6, about) FROM",
    "WHERE inbox.app = $1 AND inbox.key = e.value ->> 0 AND inbox.due = CAST(e.value ->> 7 AS BIGINT)",
    sqlite: " AND inbox.key IN (SELECT one.value ->> 0 FROM json_each($2) AS one)",
    postgres: " RETURNING 1 AS one"
);

/// Writes a new message, settled in the same transaction or due at once.
fn row(message: &Message, note: Option<Note>) -> Value {
    let waits = || Note {
        key: message.key(),
        due: Some(message.received_at),
        ..Note::default()
    };
    let mut row = columns(&note.unwrap_or_else(waits)).to_vec();
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
fn columns(note: &Note) -> [Value; 7] {
    [
        json!(note.key),
        json!(note.due),
        json!(note.why),
        json!(note.answers),
        json!(note.unread),
        json!(i64::from(note.again)),
        json!(note.about),
    ]
}

/// Takes messages that are due, oldest first, and leases them until `now + lease`.
pub(super) async fn take(
    source: &Source<'_>,
    now: Time,
    lease: i64,
    limit: u32,
) -> Result<Vec<Leased<Message>>, Error> {
    let pool = &source.database.pool;
    // Writers take turns, and mostly nothing is due: a look takes no turn. Without an order, PostgreSQL expects to meet
    // a third of all rows, and walks through them.
    let due = "SELECT 1 FROM inbox WHERE app = $1 AND due <= $2 ORDER BY due LIMIT 1";
    let due = sqlx::query(due);
    let due = due.bind(source.app).bind(now.millis());
    if due.fetch_optional(pool).await?.is_none() {
        return Ok(Vec::new());
    }
    let until = now.plus_millis(lease);
    let query = sqlx::query(
        "UPDATE inbox SET due = $3 WHERE app = $1 AND due <= $2 AND key IN (
             SELECT key FROM inbox WHERE app = $1 AND due <= $2 ORDER BY due, key LIMIT $4)
         RETURNING id, store, platform, body, received_at, kind, content, rounds",
    )
    .bind(source.app)
    .bind(now.millis())
    .bind(until.millis())
    .bind(i64::from(limit));
    let _turn = source.database.turn().await;
    let rows = query.fetch_all(pool).await?;
    let leased = |row| {
        Ok(Leased {
            it: message(row)?,
            until,
        })
    };
    let mut out: Vec<_> = rows.iter().map(leased).collect::<Result<_, Error>>()?;
    out.sort_by(|one, other| (one.received_at, &one.id).cmp(&(other.received_at, &other.id)));
    Ok(out)
}

/// A message that was not understood, or not in all its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotUnderstood {
    /// The key of the message.
    pub key: String,
    /// The store that sent it.
    pub store: String,
    /// The store's word for the event, as far as it was read.
    pub kind: String,
    /// The time at which it came.
    pub received_at: Time,
    /// The reason why it was not understood.
    pub why: String,
    /// True if it waits to be looked into, for the first time or again.
    pub waits: bool,
}

/// Lists messages that were not understood, the latest first.
pub(super) async fn not_understood(
    source: &Source<'_>,
    limit: u32,
) -> Result<Vec<NotUnderstood>, Error> {
    let query = sqlx::query(
        "SELECT key, store, kind, received_at, unread, CASE WHEN due IS NULL THEN 0 ELSE 1 END
         FROM inbox WHERE app = $1 AND unread IS NOT NULL ORDER BY received_at DESC, key LIMIT $2",
    )
    .bind(source.app)
    .bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    let read = |row: &AnyRow| -> Result<NotUnderstood, Error> {
        Ok(NotUnderstood {
            key: row.try_get(0)?,
            store: row.try_get(1)?,
            kind: row.try_get(2)?,
            received_at: Time::from_millis(row.try_get(3)?),
            why: row.try_get(4)?,
            waits: row.try_get::<i32, _>(5)? != 0,
        })
    };
    rows.iter().map(read).collect()
}

/// The number of messages that one statement makes due again at most. SQLite has one writer, and others wait for it.
const AGAIN: i64 = 1000;

/// Makes messages due again that were not understood.
pub(super) async fn work_again(source: &Source<'_>, now: Time) -> Result<u64, Error> {
    // The oldest of those that wait for nothing; the next batch finds the ones after them.
    let statement = "UPDATE inbox SET due = $2, rounds = rounds + 1 WHERE app = $1 AND due IS NULL AND key IN (
             SELECT key FROM inbox WHERE app = $1 AND unread IS NOT NULL AND due IS NULL ORDER BY received_at LIMIT $3)";
    let mut all = 0;
    loop {
        let batch = sqlx::query(statement).bind(source.app).bind(now.millis());
        let _turn = source.database.turn().await;
        let done = batch.bind(AGAIN).execute(&source.database.pool).await?;
        all += done.rows_affected();
        if done.rows_affected() < AGAIN.unsigned_abs() {
            return Ok(all);
        }
    }
}

/// Lists the messages about these purchases, as they came, with what they say and the stores' answers.
pub(super) async fn about(
    source: &Source<'_>,
    members: &BTreeSet<MemberKey>,
) -> Result<Vec<Value>, Error> {
    let statement = in_array!(
        "SELECT id, store, platform, body, received_at, kind, content, rounds, answers FROM inbox
         WHERE app = $1 AND about",
        ""
    );
    let query = sqlx::query(source.database.own(statement))
        .bind(source.app)
        .bind(singles(members));
    let mut rows = Vec::new();
    for row in query.fetch_all(&source.database.pool).await? {
        let answers: Option<String> = row.try_get(8)?;
        rows.push((message(&row)?, answers));
    }
    rows.sort_by(|(one, _), (other, _)| {
        (one.received_at, &one.id).cmp(&(other.received_at, &other.id))
    });
    let shown = |(it, answers): (Message, Option<String>)| {
        json!({
            "id": it.id,
            "store": it.store,
            "kind": it.kind,
            "received_at": it.received_at,
            "body": written(&it.body),
            "content": it.content,
            "answers": answers.and_then(|it| serde_json::from_str::<Value>(&it).ok()),
        })
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// The number of messages that are looked through at once.
const LOOKED_THROUGH: i64 = 200;

/// Deletes the settled messages about no purchase, or several, in which any of these purchases, the account, or a
/// store's id of the customer appears.
pub(super) async fn forget_unnamed(
    source: &Source<'_>,
    members: &BTreeSet<MemberKey>,
    account: Option<&ExternalId>,
) -> Result<(), Error> {
    let purchases = members.iter().map(|it| it.id.to_ascii_lowercase());
    let mut names: BTreeSet<String> = purchases.collect();
    names.extend(account.map(ExternalId::to_string));
    names.extend(customers(source, members).await?);
    let mut last = String::new();
    loop {
        let query = sqlx::query(
            "SELECT key, body || ' ' || content || ' ' || COALESCE(answers, '') || ' ' || COALESCE(unread, '') FROM inbox
             WHERE app = $1 AND about IS NULL AND due IS NULL AND key > $2 ORDER BY key LIMIT $3",
        )
        .bind(source.app)
        .bind(last.as_str())
        .bind(LOOKED_THROUGH);
        let rows = query.fetch_all(&source.database.pool).await?;
        for row in &rows {
            last = row.try_get(0)?;
            let text = row.try_get::<String, _>(1)?.to_ascii_lowercase();
            if names.iter().any(|name| has_word(&text, name)) {
                let query =
                    sqlx::query("DELETE FROM inbox WHERE app = $1 AND key = $2 AND due IS NULL")
                        .bind(source.app)
                        .bind(last.as_str());
                let _turn = source.database.turn().await;
                query.execute(&source.database.pool).await?;
            }
        }
        if rows.len() < usize::try_from(LOOKED_THROUGH).unwrap_or_default() {
            return Ok(());
        }
    }
}

/// Lists what the stores call the customers in the messages about these purchases.
async fn customers(
    source: &Source<'_>,
    members: &BTreeSet<MemberKey>,
) -> Result<BTreeSet<String>, Error> {
    let statement = in_array!(
        "SELECT id, store, content FROM inbox WHERE app = $1 AND about",
        ""
    );
    let query = sqlx::query(source.database.own(statement))
        .bind(source.app)
        .bind(singles(members));
    let mut names = BTreeSet::new();
    for row in query.fetch_all(&source.database.pool).await? {
        let (id, store): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let content: Value = read(&id, &row.try_get::<String, _>(2)?)?;
        let name = paywall_stores::customer(id_of(&store)?, &content);
        names.extend(name.map(str::to_ascii_lowercase));
    }
    Ok(names)
}

/// Returns true if a name stands in a text as a word: account 42 is not in 1042.
fn has_word(text: &str, name: &str) -> bool {
    let inside = |it: char| it.is_ascii_alphanumeric();
    text.match_indices(name).any(|(at, _)| {
        let after = text.get(at + name.len()..).unwrap_or_default();
        !text.get(..at).unwrap_or_default().ends_with(inside) && !after.starts_with(inside)
    })
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
        rounds: row.try_get(7)?,
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
