//! The reading of everything that a transaction needs to know, in one question to the database.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::database::{Dialect, Source};
use super::error::Error;
use super::rows::{VACANT, Wanted, id_of, lineage, pointer, row};
use paywall_ledger::{ExternalId, LineageId, RowKey, State, Time};

/// The part of it that exists.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The rows, and the keys of inputs that were accepted before.
    pub state: State,
    /// The messages that are in the inbox, each with the time at which it is due; None if it is settled.
    pub messages: BTreeMap<String, Option<Time>>,
    /// The activities that are known.
    pub activities: BTreeSet<String>,
    /// The versions of the rows, if other writers have to be told by them.
    pub versions: BTreeMap<RowKey, i64>,
    /// The accounts with a row that nobody has.
    pub vacant: BTreeSet<ExternalId>,
}

impl Wanted {
    /// Writes the keys as JSON: `{table: [id, …], …}`. None if nothing is wanted.
    fn written(&self) -> Option<String> {
        let mut tables: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut add = |table, id| tables.entry(table).or_default().push(id);
        for key in &self.rows {
            match key {
                RowKey::Device(id) => add("devices", id.to_string()),
                RowKey::User(id) => add("users", id.to_string()),
                RowKey::Account(id) => add("accounts", id.to_string()),
                RowKey::Lineage(id) => add("lineages", id.to_string()),
                RowKey::Member(id) => add("members", id.to_string()),
            }
        }
        self.inputs.iter().for_each(|key| add("log", key.clone()));
        self.messages
            .iter()
            .for_each(|key| add("inbox", key.clone()));
        self.activities
            .iter()
            .for_each(|id| add("activity", id.clone()));
        (!tables.is_empty()).then(|| json!(tables).to_string())
    }
}

/// Writes how SQLite finds the rows of a table: `(table, id, body, 0)`. `$2` has the ids of each table.
macro_rules! all_of_a_table {
    ($table:literal, $id:literal, $body:literal) => {
        concat!(
            "SELECT '",
            $table,
            "', ",
            $id,
            ", ",
            $body,
            ", 0 FROM ",
            $table,
            " WHERE app = $1 AND ",
            $id,
            " IN (SELECT e.value FROM json_each($2, '$.",
            $table,
            "') AS e)"
        )
    };
}

/// Writes how PostgreSQL finds them. The limit makes it look up each id by itself. Without it, it may walk through all
/// rows of an app instead, because it believes that there are few until it has counted them.
macro_rules! one_by_one {
    ($table:literal, $id:literal, $body:literal) => {
        concat!(
            "SELECT '",
            $table,
            "', it.id, it.body, 0 FROM jsonb_array_elements_text(CAST($2 AS jsonb) -> '",
            $table,
            "') AS e(value) CROSS JOIN LATERAL (SELECT ",
            $id,
            " AS id, ",
            $body,
            " AS body FROM ",
            $table,
            " WHERE app = $1 AND ",
            $id,
            " = e.value LIMIT 1) AS it"
        )
    };
}

/// Writes one constant text for any number of rows of any tables. `$one` writes it for one table.
macro_rules! from_all_tables {
    ($one:ident) => {
        concat!(
            $one!("devices", "id", "body"),
            " UNION ALL ",
            $one!("users", "id", "body"),
            " UNION ALL ",
            $one!("accounts", "id", "user_id"),
            " UNION ALL ",
            $one!("lineages", "id", "body"),
            " UNION ALL ",
            $one!("members", "id", "lineage"),
            " UNION ALL ",
            from_all_tables!(keys $one)
        )
    };
    (keys $one:ident) => {
        concat!(
            $one!("log", "key", "key"),
            " UNION ALL ",
            $one!("activity", "id", "id"),
            " UNION ALL ",
            $one!(
                "inbox",
                "key",
                "COALESCE(CAST(due AS TEXT), 'settled')"
            )
        )
    };
}

/// Writes how PostgreSQL finds the rows of a table, each with its version, by the ids that `$from` gives as `key`.
macro_rules! versions {
    ($table:literal, $columns:literal, $from:literal) => {
        concat!(
            "found_",
            $table,
            " AS (SELECT it.* FROM (SELECT jsonb_array_elements_text(keys -> '",
            $table,
            "') AS key FROM asked ",
            $from,
            ") AS e CROSS JOIN LATERAL (SELECT id, version, ",
            $columns,
            " FROM ",
            $table,
            " WHERE app = $1 AND id = e.key LIMIT 1) AS it)"
        )
    };
}

/// The statement for SQLite.
const SQLITE: &str = from_all_tables!(all_of_a_table);
/// The statement for PostgreSQL.
const POSTGRES: &str = from_all_tables!(one_by_one);
/// The statement for all that a transaction on PostgreSQL needs: with the rows, those that they lead to, so that hardly
/// ever another question is needed, and the version of each.
const POSTGRES_ALL: &str = concat!(
    "WITH asked AS MATERIALIZED (SELECT CAST($2 AS jsonb) AS keys), ",
    versions!("members", "lineage", ""),
    ", ",
    versions!("accounts", "user_id", ""),
    ", ",
    versions!("devices", "user_id, body", ""),
    ", ",
    versions!(
        "lineages",
        "owner, body",
        "UNION SELECT lineage FROM found_members
         UNION SELECT jsonb_array_elements_text(CAST(body AS jsonb) -> 'claims') FROM found_devices"
    ),
    ", ",
    versions!(
        "users",
        "body",
        "UNION SELECT user_id FROM found_accounts
         UNION SELECT user_id FROM found_devices
         UNION SELECT owner FROM found_lineages"
    ),
    " SELECT 'devices', id, body, version FROM found_devices
     UNION ALL SELECT 'users', id, body, version FROM found_users
     UNION ALL SELECT 'accounts', id, user_id, version FROM found_accounts
     UNION ALL SELECT 'lineages', id, body, version FROM found_lineages
     UNION ALL SELECT 'members', id, lineage, version FROM found_members
     UNION ALL ",
    from_all_tables!(keys one_by_one)
);

impl Source<'_> {
    /// Looks up everything in `wanted`.
    pub(super) async fn find(
        &self,
        connection: &mut AnyConnection,
        wanted: &Wanted,
    ) -> Result<Found, Error> {
        let statement = self.database.own([SQLITE, POSTGRES]);
        self.ask(connection, wanted, statement).await
    }

    /// Looks up everything in `wanted` for a transaction. On PostgreSQL, the rows to which those lead are found as well.
    pub(super) async fn find_all(
        &self,
        connection: &mut AnyConnection,
        wanted: &Wanted,
    ) -> Result<Found, Error> {
        let statement = self.database.own([SQLITE, POSTGRES_ALL]);
        self.ask(connection, wanted, statement).await
    }

    /// Asks one question, if anything is wanted.
    async fn ask(
        &self,
        connection: &mut AnyConnection,
        wanted: &Wanted,
        statement: &'static str,
    ) -> Result<Found, Error> {
        let mut found = Found::default();
        let Some(written) = wanted.written() else {
            return Ok(found);
        };
        let query = sqlx::query(statement).bind(self.app).bind(written);
        for line in query.fetch_all(connection).await? {
            found.add(&line, self.database.dialect)?;
        }
        Ok(found)
    }
}

impl Found {
    /// Forgets the rows whose keys are `known`.
    pub(super) fn forget(&mut self, known: &BTreeSet<RowKey>) {
        let new = |key: RowKey| !known.contains(&key);
        let state = &mut self.state;
        state
            .devices
            .retain(|id, _| new(RowKey::Device(id.clone())));
        state.users.retain(|id, _| new(RowKey::User(id.clone())));
        state
            .accounts
            .retain(|id, _| new(RowKey::Account(id.clone())));
        state
            .lineages
            .retain(|id, _| new(RowKey::Lineage(id.clone())));
        state
            .members
            .retain(|id, _| new(RowKey::Member(id.clone())));
        self.versions.retain(|key, _| new(key.clone()));
        self.vacant.retain(|id| new(RowKey::Account(id.clone())));
    }

    /// Adds a row of the answer to the part that it belongs to.
    fn add(&mut self, line: &AnyRow, dialect: Dialect) -> Result<(), Error> {
        let (table, id): (String, String) = (line.try_get(0)?, line.try_get(1)?);
        let body: String = line.try_get(2)?;
        let state = &mut self.state;
        let mut key = None;
        match table.as_str() {
            "devices" => {
                state.devices.extend([row(&id, &body)?]);
                key = Some(RowKey::Device(id_of(&id)?));
            }
            "users" => {
                state.users.extend([row(&id, &body)?]);
                key = Some(RowKey::User(id_of(&id)?));
            }
            "accounts" => {
                match body.as_str() {
                    VACANT => self.vacant.extend([id_of(&id)?]),
                    _ => state.accounts.extend([pointer(&id, &body)?]),
                }
                key = Some(RowKey::Account(id_of(&id)?));
            }
            "lineages" => {
                state.lineages.extend([lineage(&id, &body)?]);
                key = Some(RowKey::Lineage(LineageId::of(id_of(&id)?)));
            }
            "members" => {
                state.members.extend([pointer(&id, &body)?]);
                key = Some(RowKey::Member(id_of(&id)?));
            }
            "log" => state.seen.extend([id]),
            "activity" => self.activities.extend([id]),
            _ => {
                let due = body.parse().ok().map(Time::from_millis);
                self.messages.insert(id, due);
            }
        }
        if let Some(key) = key.filter(|_| dialect == Dialect::Postgres) {
            self.versions.insert(key, line.try_get(3)?);
        }
        Ok(())
    }
}
