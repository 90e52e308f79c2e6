//! The deletion of reports that no decision looks at: of each device and kind the newest are enough.
//!
//! Only devices that reported something since the last look can have too many, so each look goes on where the last
//! one ended, a page at a time, and never walks through all that is kept.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::Row;

use super::database::{Source, over_array};
use super::error::Error;

/// The number of reports that are looked at together.
const PAGE: i64 = 200;
/// The time by which each look begins before the end of the last one, in milliseconds: a report may be written a
/// little after the time that it has.
const MARGIN: i64 = 60_000;

/// The time of the last report that was looked at with this number of reports kept.
const SEEN: &str = "SELECT value FROM marks WHERE app = $1 AND name = $2";
/// The statement for that time.
const SEE: &str = "INSERT INTO marks (app, name, value) VALUES ($1, $2, $3)
     ON CONFLICT (app, name) DO UPDATE SET value = excluded.value";
/// The reports after a time, in their order. PostgreSQL has an index with all of it, or else it would read all of an app's
/// out of the index by devices.
const REPORTS: &str = "SELECT at, device, kind FROM activity
     WHERE app = $1 AND at > $2 ORDER BY at LIMIT $3";
/// The devices and kinds, of those given, of which more is kept than `$3`.
const MANY: [&str; 2] = over_array!(
    "SELECT e.value ->> 0, e.value ->> 1 FROM",
    "WHERE EXISTS (SELECT 1 FROM activity AS own WHERE own.app = $1 AND own.device = e.value ->> 0
         AND own.kind = e.value ->> 1 LIMIT 1 OFFSET $3)"
);
/// The deletion of a device's activity of one kind, up to its newest.
const SURPLUS: &str =
    "DELETE FROM activity WHERE app = $1 AND device = $2 AND kind = $3 AND at <= (
     SELECT own.at FROM activity AS own WHERE own.app = $1 AND own.device = $2 AND own.kind = $3
     ORDER BY own.at DESC LIMIT 1 OFFSET $4)";

/// A device and a kind of its reports.
type Pair = (String, String);

/// Deletes the activity of each device and kind but for the newest so many, where anything was reported since the last
/// call. Returns the number of rows.
pub(super) async fn surplus(source: &Source<'_>, kept: u32) -> Result<u64, Error> {
    // Whoever keeps another number begins anew.
    let (kept, mark) = (i64::from(kept), format!("surplus/{kept}"));
    let (mut seen, mut deleted) = (seen(source, &mark).await?, 0);
    loop {
        let Some((until, pairs)) = page(source, seen).await? else {
            return Ok(deleted);
        };
        for pair in many(source, pairs, kept).await? {
            deleted += delete(source, pair, kept).await?;
        }
        see(source, &mark, until).await?;
        seen = until;
    }
}

/// Returns the time after which reports are to be looked at.
async fn seen(source: &Source<'_>, mark: &str) -> Result<i64, Error> {
    let query = sqlx::query(SEEN).bind(source.app).bind(mark);
    let row = query.fetch_optional(&source.database.pool).await?;
    let last = row.map_or(Ok(0), |row| row.try_get::<i64, _>(0))?;
    Ok(last - MARGIN)
}

/// Notes the time of the last report that was looked at.
async fn see(source: &Source<'_>, mark: &str, until: i64) -> Result<(), Error> {
    let query = sqlx::query(SEE).bind(source.app).bind(mark).bind(until);
    let _turn = source.database.turn().await;
    query.execute(&source.database.pool).await?;
    Ok(())
}

/// Reads the reports after a time, as the time of the last of them and what they are about. None if there are none.
async fn page(source: &Source<'_>, after: i64) -> Result<Option<(i64, BTreeSet<Pair>)>, Error> {
    let query = sqlx::query(REPORTS).bind(source.app).bind(after);
    let rows = query.bind(PAGE).fetch_all(&source.database.pool).await?;
    let (mut until, mut pairs) = (None, BTreeSet::new());
    for row in &rows {
        until = Some(row.try_get(0)?);
        pairs.insert((row.try_get(1)?, row.try_get(2)?));
    }
    Ok(until.map(|until| (until, pairs)))
}

/// Returns those of which more is kept than so many.
async fn many(source: &Source<'_>, pairs: BTreeSet<Pair>, kept: i64) -> Result<Vec<Pair>, Error> {
    let wanted = Value::from_iter(pairs.iter().map(|pair| json!(pair)));
    let query = sqlx::query(source.database.own(MANY)).bind(source.app);
    let query = query.bind(wanted.to_string()).bind(kept);
    let rows = query.fetch_all(&source.database.pool).await?;
    let pair = |row: &sqlx::any::AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
    rows.iter().map(pair).collect()
}

/// Deletes the activity of a device and kind but for the newest so many. Returns the number of rows.
async fn delete(source: &Source<'_>, (device, kind): Pair, kept: i64) -> Result<u64, Error> {
    let query = sqlx::query(SURPLUS).bind(source.app).bind(device);
    let query = query.bind(kind).bind(kept);
    let _turn = source.database.turn().await;
    let done = query.execute(&source.database.pool).await?;
    Ok(done.rows_affected())
}
