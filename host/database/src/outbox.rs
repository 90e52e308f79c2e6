//! The outbox: events for the outside, once for each user concerned, in that user's order, at least once.

use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::database::{Source, over_array, singles};
use super::error::Error;
use super::part::Part;
use super::rows::read;
use paywall_ledger::{Time, UserId};
use paywall_webhooks::{Next, Outgoing};

/// The outcome for an event on its way to the outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub position: i64,
    pub next: Next,
    /// True if something was sent.
    pub attempted: bool,
    pub at: Time,
}

/// Takes events that are due, the oldest of each stream, and leases them until `now + lease`.
pub(super) async fn take(
    source: &Source<'_>,
    now: Time,
    lease: i64,
    limit: u32,
) -> Result<Vec<Outgoing>, Error> {
    let pool = &source.database.pool;
    // Writers take turns, and mostly nothing is due: a look takes no turn.
    let due = "SELECT position FROM outbox AS mine WHERE app = $1 AND delivered_at IS NULL AND not_before <= $2
         AND NOT EXISTS (SELECT 1 FROM outbox AS older WHERE older.app = $1 AND older.user_id = mine.user_id
             AND older.stream = mine.stream AND older.delivered_at IS NULL AND older.position < mine.position)
         ORDER BY not_before, position LIMIT $3";
    let due = sqlx::query(due).bind(source.app).bind(now.millis());
    let due = due.bind(i64::from(limit)).fetch_all(pool).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let due: Vec<i64> = due
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()?;
    // Another host that found them meanwhile has moved `not_before`, so each is leased to one host only.
    let lease_statement = over_array!(
        "UPDATE outbox SET not_before = $4 WHERE app = $1 AND delivered_at IS NULL AND not_before <= $3
         AND position IN (SELECT CAST(e.value ->> 0 AS BIGINT) FROM",
        ") RETURNING position, user_id, event, attempts, delivered_at"
    );
    let query = sqlx::query(source.database.own(lease_statement))
        .bind(source.app)
        .bind(singles(due))
        .bind(now.millis())
        .bind(now.plus_millis(lease).millis());
    let _turn = source.database.turn().await;
    let rows = query.fetch_all(pool).await?;
    let mut out: Vec<_> = rows.iter().map(outgoing).collect::<Result<_, _>>()?;
    out.sort_by_key(|it| it.position);
    Ok(out)
}

/// Lists the outcomes of events: finished (delivered, not wanted or given up), or due again at some time.
pub(super) fn sent(sent: impl Iterator<Item = Sent>) -> Part {
    let rows = sent.map(|it| {
        let (settled, again) = match it.next {
            Next::Done | Next::GivenUp => (Some(it.at), None),
            Next::Again(time) => (None, Some(time)),
        };
        let given_up = i64::from(it.next == Next::GivenUp);
        let attempts = i64::from(it.attempted);
        json!([it.position, settled, again, attempts, given_up])
    });
    Part::new("sent", SETTLE, rows.collect())
}

/// The statement for outcomes. The last condition for SQLite repeats the one
/// before it: without it, SQLite may walk through the app's outbox.
const SETTLE: [&str; 2] = over_array!(
    "UPDATE outbox SET delivered_at = CAST(e.value ->> 1 AS BIGINT),
         not_before = COALESCE(CAST(e.value ->> 2 AS BIGINT), not_before),
         attempts = attempts + CAST(e.value ->> 3 AS BIGINT), given_up = CAST(e.value ->> 4 AS BIGINT) FROM",
    "WHERE outbox.app = $1 AND outbox.position = CAST(e.value ->> 0 AS BIGINT)",
    sqlite: " AND outbox.position IN (SELECT CAST(one.value ->> 0 AS BIGINT) FROM json_each($2) AS one)",
    postgres: ""
);

/// Lists events after a position, delivered or not.
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

/// Returns the time of the oldest event that the outside has not received, of the first `among` that are due.
pub(super) async fn oldest(source: &Source<'_>, among: i64) -> Result<Option<Time>, Error> {
    let query = sqlx::query(
        "SELECT position, user_id, event, attempts, delivered_at FROM outbox WHERE position = (SELECT MIN(position) FROM
             (SELECT position FROM outbox WHERE app = $1 AND delivered_at IS NULL
              ORDER BY not_before, position LIMIT $2) AS counted)",
    );
    let query = query.bind(source.app).bind(among);
    let rows = query.fetch_all(&source.database.pool).await?;
    let oldest = rows.first().map(outgoing).transpose()?;
    Ok(oldest.map(|it| it.event.at()))
}

/// Makes finished events due again, both ends included. Returns their number.
pub(super) async fn replay(source: &Source<'_>, from: i64, to: i64) -> Result<u64, Error> {
    let query = sqlx::query(
        "UPDATE outbox SET delivered_at = NULL, not_before = 0, attempts = 0, given_up = 0
         WHERE app = $1 AND position BETWEEN $2 AND $3 AND delivered_at IS NOT NULL",
    )
    .bind(source.app)
    .bind(from)
    .bind(to);
    let _turn = source.database.turn().await;
    Ok(query.execute(&source.database.pool).await?.rows_affected())
}

/// Reads an event from its row.
fn outgoing(row: &AnyRow) -> Result<Outgoing, Error> {
    let event: String = row.try_get(2)?;
    Ok(Outgoing {
        position: row.try_get(0)?,
        user: UserId::new(row.try_get::<String, _>(1)?),
        event: read("outbox", &event)?,
        attempts: row.try_get(3)?,
        settled_at: row.try_get::<Option<i64>, _>(4)?.map(Time::from_millis),
    })
}
