//! The experiments that were ever served, as documents declared them.

use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::database::{Source, over_array};
use crate::error::Error;
use crate::rows::{read, text};
use paywall_ledger::Time;
use paywall_results::Experiment;

/// A phase of an experiment, and since when it is served.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// The experiment as a document declares it.
    pub experiment: Experiment,
    /// The time at which a host served it first.
    pub since: Time,
}

/// The statement for experiments: `[experiment, phase, since, body]`.
const PUT: [&str; 2] = over_array!(
    "INSERT INTO experiments (app, experiment, phase, since, body)
     SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), CAST(e.value ->> 2 AS BIGINT), e.value ->> 3 FROM",
    "WHERE true ON CONFLICT (app, experiment, phase) DO UPDATE SET body = excluded.body WHERE experiments.body <> excluded.body"
);
/// The experiments, the newest first.
const ALL: &str = "SELECT since, body FROM experiments WHERE app = $1 ORDER BY since DESC, experiment, phase DESC LIMIT $2";
/// The phases of one, the newest first.
const OF: &str = "SELECT since, body FROM experiments WHERE app = $1 AND experiment = $2 ORDER BY phase DESC LIMIT 1000";

/// Notes experiments. A horizon that is set later than the first of them is none: results were seen by then.
pub(super) async fn put(
    source: &Source<'_>,
    experiments: &[Experiment],
    now: Time,
) -> Result<(), Error> {
    let mut rows = Vec::new();
    for one in experiments {
        let known = of(source, &one.experiment).await?;
        let known = known
            .into_iter()
            .find(|it| it.experiment.phase == one.phase);
        let mut one = one.clone();
        if let Some(known) = known {
            one.horizon = known.experiment.horizon;
        }
        let body = text("experiments", &one)?;
        rows.push(json!([one.experiment, one.phase, now, body]));
    }
    let query = sqlx::query(source.database.own(PUT)).bind(source.app);
    let query = query.bind(json!(rows).to_string());
    let _turn = source.database.turn().await;
    query.execute(&source.database.pool).await?;
    Ok(())
}

/// Lists the newest.
pub(super) async fn all(source: &Source<'_>, limit: u32) -> Result<Vec<Declared>, Error> {
    let query = sqlx::query(ALL).bind(source.app).bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    rows.iter().map(declared).collect()
}

/// Lists the phases of one.
pub(super) async fn of(source: &Source<'_>, experiment: &str) -> Result<Vec<Declared>, Error> {
    let query = sqlx::query(OF).bind(source.app).bind(experiment);
    let rows = query.fetch_all(&source.database.pool).await?;
    rows.iter().map(declared).collect()
}

/// Reads one from its row.
fn declared(row: &AnyRow) -> Result<Declared, Error> {
    let body: String = row.try_get(1)?;
    Ok(Declared {
        experiment: read("experiments", &body)?,
        since: Time::from_millis(row.try_get(0)?),
    })
}
