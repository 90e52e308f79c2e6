//! What the outside is to hear: once for each user it is about, in that user's order, at least once.

use serde_json::Value;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::database::over_array;
use super::error::Error;
use super::rows::{Source, read};
use crate::ledger::{Event, Time, UserId};

/// An event on its way to the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its place among all: grows along each user's history.
    pub position: i64,
    /// The user it goes out for. A transfer goes out for both.
    pub user: UserId,
    /// What to say. Its id is the same for all its users.
    pub event: Event,
    /// How often it was taken, this time included.
    pub attempts: i64,
    /// When the outside had it.
    pub delivered_at: Option<Time>,
}

/// Takes events that are due: of each user the oldest, leased until `now + lease`.
pub(super) async fn take(
    source: &Source<'_>,
    now: Time,
    lease: i64,
    limit: u32,
) -> Result<Vec<Outgoing>, Error> {
    let query = sqlx::query(
        "UPDATE outbox SET not_before = $3, attempts = attempts + 1
         WHERE delivered_at IS NULL AND not_before <= $2 AND position IN (
             SELECT MIN(position) FROM outbox WHERE app = $1 AND delivered_at IS NULL
             GROUP BY user_id HAVING MIN(position) IN (
                 SELECT position FROM outbox WHERE app = $1 AND delivered_at IS NULL AND not_before <= $2)
             ORDER BY 1 LIMIT $4)
         RETURNING position, user_id, event, attempts, delivered_at",
    )
    .bind(source.app)
    .bind(now.millis())
    .bind(now.plus_millis(lease).millis())
    .bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    let mut out: Vec<_> = rows.iter().map(outgoing).collect::<Result<_, _>>()?;
    out.sort_by_key(|it| it.position);
    Ok(out)
}

/// The outside has these.
pub(super) async fn delivered(
    source: &Source<'_>,
    positions: &[i64],
    now: Time,
) -> Result<(), Error> {
    let statement = over_array!(
        source.database,
        "UPDATE outbox SET delivered_at = $3 WHERE app = $1 AND position IN (SELECT CAST(e.value ->> 0 AS BIGINT) FROM",
        ")"
    );
    let rows = positions.iter().map(|position| vec![*position]);
    let query = sqlx::query(statement)
        .bind(source.app)
        .bind(Value::from_iter(rows).to_string())
        .bind(now.millis());
    query.execute(&source.database.pool).await?;
    Ok(())
}

/// Not before `until`.
pub(super) async fn put_off(source: &Source<'_>, position: i64, until: Time) -> Result<(), Error> {
    let query = sqlx::query("UPDATE outbox SET not_before = $3 WHERE app = $1 AND position = $2")
        .bind(source.app)
        .bind(position)
        .bind(until.millis());
    query.execute(&source.database.pool).await?;
    Ok(())
}

/// Events after a position, delivered or not.
pub(super) async fn since(
    source: &Source<'_>,
    position: i64,
    limit: u32,
) -> Result<Vec<Outgoing>, Error> {
    let query = sqlx::query(
        "SELECT position, user_id, event, attempts, delivered_at FROM outbox
         WHERE app = $1 AND position > $2 ORDER BY position LIMIT $3",
    )
    .bind(source.app)
    .bind(position)
    .bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    rows.iter().map(outgoing).collect()
}

/// Sends these again, both ends included. Returns how many.
pub(super) async fn replay(source: &Source<'_>, from: i64, to: i64) -> Result<u64, Error> {
    let query = sqlx::query(
        "UPDATE outbox SET delivered_at = NULL, not_before = 0
         WHERE app = $1 AND position BETWEEN $2 AND $3 AND delivered_at IS NOT NULL",
    )
    .bind(source.app)
    .bind(from)
    .bind(to);
    Ok(query.execute(&source.database.pool).await?.rows_affected())
}

fn outgoing(row: &AnyRow) -> Result<Outgoing, Error> {
    let event: String = row.try_get(2)?;
    Ok(Outgoing {
        position: row.try_get(0)?,
        user: UserId::new(row.try_get::<String, _>(1)?),
        event: read("outbox", &event)?,
        attempts: row.try_get(3)?,
        delivered_at: row.try_get::<Option<i64>, _>(4)?.map(Time::from_millis),
    })
}
