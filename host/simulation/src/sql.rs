//! Questions to a database past all hosts.

use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use super::blocking::wait;

/// Asks a database for rows, past all hosts.
pub(crate) fn rows(own: &mut SqliteConnection, sql: &'static str) -> Vec<SqliteRow> {
    wait(sqlx::query(sql).fetch_all(own)).unwrap()
}

/// Asks for the texts of a column.
pub(crate) fn texts(own: &mut SqliteConnection, sql: &'static str) -> Vec<String> {
    rows(own, sql).iter().map(|row| row.get(0)).collect()
}

/// Runs statements past all hosts.
pub(crate) fn run(own: &mut SqliteConnection, sql: &'static str) {
    wait(sqlx::raw_sql(sql).execute(own)).unwrap();
}

/// Lists all rows of the host's tables but the log, each as JSON, with the names of their tables.
pub(crate) fn everything(own: &mut SqliteConnection) -> Vec<(String, String)> {
    let tables = "SELECT tables.name, group_concat('\"' || columns.name || '\"') FROM sqlite_schema AS tables
         JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'
         AND tables.name NOT IN ('_sqlx_migrations', 'log', 'erased', 'sqlite_sequence') GROUP BY tables.name";
    let mut all = Vec::new();
    for table in rows(own, tables) {
        let (table, columns): (String, String) = (table.get(0), table.get(1));
        let texts = AssertSqlSafe(format!("SELECT json_array({columns}) FROM {table}"));
        let texts = wait(sqlx::query(texts).fetch_all(&mut *own)).unwrap();
        all.extend(texts.iter().map(|row| (table.clone(), row.get(0))));
    }
    all
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
    wait(sqlx::raw_sql(AssertSqlSafe(all)).execute(own)).unwrap();
}
