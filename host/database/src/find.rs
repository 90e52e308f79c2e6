//! The reading of everything that a transaction needs to know, in one question to the database.

use std::collections::BTreeMap;

use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::database::Dialect;
use super::error::Error;
use super::rows::{Source, Wanted, lineage, pointer, row};
use paywall_ledger::{RowKey, State};

/// The part of it that exists.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The rows, and the keys of inputs that were accepted before.
    pub state: State,
    /// The messages that are in the inbox; true if settled.
    pub messages: BTreeMap<String, bool>,
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
            from_all_tables!("log", "key", "key", $ids, $end),
            " UNION ALL ",
            from_all_tables!(
                "inbox",
                "key",
                "CASE WHEN due IS NULL THEN 'settled' ELSE 'waits' END",
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
            " FROM ",
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

impl Source<'_> {
    /// Looks up everything in `wanted`.
    pub(super) async fn find(
        &self,
        connection: &mut AnyConnection,
        wanted: &Wanted,
    ) -> Result<Found, Error> {
        let mut found = Found::default();
        let Some(written) = wanted.written() else {
            return Ok(found);
        };
        let statement = match self.database.dialect {
            Dialect::Sqlite => SQLITE,
            Dialect::Postgres => POSTGRES,
        };
        let query = sqlx::query(statement).bind(self.app).bind(written);
        for line in query.fetch_all(connection).await? {
            found.add(&line)?;
        }
        Ok(found)
    }
}

impl Found {
    /// Adds a row of the answer to the part that it belongs to.
    fn add(&mut self, line: &AnyRow) -> Result<(), Error> {
        let (table, id): (String, String) = (line.try_get(0)?, line.try_get(1)?);
        let body: String = line.try_get(2)?;
        let state = &mut self.state;
        match table.as_str() {
            "devices" => state.devices.extend([row(&id, &body)?]),
            "users" => state.users.extend([row(&id, &body)?]),
            "accounts" => state.accounts.extend([pointer(&id, &body)?]),
            "lineages" => state.lineages.extend([lineage(&id, &body)?]),
            "members" => state.members.extend([pointer(&id, &body)?]),
            "log" => state.seen.extend([id]),
            _ => self.messages.extend([(id, body == "settled")]),
        }
        Ok(())
    }
}
