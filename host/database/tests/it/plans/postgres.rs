//! PostgreSQL's plans of the statements that were run, with the rows that each step really touched.

use paywall_database::LedgerDatabase;
use serde_json::Value;
use sqlx::AnyPool;

use super::drive::drive;
use super::fill::{ROWS, fill};
use super::{heard, listen};
use paywall_host_testing::shop::app;

/// The number of rows that a step may touch. Of each customer here there are fewer.
const MOST: f64 = 400.0;
/// The number of times that all is done: from the sixth on, PostgreSQL may use one plan for all values.
const ROUNDS: u64 = 8;
/// Statements about messages and events that wait, or that an operator asks for. Before the rows are counted, they may
/// walk through all of an app that wait, which are few in the first minute: the takers of messages and events (`UPDATE
/// inbox`, `UPDATE outbox`), what calls back the events behind one that was settled, the recalling after a clock that
/// was ahead, and the deletion of delivered news. Each has two indexes to choose from, and the costs are nearly equal.
const WAITING: [&str; 3] = ["UPDATE outbox", "UPDATE inbox", "DELETE FROM outbox"];
/// The settings that make the server tell each plan.
const TELLING: [&str; 5] = [
    "session_preload_libraries]=auto_explain",
    "auto_explain.log_min_duration]=0",
    "auto_explain.log_analyze]=on",
    "auto_explain.log_format]=json",
    "client_min_messages]=log",
];

#[tokio::test]
#[ignore = "a part of the tests beside it"]
async fn every_statement() {
    every_statement_of(Some("ANALYZE")).await;
}

/// In the first minute of a database PostgreSQL has counted nothing, and believes that many apps share each table.
#[tokio::test]
#[ignore = "a part of the tests beside it"]
async fn every_statement_uncounted() {
    every_statement_of(None).await;
}

/// Between a table's vacuum and the count of its rows, indexes alone seem to answer what they have.
#[tokio::test]
#[ignore = "a part of the tests beside it"]
async fn every_statement_vacuumed() {
    every_statement_of(Some("VACUUM")).await;
}

async fn every_statement_of(later: Option<&'static str>) {
    let counted = later == Some("ANALYZE");
    let Ok(url) = std::env::var("PLANS_URL") else {
        return;
    };
    let telling = TELLING.map(|it| format!("options[{it}")).join("&");
    let database = paywall_database::Database::open(&format!("{url}?{telling}"))
        .await
        .unwrap();
    fill(&AnyPool::connect(&url).await.unwrap(), later).await;
    let ledger = LedgerDatabase::new(&database, app());
    listen();
    for round in 0..ROUNDS {
        drive(&ledger, round).await;
        let plans = heard("sqlx::postgres::notice");
        let plans: Vec<Value> = plans.iter().filter_map(|it| plan(it)).collect();
        assert!(plans.len() > 100, "the server tells its plans");
        let mut walks = Vec::new();
        for plan in &plans {
            let statement = plan["Query Text"].as_str().unwrap();
            if !counted && WAITING.iter().any(|it| statement.contains(it)) {
                continue;
            }
            // A count goes on to its bound.
            let most = if statement.contains("AS counted") {
                10_000.0
            } else {
                MOST
            };
            assert!(plan.get("JIT").is_none(), "compiled: {statement}");
            look(&plan["Plan"], most, &mut |what| {
                walks.push(format!("{what}\n{statement}"));
            });
        }
        walks.sort();
        walks.dedup();
        assert!(walks.is_empty(), "round {round}\n{}", walks.join("\n\n"));
    }
}

/// Reads the plan out of a notice.
fn plan(notice: &str) -> Option<Value> {
    serde_json::from_str(&notice[notice.find('{')?..]).ok()
}

/// Tells of every step of a plan that touched too many rows.
fn look(step: &Value, most: f64, tell: &mut impl FnMut(String)) {
    let number = |name: &str| step[name].as_f64().unwrap_or_default();
    let removed = number("Rows Removed by Filter") + number("Rows Removed by Join Filter");
    let touched = (number("Actual Rows") + removed) * number("Actual Loops");
    let kind = step["Node Type"].as_str().unwrap_or_default();
    if touched > most {
        let of = &step["Relation Name"];
        let index = &step["Index Name"];
        tell(format!(
            "{kind} of {of} by {index}: {touched} rows of {ROWS}"
        ));
    }
    for inner in step["Plans"].as_array().into_iter().flatten() {
        look(inner, most, tell);
    }
}
