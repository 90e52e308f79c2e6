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

/// Writes one constant text for any number of rows of any tables: `(table, id, body)`.
/// `$ids` opens the list of the ids of a table, with the table's name after it, and `$end` closes it.
macro_rules! from_all_tables {
    ($ids:literal, $end:literal) => {
        concat!(
            from_all_tables!("devices", "id", "body", $ids, $end),
            " UNION ALL ",
            from_all_tables!("users", "id", "body", $ids, $end),
            " UNION ALL ",
            from_all_tables!("accounts", "id", "user_id", $ids, $end),
            " UNION ALL ",
            from_all_tables!("lineages", "id", "body", $ids, $end),
            " UNION ALL ",
            from_all_tables!("members", "id", "lineage", $ids, $end),
            " UNION ALL ",
            from_all_tables!(keys $ids, $end)
        )
    };
    (keys $ids:literal, $end:literal) => {
        concat!(
            from_all_tables!("log", "key", "key", $ids, $end),
            " UNION ALL ",
            from_all_tables!("activity", "id", "id", $ids, $end),
            " UNION ALL ",
            from_all_tables!(
                "inbox",
                "key",
                "COALESCE(CAST(due AS TEXT), 'settled')",
                $ids,
                $end
            )
        )
    };
    ($table:literal, $id:literal, $body:literal, $ids:literal, $end:literal) => {
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
            $ids,
            $table,
            $end
        )
    };
}

/// The statement for SQLite.
const SQLITE: &str = from_all_tables!(" IN (SELECT e.value FROM json_each($2, '$.", "') AS e)");
/// The statement for PostgreSQL. An array makes it look up each id, however large it believes the tables to be.
const POSTGRES: &str = from_all_tables!(
    " = ANY (ARRAY(SELECT e FROM jsonb_array_elements_text(CAST($2 AS jsonb) -> '",
    "') AS e))"
);
/// The statement for all that a transaction on PostgreSQL needs: with the rows, those that they lead to, so that hardly
/// ever another question is needed, and the version of each.
const POSTGRES_ALL: &str = concat!(
    "WITH asked AS MATERIALIZED (SELECT CAST($2 AS jsonb) AS keys),
     found_members AS (SELECT id, lineage, version FROM members WHERE app = $1 AND id = ANY (ARRAY(
         SELECT jsonb_array_elements_text(keys -> 'members') FROM asked))),
     found_accounts AS (SELECT id, user_id, version FROM accounts WHERE app = $1 AND id = ANY (ARRAY(
         SELECT jsonb_array_elements_text(keys -> 'accounts') FROM asked))),
     found_devices AS (SELECT id, user_id, body, version FROM devices WHERE app = $1 AND id = ANY (ARRAY(
         SELECT jsonb_array_elements_text(keys -> 'devices') FROM asked))),
     found_lineages AS (SELECT id, owner, body, version FROM lineages WHERE app = $1 AND id = ANY (ARRAY(
         SELECT jsonb_array_elements_text(keys -> 'lineages') FROM asked
         UNION SELECT lineage FROM found_members
         UNION SELECT jsonb_array_elements_text(CAST(body AS jsonb) -> 'claims') FROM found_devices))),
     found_users AS (SELECT id, body, version FROM users WHERE app = $1 AND id = ANY (ARRAY(
         SELECT jsonb_array_elements_text(keys -> 'users') FROM asked
         UNION SELECT user_id FROM found_accounts
         UNION SELECT user_id FROM found_devices
         UNION SELECT owner FROM found_lineages)))
     SELECT 'devices', id, body, version FROM found_devices
     UNION ALL SELECT 'users', id, body, version FROM found_users
     UNION ALL SELECT 'accounts', id, user_id, version FROM found_accounts
     UNION ALL SELECT 'lineages', id, body, version FROM found_lineages
     UNION ALL SELECT 'members', id, lineage, version FROM found_members
     UNION ALL ",
    from_all_tables!(keys
        " = ANY (ARRAY(SELECT e FROM jsonb_array_elements_text(CAST($2 AS jsonb) -> '",
        "') AS e))"
    )
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
