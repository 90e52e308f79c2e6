//! One statement for all that a transaction writes on PostgreSQL, where other hosts write at the same time.
//!
//! The rows were read before, without a lock. So the statement first locks the rows that were read, and looks
//! whether they are still what they were; rows that were not there must be new. If anything differs, the whole statement
//! fails and nothing is written. Only rows are locked, so any engine that speaks PostgreSQL's SQL can do this.
//!
//! The log is written when all locks are held. Of two transactions that touch the same row, the second gets
//! the lock when the first is committed, and so the order of the log is the order in which both took place.

use std::collections::BTreeMap;

use serde_json::json;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::database::Source;
use super::error::Error;
use super::part::{Held, Part};

/// The states that PostgreSQL reports when somebody else was faster, or when two transactions wait for each other:
/// the division by zero that stands for a row that changed, a row that should be new, and what engines say that look
/// for conflicts by themselves.
const CONFLICTS: [&str; 4] = ["22012", "23505", "40001", "40P01"];

/// Returns true if the same transaction may succeed once everything has been read again.
pub(super) fn is_conflict(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|it| it.code());
    code.is_some_and(|code| CONFLICTS.contains(&code.as_ref()))
}

/// Writes all parts if what is held is as it was read. Returns false if it is not, and nothing was written.
pub(super) async fn write_at_once(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    held: &Held,
    parts: Vec<Part>,
) -> Result<bool, Error> {
    let parts: Vec<_> = parts.into_iter().filter(|it| !it.rows.is_empty()).collect();
    if parts.is_empty() {
        return Ok(true);
    }
    let counted = parts.iter().filter(|it| it.counted);
    let expected = held.values().map(BTreeMap::len).sum::<usize>()
        + counted.map(|it| it.rows.len()).sum::<usize>();
    let query = sqlx::query(AssertSqlSafe(statement(held, &parts)))
        .bind(source.app)
        .bind(i64::try_from(expected).unwrap_or(i64::MAX));
    let held = held.values().map(|rows| json!(rows).to_string());
    let written = held.chain(parts.iter().map(Part::written));
    let query = written.fold(query, |query, rows| query.bind(rows));
    match query.execute(connection).await {
        Ok(_) => Ok(true),
        Err(error) if is_conflict(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Puts the statement together: `$1` is the app, `$2` the number of rows that must be as they were, and each table that
/// is held and each part has a number of its own. Few differ, as what they are follows from which tables are in them.
fn statement(held: &Held, parts: &[Part]) -> String {
    let mut number = 2;
    let mut step = |name: &str, sql: &str| {
        number += 1;
        format!("{name} AS ({})", sql.replace("$2", &format!("${number}")))
    };
    let locks = held
        .keys()
        .map(|table| (format!("held_{table}"), hold(table)));
    let mut steps: Vec<String> = locks.map(|(name, sql)| step(&name, &sql)).collect();
    let written: Vec<String> = parts.iter().map(|it| step(it.name, it.postgres)).collect();
    let (checked, others): (Vec<_>, Vec<_>) =
        parts.iter().zip(written).partition(|(it, _)| it.counted);
    let names = held.keys().map(|table| format!("held_{table}"));
    let names = names.chain(checked.iter().map(|(it, _)| it.name.to_owned()));
    let counts = names.map(|name| format!(" + (SELECT COUNT(*) FROM {name})"));
    let counts = counts.collect::<String>();
    steps.extend(checked.into_iter().map(|(_, sql)| sql));
    // Nothing but an error can undo the whole statement.
    steps.push(format!(
        "as_read AS MATERIALIZED (SELECT 1 / (CASE WHEN 0{counts} = $2 THEN 1 ELSE 0 END) AS one)"
    ));
    steps.extend(others.into_iter().map(|(_, sql)| sql));
    format!("WITH {} SELECT one FROM as_read", steps.join(", "))
}

/// Locks the rows of a table that are as they were read: `$2` has their ids and versions, as an object.
/// PostgreSQL looks up each id by itself, in their order, however small it believes the table to be.
fn hold(table: &str) -> String {
    let version = match table {
        "accounts" => "user_id",
        "members" => "lineage",
        _ => "CAST(version AS TEXT)",
    };
    format!(
        "SELECT 1 FROM jsonb_each_text(CAST($2 AS jsonb)) AS e(key, value) CROSS JOIN LATERAL (
             SELECT 1 FROM {table} WHERE app = $1 AND id = e.key AND {version} = e.value FOR UPDATE) AS locked"
    )
}
