//! First exposures, as reports write them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::database::{Source, over_array};
use crate::error::Error;
use crate::part::Part;
use paywall_ledger::{Time, UserId};
use paywall_results::Exposure;

/// An exposure that a device reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposed {
    /// The user whom the device belonged to.
    pub user: UserId,
    /// The key of the experiment.
    pub experiment: String,
    /// The phase of the experiment.
    pub phase: i64,
    /// The variant that was seen, or the holdout.
    pub exposure: Exposure,
}

impl Exposed {
    /// Writes it as a row of [`PUT`].
    pub(crate) fn row(&self) -> Value {
        let it = &self.exposure;
        json!([
            self.user,
            self.experiment,
            self.phase,
            it.arm,
            i64::from(it.crossed),
            it.at,
            it.platform,
            it.country,
            it.rule,
            it.paywall,
            it.revision,
        ])
    }

    /// Reads it from a row of [`COLUMNS`].
    pub(crate) fn read(row: &AnyRow) -> Result<Self, Error> {
        Ok(Self {
            user: UserId::new(row.try_get::<String, _>(0)?),
            experiment: row.try_get(1)?,
            phase: row.try_get(2)?,
            exposure: Exposure {
                arm: row.try_get(3)?,
                crossed: row.try_get::<i64, _>(4)? != 0,
                at: Time::from_millis(row.try_get(5)?),
                platform: row.try_get(6)?,
                country: row.try_get(7)?,
                rule: row.try_get(8)?,
                paywall: row.try_get(9)?,
                revision: row.try_get(10)?,
            },
        })
    }
}

/// Writes the columns of an exposure between two texts.
macro_rules! columns {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "user_id, experiment, phase, arm, crossed, at, platform, country, rule, paywall, revision",
            $after
        )
    };
}
pub(crate) use columns;

/// The statement for exposures. Of a user who was exposed before, nothing is written, unless it is to another arm, or
/// earlier. So a paywall that is shown again and again costs nothing.
pub(crate) const PUT: [&str; 2] = over_array!(
    "INSERT INTO exposures (app, user_id, experiment, phase, arm, crossed, at, platform, country, rule, paywall, revision)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, CAST(e.value ->> 2 AS BIGINT), e.value ->> 3,
         CAST(e.value ->> 4 AS BIGINT), CAST(e.value ->> 5 AS BIGINT), e.value ->> 6, e.value ->> 7, e.value ->> 8,
         e.value ->> 9, e.value ->> 10 FROM",
    "WHERE true ON CONFLICT (app, user_id, experiment, phase) DO UPDATE SET
         crossed = CASE WHEN exposures.arm <> excluded.arm OR excluded.crossed = 1 THEN 1 ELSE exposures.crossed END,
         at = CASE WHEN excluded.at < exposures.at THEN excluded.at ELSE exposures.at END,
         platform = CASE WHEN excluded.at < exposures.at THEN excluded.platform ELSE exposures.platform END,
         country = CASE WHEN excluded.at < exposures.at THEN excluded.country ELSE exposures.country END,
         rule = CASE WHEN excluded.at < exposures.at THEN excluded.rule ELSE exposures.rule END,
         paywall = CASE WHEN excluded.at < exposures.at THEN excluded.paywall ELSE exposures.paywall END,
         revision = CASE WHEN excluded.at < exposures.at THEN excluded.revision ELSE exposures.revision END,
         fresh = 1
     WHERE excluded.at < exposures.at
         OR (exposures.crossed = 0 AND (exposures.arm <> excluded.arm OR excluded.crossed = 1))"
);

/// Lists exposures. Of several of one user in one phase, one row is written.
pub(crate) fn part<'a>(all: impl Iterator<Item = &'a Exposed>) -> Part {
    let mut rows = BTreeMap::<(&str, &str, i64), Exposed>::new();
    for it in all {
        let key = (it.user.as_str(), it.experiment.as_str(), it.phase);
        let joined = match rows.remove(&key) {
            None => it.clone(),
            Some(first) => Exposed {
                exposure: first.exposure.clone().with(it.exposure.clone()),
                ..first
            },
        };
        rows.insert(key, joined);
    }
    Part::new("exposed", PUT, rows.values().map(Exposed::row).collect())
}

/// Reads what is kept of a user for results: for each phase of an experiment the first exposure, and what it counts for.
pub(crate) async fn of_user(source: &Source<'_>, user: &UserId) -> Result<Vec<Value>, Error> {
    const OWN: &str = "SELECT own.user_id, own.experiment, own.phase, own.arm, own.crossed, own.at, own.platform,
             own.country, own.rule, own.paywall, own.revision, units.body
         FROM exposures AS own LEFT JOIN units ON units.app = own.app AND units.user_id = own.user_id
             AND units.experiment = own.experiment AND units.phase = own.phase
         WHERE own.app = $1 AND own.user_id = $2 ORDER BY own.experiment, own.phase";
    let query = sqlx::query(OWN).bind(source.app).bind(user.as_str());
    let mut out = Vec::new();
    for row in query.fetch_all(&source.database.pool).await? {
        let exposed = Exposed::read(&row)?;
        let counts: Option<String> = row.try_get(11)?;
        let counts: Option<Value> = counts.and_then(|it| serde_json::from_str(&it).ok());
        let it = exposed.exposure;
        out.push(json!({
            "experiment": exposed.experiment, "phase": exposed.phase, "arm": it.arm, "crossed": it.crossed, "at": it.at,
            "platform": it.platform, "country": it.country, "rule": it.rule, "paywall": it.paywall,
            "paywall_revision": it.revision, "counts": counts,
        }));
    }
    Ok(out)
}
