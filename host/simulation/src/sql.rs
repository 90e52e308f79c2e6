//! Questions to a database past all hosts.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::blocking::wait;

/// Asks a database for rows, past all hosts.
pub(crate) fn rows(own: &mut SqliteConnection, sql: &'static str) -> Vec<SqliteRow> {
    wait(sqlx::query(sql).fetch_all(own)).unwrap()
}

/// Asks for the texts of a column.
pub(crate) fn texts(own: &mut SqliteConnection, sql: &'static str) -> Vec<String> {
    rows(own, sql).iter().map(|row| row.get(0)).collect()
}

/// Deletes all rows of all tables.
pub(crate) fn clear(own: &mut SqliteConnection) {
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('_sqlx_migrations')";
    let all: Vec<String> = texts(own, tables)
        .iter()
        .map(|it| format!("DELETE FROM {it};"))
        .collect();
    let all = format!(
        "BEGIN; {} COMMIT; PRAGMA wal_checkpoint(TRUNCATE);",
        all.join(" ")
    );
    wait(sqlx::raw_sql(sqlx::AssertSqlSafe(all)).execute(own)).unwrap();
}
