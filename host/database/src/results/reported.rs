//! The answers about experiments: the list of them, and the results of one.

use std::collections::BTreeMap;

use paywall_results::{Ask, Experiment, People, Report};
use serde::Serialize;
use serde_json::json;
use sqlx::Row;

use super::{count, declared, summed};
use crate::database::{Source, over_array};
use crate::error::Error;
use paywall_ledger::Time;

/// A phase of an experiment in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// The experiment as a document declares it.
    #[serde(flatten)]
    pub experiment: Experiment,
    /// The time at which a host served it first.
    pub since: Time,
    /// The numbers of people.
    pub people: People,
}

/// The results of a phase of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    /// The report of its newest sums.
    #[serde(flatten)]
    pub report: Report,
    /// The phases that were ever served, the newest first.
    pub phases: Vec<i64>,
    /// True if exposures wait to be counted.
    pub is_behind: bool,
}

/// The people of phases of experiments: `[experiment, phase]`. CROSS JOIN has SQLite look up each.
const PEOPLE: [&str; 2] = over_array!(
    "SELECT e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), sums.arm, CAST(SUM(sums.people) AS BIGINT) FROM",
    "CROSS JOIN sums WHERE sums.app = $1 AND sums.experiment = e.value ->> 0
         AND sums.phase = CAST(e.value ->> 1 AS BIGINT) AND sums.cut = '' AND sums.measure = 'people'
     GROUP BY e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), sums.arm"
);

/// Lists the newest phases of experiments.
pub(super) async fn list(source: &Source<'_>, limit: u32) -> Result<Vec<Listed>, Error> {
    let declared = declared::all(source, limit).await?;
    let places = declared
        .iter()
        .map(|it| json!([it.experiment.experiment, it.experiment.phase]));
    let places = serde_json::Value::from_iter(places).to_string();
    let query = sqlx::query(source.database.own(PEOPLE)).bind(source.app);
    let mut people = BTreeMap::<(String, i64), Vec<(String, i64)>>::new();
    for row in query.bind(places).fetch_all(&source.database.pool).await? {
        let place = (row.try_get(0)?, row.try_get(1)?);
        people
            .entry(place)
            .or_default()
            .push((row.try_get(2)?, row.try_get(3)?));
    }
    let listed = declared.into_iter().map(|it| {
        let place = (it.experiment.experiment.clone(), it.experiment.phase);
        let arms = people.get(&place).into_iter().flatten();
        Listed {
            people: People::of(arms.map(|(arm, people)| (arm.as_str(), *people))),
            experiment: it.experiment,
            since: it.since,
        }
    });
    Ok(listed.collect())
}

/// Makes the report of a phase of an experiment.
pub(super) async fn results(
    source: &Source<'_>,
    (experiment, phase): (&str, Option<i64>),
    ask: &Ask,
) -> Result<Option<Results>, Error> {
    let phases = declared::of(source, experiment).await?;
    let mut wanted = phases.iter().map(|it| &it.experiment);
    let wanted = wanted.find(|it| phase.is_none_or(|phase| phase == it.phase));
    let Some(wanted) = wanted else {
        return Ok(None);
    };
    let rows = summed::read(source, experiment, wanted.phase).await?;
    Ok(Some(Results {
        report: Report::new(wanted, &rows, ask),
        phases: phases.iter().map(|it| it.experiment.phase).collect(),
        is_behind: count::is_behind(source).await?,
    }))
}
