//! The records that are found by the names of somebody.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AnyConnection, Row};

use super::database::{Source, each_of_array, singles};
use super::error::Error;
use super::rows::read;
use paywall_ledger::Record;

/// Records by their positions.
pub(super) type Found = BTreeMap<i64, Record>;
/// The positions of records, each with the names by which it is found.
pub(super) type Mentions = BTreeMap<i64, BTreeSet<String>>;

/// The number of rows that are read or written together.
pub(super) const TOGETHER: usize = 500;

/// The statement for the positions of the records that have any of these names, up to one.
const POSITIONS: [&str; 2] = each_of_array!(
    "SELECT ",
    "position, user_id",
    "mentions WHERE app = $1 AND position <= $3",
    "user_id",
    "OFFSET 0"
);
/// The statement for the records at these positions. With the app's name alone, SQLite would walk through its keys.
const RECORDS: [&str; 2] = [
    "SELECT position, record FROM log WHERE app || '' = $1
         AND position IN (SELECT CAST(e.value ->> 0 AS BIGINT) FROM json_each($2) AS e)",
    "SELECT position, record FROM log WHERE app = $1 AND position = ANY (ARRAY(
         SELECT CAST(e.value ->> 0 AS BIGINT) FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))",
];

/// Lists where any of these names leads, up to a position.
pub(super) async fn mentions(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    names: &BTreeSet<String>,
    until: i64,
) -> Result<Mentions, Error> {
    let names: Vec<&String> = names.iter().collect();
    let mut mentions = Mentions::new();
    for some in names.chunks(TOGETHER) {
        let query = sqlx::query(source.database.own(POSITIONS))
            .bind(source.app)
            .bind(singles(some))
            .bind(until);
        for row in query.fetch_all(&mut *connection).await? {
            let of = mentions.entry(row.try_get(0)?).or_default();
            of.insert(row.try_get(1)?);
        }
    }
    Ok(mentions)
}

/// Reads the records at these positions.
pub(super) async fn records(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    positions: impl IntoIterator<Item = &i64>,
) -> Result<Found, Error> {
    let positions: Vec<&i64> = positions.into_iter().collect();
    let mut found = Found::new();
    for some in positions.chunks(TOGETHER) {
        let query = sqlx::query(source.database.own(RECORDS))
            .bind(source.app)
            .bind(singles(some));
        for row in query.fetch_all(&mut *connection).await? {
            found.insert(row.try_get(0)?, read("log", &row.try_get::<String, _>(1)?)?);
        }
    }
    Ok(found)
}
