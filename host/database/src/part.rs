//! Everything that a transaction writes, in parts: each is the rows of one table.
//!
//! SQLite gets a statement for each part, within a transaction.
//! PostgreSQL gets all parts as one statement, which is a transaction by itself (`once.rs`).

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::AnyConnection;

use super::database::Source;
use super::error::Error;

/// Rows that are written together. `$1` is the app and `$2` the rows, a JSON array of arrays.
pub(super) struct Part {
    /// The name by which other parts may refer to what this one wrote, on PostgreSQL.
    pub name: &'static str,
    /// The statement for SQLite.
    pub sqlite: &'static str,
    /// The statement for PostgreSQL.
    pub postgres: &'static str,
    pub rows: Vec<Value>,
    /// True if the statement for PostgreSQL returns a row for each that it wrote, and if each of `rows` must be among
    /// them: one that is missing was changed by somebody else.
    pub counted: bool,
}

impl Part {
    /// Makes a part. The two statements are those that [`super::database::over_array`] writes.
    pub(super) const fn new(
        name: &'static str,
        [sqlite, postgres]: [&'static str; 2],
        rows: Vec<Value>,
    ) -> Self {
        Self {
            name,
            sqlite,
            postgres,
            rows,
            counted: false,
        }
    }

    /// Makes it fail the transaction if it cannot write each of its rows.
    pub(super) const fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    /// Returns the rows as JSON text. They hold nothing that JSON cannot write.
    pub(super) fn written(&self) -> String {
        serde_json::to_string(&self.rows).unwrap_or_default()
    }
}

/// The rows of each table that were read and must not have changed: their ids, each with the version that was read.
pub(super) type Held = BTreeMap<&'static str, BTreeMap<String, String>>;

/// Writes parts one after the other, in a transaction that keeps all others from writing.
pub(super) async fn write_each(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    parts: Vec<Part>,
) -> Result<(), Error> {
    for part in parts.into_iter().filter(|it| !it.rows.is_empty()) {
        let query = sqlx::query(part.sqlite).bind(source.app);
        let query = query.bind(part.written());
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
