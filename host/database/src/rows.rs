//! The conversion of the ledger's state to and from rows of tables.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::database::{Database, in_array, over_array};
use super::error::Error;
use paywall_ledger::{App, Lineage, LineageId, MemberKey, RowKey, State, Time};

/// The rows and keys to be looked up.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The keys of rows of the ledger's state.
    pub rows: BTreeSet<RowKey>,
    /// Keys of inputs, to learn which of them were accepted before.
    pub inputs: BTreeSet<String>,
    /// Keys of messages, to learn which of them are in the inbox.
    pub messages: BTreeSet<String>,
}

/// The rows as they were read, to be compared with the rows as they are now.
#[derive(Default)]
pub(super) struct Loaded {
    before: State,
    keys: BTreeSet<RowKey>,
}

impl Loaded {
    /// Returns the keys of all rows that were asked for, even if there are no such rows.
    pub(super) const fn keys(&self) -> &BTreeSet<RowKey> {
        &self.keys
    }

    /// Fetches rows into `state`, with the keys of inputs that are known.
    /// Returns the messages that are in the inbox; true if settled.
    pub(super) async fn fetch(
        &mut self,
        source: &Source<'_>,
        connection: &mut AnyConnection,
        wanted: Wanted,
        state: &mut State,
    ) -> Result<BTreeMap<String, bool>, Error> {
        let found = source.find(connection, &wanted).await?;
        self.keys.extend(wanted.rows);
        add(&mut self.before, found.state.clone());
        add(state, found.state);
        Ok(found.messages)
    }

    /// Writes the rows that differ from those that were read.
    pub(super) async fn save(
        &self,
        source: &Source<'_>,
        connection: &mut AnyConnection,
        state: &State,
        at: Time,
    ) -> Result<(), Error> {
        let (database, old) = (source.database, &self.before);
        let devices = changed(&state.devices, &old.devices, |id, row| {
            json!([id, text(row), row.user])
        });
        let users = changed(&state.users, &old.users, |id, row| json!([id, text(row)]));
        let accounts = changed(&state.accounts, &old.accounts, |id, user| json!([id, user]));
        let members = changed(&state.members, &old.members, |id, of| json!([id, of]));
        let lineages = changed(&state.lineages, &old.lineages, |id, row| {
            json!([id, text(row), row.owner, row.due(at).map(Time::millis)])
        });
        let statements = [
            (devices, put_devices(database)),
            (users, put_users(database)),
            (accounts, put_accounts(database)),
            (members, put_members(database)),
            (lineages, put_lineages(database)),
            (
                gone(&state.accounts, &old.accounts),
                remove_accounts(database),
            ),
            (
                gone(&state.lineages, &old.lineages),
                remove_lineages(database),
            ),
        ];
        for (rows, statement) in statements {
            if !rows.is_empty() {
                let rows = Value::Array(rows).to_string();
                let query = sqlx::query(statement).bind(source.app).bind(rows);
                query.execute(&mut *connection).await?;
            }
        }
        Ok(())
    }
}

/// Adds rows that were found to a state.
fn add(state: &mut State, found: State) {
    state.devices.extend(found.devices);
    state.users.extend(found.users);
    state.accounts.extend(found.accounts);
    state.lineages.extend(found.lineages);
    state.members.extend(found.members);
    state.seen.extend(found.seen);
}

/// Rows of one table, by key.
type Rows<K, V> = BTreeMap<K, V>;

/// Writes the rows that are new or differ from before.
fn changed<K: Ord, V: PartialEq>(
    now: &Rows<K, V>,
    before: &Rows<K, V>,
    row: impl Fn(&K, &V) -> Value,
) -> Vec<Value> {
    let differ = now.iter().filter(|(key, it)| before.get(key) != Some(it));
    differ.map(|(key, it)| row(key, it)).collect()
}

/// Writes the keys of the rows that are no longer there.
fn gone<K: Ord + Serialize, V>(now: &Rows<K, V>, before: &Rows<K, V>) -> Vec<Value> {
    let gone = before.keys().filter(|key| !now.contains_key(key));
    gone.map(|key| json!([key])).collect()
}

/// Writes a row as JSON text. Rows hold nothing that JSON cannot write.
fn text(row: &impl Serialize) -> Value {
    serde_json::to_string(row).map_or(Value::Null, Value::String)
}

fn put_devices(database: &Database) -> &'static str {
    over_array!(
        database,
        "INSERT INTO devices (app, id, body, user_id)
         SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2 FROM",
        "WHERE true ON CONFLICT (app, id) DO UPDATE SET body = excluded.body, user_id = excluded.user_id"
    )
}

fn put_users(database: &Database) -> &'static str {
    over_array!(
        database,
        "INSERT INTO users (app, id, body) SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1 FROM",
        "WHERE true ON CONFLICT (app, id) DO UPDATE SET body = excluded.body"
    )
}

fn put_accounts(database: &Database) -> &'static str {
    over_array!(
        database,
        "INSERT INTO accounts (app, id, user_id) SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1 FROM",
        "WHERE true ON CONFLICT (app, id) DO UPDATE SET user_id = excluded.user_id"
    )
}

fn put_members(database: &Database) -> &'static str {
    over_array!(
        database,
        "INSERT INTO members (app, id, lineage) SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1 FROM",
        "WHERE true ON CONFLICT (app, id) DO UPDATE SET lineage = excluded.lineage"
    )
}

fn put_lineages(database: &Database) -> &'static str {
    over_array!(
        database,
        "INSERT INTO lineages (app, id, body, owner, due)
         SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2, CAST(e.value ->> 3 AS BIGINT) FROM",
        "WHERE true ON CONFLICT (app, id)
         DO UPDATE SET body = excluded.body, owner = excluded.owner, due = excluded.due"
    )
}

fn remove_accounts(database: &Database) -> &'static str {
    in_array!(database, "DELETE FROM accounts WHERE app = $1 AND id", "")
}

fn remove_lineages(database: &Database) -> &'static str {
    in_array!(database, "DELETE FROM lineages WHERE app = $1 AND id", "")
}

/// The database and the app whose rows are meant.
pub(super) struct Source<'a> {
    pub database: &'a Database,
    pub app: &'a str,
}

impl<'a> Source<'a> {
    /// Names the database and the app.
    pub(super) fn new(database: &'a Database, app: &'a App) -> Self {
        let app = app.id.as_str();
        Self { database, app }
    }
}

/// Reads a row's key and its JSON.
pub(super) fn row<K: DeserializeOwned, V: DeserializeOwned>(
    id: &str,
    body: &str,
) -> Result<(K, V), Error> {
    Ok((id_of(id)?, read(id, body)?))
}

/// Reads a key and the key that it leads to.
pub(super) fn pointer<K: DeserializeOwned, V: DeserializeOwned>(
    id: &str,
    to: &str,
) -> Result<(K, V), Error> {
    Ok((id_of(id)?, id_of(to)?))
}

/// Reads a purchase's row.
pub(super) fn lineage(id: &str, body: &str) -> Result<(LineageId, Lineage), Error> {
    let key: MemberKey = id_of(id)?;
    Ok((LineageId::of(key), read(id, body)?))
}

/// Reads an id from its text in a table.
pub(super) fn id_of<T: DeserializeOwned>(id: &str) -> Result<T, Error> {
    let read = serde_json::from_value(Value::from(id));
    read.map_err(|error| broken(id, &error))
}

/// Reads a row's JSON text.
pub(super) fn read<T: DeserializeOwned>(id: &str, body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|error| broken(id, &error))
}

/// Makes the error that a row cannot be read.
fn broken(row: &str, error: &serde_json::Error) -> Error {
    Error::Row {
        row: row.to_owned(),
        reason: error.to_string(),
    }
}
