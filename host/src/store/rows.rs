//! Rows of the ledger's state, to and from tables.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::database::{Database, over_array, singles};
use super::error::Error;
use crate::ledger::{Lineage, LineageId, MemberKey, RowKey, State, Time, UserId};

/// Rows as they were read, and as they are now.
#[derive(Default)]
pub(super) struct Loaded {
    before: State,
    keys: BTreeSet<RowKey>,
}

/// The keys of each table.
#[derive(Default)]
struct Wanted {
    devices: Vec<String>,
    users: Vec<String>,
    accounts: Vec<String>,
    lineages: Vec<String>,
    members: Vec<String>,
}

impl Wanted {
    fn of(keys: &BTreeSet<RowKey>) -> Self {
        let mut wanted = Self::default();
        for key in keys {
            match key {
                RowKey::Device(id) => wanted.devices.push(id.to_string()),
                RowKey::User(id) => wanted.users.push(id.to_string()),
                RowKey::Account(id) => wanted.accounts.push(id.to_string()),
                RowKey::Lineage(id) => wanted.lineages.push(id.to_string()),
                RowKey::Member(id) => wanted.members.push(id.to_string()),
            }
        }
        wanted
    }
}

impl Loaded {
    /// The keys of all rows that were asked for, whether there are such rows or not.
    pub(super) const fn keys(&self) -> &BTreeSet<RowKey> {
        &self.keys
    }

    /// Fetches rows into `state`.
    pub(super) async fn fetch(
        &mut self,
        source: &Source<'_>,
        connection: &mut AnyConnection,
        keys: BTreeSet<RowKey>,
        state: &mut State,
    ) -> Result<(), Error> {
        let wanted = Wanted::of(&keys);
        let mut found = State::default();
        source
            .devices(connection, wanted.devices, &mut found)
            .await?;
        source.users(connection, wanted.users, &mut found).await?;
        source
            .lineages(connection, wanted.lineages, &mut found)
            .await?;
        source
            .pointers(connection, wanted.accounts, wanted.members, &mut found)
            .await?;
        self.keys.extend(keys);
        add(&mut self.before, found.clone());
        add(state, found);
        Ok(())
    }

    /// Writes what differs from what was read.
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

fn add(state: &mut State, found: State) {
    state.devices.extend(found.devices);
    state.users.extend(found.users);
    state.accounts.extend(found.accounts);
    state.lineages.extend(found.lineages);
    state.members.extend(found.members);
}

type Rows<K, V> = std::collections::BTreeMap<K, V>;

fn changed<K: Ord, V: PartialEq>(
    now: &Rows<K, V>,
    before: &Rows<K, V>,
    row: impl Fn(&K, &V) -> Value,
) -> Vec<Value> {
    let differ = now.iter().filter(|(key, it)| before.get(key) != Some(it));
    differ.map(|(key, it)| row(key, it)).collect()
}

fn gone<K: Ord + Serialize, V>(now: &Rows<K, V>, before: &Rows<K, V>) -> Vec<Value> {
    let gone = before.keys().filter(|key| !now.contains_key(key));
    gone.map(|key| json!([key])).collect()
}

/// A row's JSON text. Rows hold nothing that JSON cannot write.
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
    over_array!(
        database,
        "DELETE FROM accounts WHERE app = $1 AND id IN (SELECT e.value ->> 0 FROM",
        ")"
    )
}

fn remove_lineages(database: &Database) -> &'static str {
    over_array!(
        database,
        "DELETE FROM lineages WHERE app = $1 AND id IN (SELECT e.value ->> 0 FROM",
        ")"
    )
}

/// The rows of one app.
pub(super) struct Source<'a> {
    pub database: &'a Database,
    pub app: &'a str,
}

impl Source<'_> {
    async fn devices(
        &self,
        connection: &mut AnyConnection,
        ids: Vec<String>,
        into: &mut State,
    ) -> Result<(), Error> {
        let statement = over_array!(
            self.database,
            "SELECT id, body FROM devices WHERE app = $1 AND id IN (SELECT e.value ->> 0 FROM",
            ")"
        );
        for row in self.select(connection, statement, ids).await? {
            let (id, body) = pair(&row)?;
            into.devices.insert(id_of(&id)?, read(&id, &body)?);
        }
        Ok(())
    }

    async fn users(
        &self,
        connection: &mut AnyConnection,
        ids: Vec<String>,
        into: &mut State,
    ) -> Result<(), Error> {
        let statement = over_array!(
            self.database,
            "SELECT id, body FROM users WHERE app = $1 AND id IN (SELECT e.value ->> 0 FROM",
            ")"
        );
        for row in self.select(connection, statement, ids).await? {
            let (id, body) = pair(&row)?;
            into.users.insert(UserId::new(&id), read(&id, &body)?);
        }
        Ok(())
    }

    async fn lineages(
        &self,
        connection: &mut AnyConnection,
        ids: Vec<String>,
        into: &mut State,
    ) -> Result<(), Error> {
        let statement = over_array!(
            self.database,
            "SELECT id, body FROM lineages WHERE app = $1 AND id IN (SELECT e.value ->> 0 FROM",
            ")"
        );
        for row in self.select(connection, statement, ids).await? {
            let (id, body) = pair(&row)?;
            let (id, row) = lineage(&id, &body)?;
            into.lineages.insert(id, row);
        }
        Ok(())
    }

    async fn pointers(
        &self,
        connection: &mut AnyConnection,
        accounts: Vec<String>,
        members: Vec<String>,
        into: &mut State,
    ) -> Result<(), Error> {
        let statement = over_array!(
            self.database,
            "SELECT id, user_id FROM accounts WHERE app = $1 AND id IN (SELECT e.value ->> 0 FROM",
            ")"
        );
        for row in self.select(&mut *connection, statement, accounts).await? {
            let (id, user) = pair(&row)?;
            into.accounts.insert(id_of(&id)?, UserId::new(user));
        }
        let statement = over_array!(
            self.database,
            "SELECT id, lineage FROM members WHERE app = $1 AND id IN (SELECT e.value ->> 0 FROM",
            ")"
        );
        for row in self.select(connection, statement, members).await? {
            let (id, of) = pair(&row)?;
            into.members.insert(id_of(&id)?, id_of(&of)?);
        }
        Ok(())
    }

    async fn select(
        &self,
        connection: &mut AnyConnection,
        statement: &'static str,
        ids: Vec<String>,
    ) -> Result<Vec<AnyRow>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let query = sqlx::query(statement).bind(self.app).bind(singles(ids));
        Ok(query.fetch_all(connection).await?)
    }
}

/// A purchase's row from its key and body.
pub(super) fn lineage(id: &str, body: &str) -> Result<(LineageId, Lineage), Error> {
    let key: MemberKey = id_of(id)?;
    Ok((LineageId::of(key), read(id, body)?))
}

fn pair(row: &AnyRow) -> Result<(String, String), Error> {
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// An id from its text.
pub(super) fn id_of<T: DeserializeOwned>(id: &str) -> Result<T, Error> {
    let read = serde_json::from_value(Value::from(id));
    read.map_err(|error| broken(id, &error))
}

/// A row from its JSON text.
pub(super) fn read<T: DeserializeOwned>(id: &str, body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|error| broken(id, &error))
}

fn broken(row: &str, error: &serde_json::Error) -> Error {
    Error::Row {
        row: row.to_owned(),
        reason: error.to_string(),
    }
}
