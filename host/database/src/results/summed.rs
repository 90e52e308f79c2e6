//! The daily sums in their table, and what users count for.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::{AnyConnection, Row as _};

use crate::database::{Source, in_array, over_array, singles};
use crate::error::Error;
use crate::rows::{read as read_json, text};
use paywall_ledger::UserId;
use paywall_results::{Key, Row, Sum, Unit};

/// A user in a phase of an experiment.
pub(super) type Place = (UserId, String, i64);
/// The units of users: what each of them counts for.
pub(super) type Units = BTreeMap<Place, Unit>;

/// The statement for what is added to sums: `[experiment, phase, cut, arm, measure, day, settled, people, x, …]`.
const ADD: [&str; 2] = over_array!(
    "INSERT INTO sums (app, experiment, phase, cut, arm, measure, day, settled, people, x, xx, xy, y, yy)
     SELECT CAST($1 AS TEXT), e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), e.value ->> 2, e.value ->> 3, e.value ->> 4,
         CAST(e.value ->> 5 AS BIGINT), CAST(e.value ->> 6 AS BIGINT), CAST(e.value ->> 7 AS BIGINT),
         CAST(e.value ->> 8 AS DOUBLE PRECISION), CAST(e.value ->> 9 AS DOUBLE PRECISION),
         CAST(e.value ->> 10 AS DOUBLE PRECISION), CAST(e.value ->> 11 AS DOUBLE PRECISION),
         CAST(e.value ->> 12 AS DOUBLE PRECISION) FROM",
    "WHERE true ON CONFLICT (app, experiment, phase, cut, arm, measure, day, settled) DO UPDATE SET
         people = sums.people + excluded.people, x = sums.x + excluded.x, xx = sums.xx + excluded.xx,
         xy = sums.xy + excluded.xy, y = sums.y + excluded.y, yy = sums.yy + excluded.yy"
);
/// The statement for what users count for: `[user, experiment, phase, unit]`.
const PUT_UNITS: [&str; 2] = over_array!(
    "INSERT INTO units (app, user_id, experiment, phase, body)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, CAST(e.value ->> 2 AS BIGINT), e.value ->> 3 FROM",
    "WHERE true ON CONFLICT (app, user_id, experiment, phase) DO UPDATE SET body = excluded.body"
);
/// The statement for units that are gone: `[user, experiment, phase]`.
const REMOVE_UNITS: [&str; 2] = [
    "DELETE FROM units WHERE app = $1 AND (user_id, experiment, phase) IN (
         SELECT e.value ->> 0, e.value ->> 1, CAST(e.value ->> 2 AS BIGINT) FROM json_each($2) AS e)",
    "DELETE FROM units USING jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)
     WHERE units.app = $1 AND units.user_id = e.value ->> 0 AND units.experiment = e.value ->> 1
         AND units.phase = CAST(e.value ->> 2 AS BIGINT) AND units.user_id = ANY (ARRAY(
             SELECT one.value ->> 0 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS one(value)))",
];
/// The units of users.
const UNITS: [&str; 2] = in_array!(
    "SELECT user_id, experiment, phase, body FROM units WHERE app = $1 AND user_id",
    ""
);
/// The sums of a phase of an experiment, of the newest days: whoever asks reads no more than that.
const READ: &str = "SELECT cut, arm, measure, day, people, x, xx, xy, y, yy FROM sums
     WHERE app = $1 AND experiment = $2 AND phase = $3 AND people <> 0";

/// The changes that are to be added to the sums.
#[derive(Default)]
pub(super) struct Change(BTreeMap<(String, i64, Key, i64), Sum>);

impl Change {
    /// Adds what a unit counts for as often as said, to the sums that are settled or to the others.
    pub(super) fn add(
        &mut self,
        (_, experiment, phase): &Place,
        unit: &Unit,
        settled: bool,
        times: i32,
    ) {
        for (key, sum) in unit.parts() {
            let place = (experiment.clone(), *phase, key, i64::from(settled));
            self.0.entry(place).or_default().add(&sum, times);
        }
    }

    /// Writes the sums into the database.
    pub(super) async fn write(
        self,
        source: &Source<'_>,
        connection: &mut AnyConnection,
    ) -> Result<(), Error> {
        let sums = self.0.into_iter().filter(|(_, sum)| !sum.is_nothing());
        let rows = sums.map(|((experiment, phase, key, settled), it)| {
            json!([
                experiment,
                phase,
                key.cut,
                key.arm,
                key.measure,
                key.day,
                settled,
                it.people,
                it.x,
                it.xx,
                it.xy,
                it.y,
                it.yy
            ])
        });
        write(source, connection, ADD, rows.collect()).await
    }
}

/// Reads what users count for.
pub(super) async fn units(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    users: impl IntoIterator<Item = &UserId>,
) -> Result<Units, Error> {
    let query = sqlx::query(source.database.own(UNITS)).bind(source.app);
    let rows = query.bind(singles(users)).fetch_all(connection).await?;
    let mut units = Units::new();
    for row in rows {
        let (user, body): (String, String) = (row.try_get(0)?, row.try_get(3)?);
        let place = (UserId::new(user), row.try_get(1)?, row.try_get(2)?);
        units.insert(place, read_json("units", &body)?);
    }
    Ok(units)
}

/// Writes what users count for.
pub(super) async fn put_units(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    units: &[(&Place, &Unit)],
) -> Result<(), Error> {
    let mut rows = Vec::new();
    for ((user, experiment, phase), unit) in units {
        rows.push(json!([user, experiment, phase, text("units", unit)?]));
    }
    write(source, connection, PUT_UNITS, rows).await
}

/// Removes what users counted for.
pub(super) async fn remove_units<'a>(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    places: impl Iterator<Item = &'a Place>,
) -> Result<(), Error> {
    let rows = places.map(|place| json!(place));
    write(source, connection, REMOVE_UNITS, rows.collect()).await
}

/// Runs a statement with rows as `$2`, if there are any.
pub(super) async fn write(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    statement: [&'static str; 2],
    rows: Vec<Value>,
) -> Result<(), Error> {
    if !rows.is_empty() {
        let query = sqlx::query(source.database.own(statement)).bind(source.app);
        let query = query.bind(Value::Array(rows).to_string());
        query.execute(connection).await?;
    }
    Ok(())
}

/// Reads the sums of a phase of an experiment.
pub(super) async fn read(
    source: &Source<'_>,
    experiment: &str,
    phase: i64,
) -> Result<Vec<Row>, Error> {
    let query = sqlx::query(READ).bind(source.app).bind(experiment);
    let rows = query.bind(phase).fetch_all(&source.database.pool).await?;
    let mut sums = BTreeMap::<Key, Sum>::new();
    for row in &rows {
        let key = Key {
            cut: row.try_get(0)?,
            arm: row.try_get(1)?,
            measure: row.try_get(2)?,
            day: row.try_get(3)?,
        };
        let sum = Sum {
            people: row.try_get(4)?,
            x: row.try_get(5)?,
            xx: row.try_get(6)?,
            xy: row.try_get(7)?,
            y: row.try_get(8)?,
            yy: row.try_get(9)?,
        };
        sums.entry(key).or_default().add(&sum, 1);
    }
    let sums = sums.into_iter().filter(|(_, sum)| sum.people != 0);
    Ok(sums.map(|(key, sum)| Row { key, sum }).collect())
}
