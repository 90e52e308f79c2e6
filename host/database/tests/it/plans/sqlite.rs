//! SQLite's plans of the statements that were run.

use std::collections::BTreeSet;

use paywall_database::LedgerDatabase;
use sqlx::{AnyPool, Row};

use super::drive::drive;
use super::fill::fill;
use super::{heard, listen};
use paywall_host_testing::shop::app;

/// What may be walked: what a count counts, which has a bound, messages that were not understood, in their order, and
/// exposures that wait to be counted, of which a turn takes a part.
const WALKED: [&str; 4] = [
    "inbox_due (app=?)",
    "outbox_due (app=?)",
    "inbox_unread (app=?)",
    "exposures_fresh (app=?)",
];

/// The statements that have a bound of their own: a count, and the window of events that are due.
const BOUNDED: [&str; 2] = ["SCAN counted", "SCAN due"];

#[tokio::test]
#[ignore = "a part of the tests beside it"]
async fn every_statement() {
    let Ok(url) = std::env::var("PLANS_URL") else {
        return;
    };
    let database = paywall_database::Database::open(&url).await.unwrap();
    let pool = AnyPool::connect(&url).await.unwrap();
    fill(&pool, None).await;
    listen();
    // Without statistics, as hosts run, and with them, as after an operator's ANALYZE.
    for round in 0..2 {
        let ledger = LedgerDatabase::new(&database, app());
        heard("");
        drive(&ledger, round).await;
        let statements: BTreeSet<String> = heard("sqlx::query")
            .iter()
            .filter_map(|it| text(it))
            .collect();
        assert!(statements.len() > 30, "{statements:#?}");
        let mut walks = Vec::new();
        for statement in &statements {
            let wrong = walks_of(&pool, statement).await;
            walks.extend(wrong.into_iter().map(|it| format!("{it}\n{statement}")));
        }
        assert!(walks.is_empty(), "round {round}\n{}", walks.join("\n\n"));
        sqlx::query("ANALYZE").execute(&pool).await.unwrap();
    }
}

/// Reads the statement out of a line of the log, if it touches tables.
fn text(line: &str) -> Option<String> {
    let field = |name: &str| {
        let (_, rest) = line.split_once(name)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        values.next()?.ok()
    };
    let long = field("db.statement=").filter(|it| !it.is_empty());
    let statement = long.or_else(|| field("summary="))?.trim().to_owned();
    let touches = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    let touches = touches.iter().any(|word| statement.starts_with(word));
    touches.then_some(statement)
}

/// Lists the steps of a plan that walk through a table, or through all rows of an app.
async fn walks_of(pool: &AnyPool, statement: &str) -> Vec<String> {
    let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let rows = sqlx::query(sql).fetch_all(pool).await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}: {statement}"));
    let steps = rows.iter().map(|row| row.get::<String, _>(3));
    steps.filter(|it| walks(it)).collect()
}

/// Returns true for a step that takes longer the more rows there are of others.
fn walks(step: &str) -> bool {
    let whole = step.starts_with("SCAN ")
        && !step.contains("VIRTUAL TABLE")
        && !step.contains("CONSTANT ROW")
        && !BOUNDED.contains(&step);
    let of_app = step.ends_with("(app=?)") && !WALKED.iter().any(|it| step.ends_with(it));
    whole || of_app || step.contains("AUTOMATIC")
}
