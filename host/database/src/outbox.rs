//! The outbox: events for the outside, once for each user concerned, in that user's order, at least once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::database::{Database, Dialect, Source, over_array, singles};
use super::error::Error;
use super::part::Part;
use super::rows::read;
use paywall_ledger::{Leased, Time, UserId};
use paywall_webhooks::{Next, Outgoing};

/// The outcome for an event on its way to the outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub position: i64,
    /// The end of the lease of whoever says so.
    pub lease: Time,
    pub next: Next,
    /// True if something was sent.
    pub attempted: bool,
    pub at: Time,
}

/// The number of due events that are looked at together.
const WINDOW: u32 = 256;
/// The number of windows that one call looks at. Each but the last puts off the events in it.
const WINDOWS: u32 = 100;

/// Takes events that are due, the oldest of each stream, and leases them until `now + lease`.
///
/// Behind the oldest event of a stream, any number of others may wait while it is tried again and again. If a window
/// is full of them, they are put off until it is due, so that they are not in the way of other streams.
pub(super) async fn take(
    source: &Source<'_>,
    now: Time,
    lease: i64,
    limit: u32,
) -> Result<Vec<Leased<Outgoing>>, Error> {
    let mut out = Vec::new();
    for _ in 0..WINDOWS {
        let due = due(source, now).await?;
        if due.is_empty() {
            break;
        }
        let room = limit - u32::try_from(out.len()).unwrap_or(limit);
        let is_last = due.len() < usize::try_from(WINDOW).unwrap_or(usize::MAX);
        let mut heads: BTreeSet<i64> = due.iter().map(|(_, head)| *head).collect();
        if is_last {
            // These are all that are due, so a head that is not among them waits: no writer needs to look.
            let there: BTreeSet<i64> = due.iter().map(|(position, _)| *position).collect();
            heads.retain(|it| there.contains(it));
        }
        if !heads.is_empty() {
            out.extend(leased(source, heads, now, lease, room).await?);
        }
        if is_last || out.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            break;
        }
        put_off(source, &due, now).await?;
    }
    out.sort_by_key(|it: &Leased<Outgoing>| it.position);
    Ok(out)
}

/// Lists due events, each with the oldest event of its stream, which goes first.
async fn due(source: &Source<'_>, now: Time) -> Result<Vec<(i64, i64)>, Error> {
    let due = "SELECT due.position, (SELECT older.position FROM outbox AS older WHERE older.app = $1
             AND older.user_id = due.user_id AND older.stream = due.stream AND older.delivered_at IS NULL
             ORDER BY older.position LIMIT 1)
         FROM (SELECT position, user_id, stream FROM outbox WHERE app = $1 AND delivered_at IS NULL AND not_before <= $2
             ORDER BY not_before, position LIMIT $3) AS due";
    let due = sqlx::query(due).bind(source.app).bind(now.millis());
    // Writers take turns, and mostly nothing is due: a look takes no turn.
    let rows = due.bind(i64::from(WINDOW)).fetch_all(&source.database.pool);
    let pair = |row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
    rows.await?.into_iter().map(pair).collect()
}

/// Leases those of these events that are due.
async fn leased(
    source: &Source<'_>,
    heads: BTreeSet<i64>,
    now: Time,
    lease: i64,
    limit: u32,
) -> Result<Vec<Leased<Outgoing>>, Error> {
    let until = now.plus_millis(lease);
    // Another host that found them meanwhile has moved `not_before`, so each is leased to one host only.
    let statement = over_array!(
        "UPDATE outbox SET not_before = $4 WHERE app = $1 AND delivered_at IS NULL AND not_before <= $3
         AND position IN (SELECT waits.position FROM outbox AS waits WHERE waits.app = $1 AND waits.not_before <= $3
             AND waits.delivered_at IS NULL AND waits.position IN (SELECT CAST(e.value ->> 0 AS BIGINT) FROM",
        ") ORDER BY waits.not_before, waits.position LIMIT $5) RETURNING position, user_id, event, attempts, delivered_at"
    );
    let query = sqlx::query(source.database.own(statement))
        .bind(source.app)
        .bind(singles(heads))
        .bind(now.millis())
        .bind(until.millis())
        .bind(i64::from(limit));
    let _turn = source.database.turn().await;
    let rows = query.fetch_all(&source.database.pool).await?;
    let leased = |row| {
        Ok(Leased {
            it: outgoing(row)?,
            until,
        })
    };
    rows.iter().map(leased).collect()
}

/// Puts off the due events behind others that are not due, until those are.
async fn put_off(source: &Source<'_>, due: &[(i64, i64)], now: Time) -> Result<(), Error> {
    let mut behind: Vec<_> = due.iter().filter(|(it, head)| it != head).collect();
    behind.sort_unstable();
    // The lock keeps the one in front from being settled meanwhile: settling it calls the next one back.
    let statement = source.database.own([
        "UPDATE outbox SET not_before = front.not_before FROM json_each($2) AS e
         JOIN outbox AS front ON front.position = CAST(e.value ->> 1 AS BIGINT)
         WHERE front.delivered_at IS NULL AND front.not_before > $3 AND outbox.app = $1 AND outbox.not_before <= $3
             AND outbox.delivered_at IS NULL AND outbox.position = CAST(e.value ->> 0 AS BIGINT)
             AND outbox.position IN (SELECT CAST(one.value ->> 0 AS BIGINT) FROM json_each($2) AS one)",
        "WITH front AS (SELECT position, not_before FROM outbox WHERE position = ANY (ARRAY(
             SELECT CAST(e.value ->> 1 AS BIGINT) FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))
             AND delivered_at IS NULL AND not_before > $3 ORDER BY position FOR UPDATE)
         UPDATE outbox SET not_before = front.not_before FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)
         JOIN front ON front.position = CAST(e.value ->> 1 AS BIGINT)
         WHERE outbox.app = $1 AND outbox.delivered_at IS NULL AND outbox.not_before <= $3
             AND outbox.position = CAST(e.value ->> 0 AS BIGINT)",
    ]);
    let query = sqlx::query(statement)
        .bind(source.app)
        .bind(json!(behind).to_string())
        .bind(now.millis());
    let _turn = source.database.turn().await;
    query.execute(&source.database.pool).await?;
    Ok(())
}

/// Lists the outcomes of events: finished (delivered, not wanted or given up), or due again at some time.
/// An event behind one that is finished is due at once, if it was put off.
pub(super) fn sent(sent: impl Iterator<Item = Sent>) -> [Part; 2] {
    // Of two outcomes of one lease the later counts. Those of other leases of the same event find nothing to change.
    let sent: BTreeMap<(i64, Time), Sent> = sent.map(|it| ((it.position, it.lease), it)).collect();
    let rows = sent.values().map(|it| {
        let (settled, again) = match it.next {
            Next::Done | Next::GivenUp => (Some(it.at), None),
            Next::Again(time) => (None, Some(time)),
        };
        let given_up = i64::from(it.next == Next::GivenUp);
        let attempts = i64::from(it.attempted);
        json!([it.position, settled, again, attempts, given_up, it.lease])
    });
    let finished = sent
        .values()
        .filter(|it| !matches!(it.next, Next::Again(_)));
    let finished = finished.map(|it| json!([it.position, it.lease]));
    [
        Part::new("called", CALL_NEXT, finished.collect()),
        Part::new("sent", SETTLE, rows.collect()),
    ]
}

/// The statement for outcomes, by those whose lease it still is. The last condition for SQLite repeats one
/// before it, and `IS NULL` would make SQLite take another index: it may walk through the app's outbox then.
const SETTLE: [&str; 2] = over_array!(
    "UPDATE outbox SET delivered_at = CAST(e.value ->> 1 AS BIGINT),
         not_before = COALESCE(CAST(e.value ->> 2 AS BIGINT), not_before),
         attempts = attempts + CAST(e.value ->> 3 AS BIGINT), given_up = CAST(e.value ->> 4 AS BIGINT) FROM",
    "WHERE outbox.app = $1 AND outbox.position = CAST(e.value ->> 0 AS BIGINT)
         AND COALESCE(outbox.delivered_at, 0) = 0 AND outbox.not_before = CAST(e.value ->> 5 AS BIGINT)",
    sqlite: " AND outbox.position IN (SELECT CAST(one.value ->> 0 AS BIGINT) FROM json_each($2) AS one)",
    postgres: ""
);

/// The statement that makes the events behind finished ones due. It goes before the one that finishes them, and by the
/// same lease: behind one that was finished before, somebody may be sending the next already.
const CALL_NEXT: [&str; 2] = [
    "UPDATE outbox SET not_before = 0 WHERE app = $1 AND not_before > 0 AND position IN (
         SELECT (SELECT next.position FROM outbox AS next WHERE next.app = $1 AND next.user_id = done.user_id
             AND next.stream = done.stream AND next.delivered_at IS NULL AND next.position > done.position
             ORDER BY next.position LIMIT 1)
         FROM json_each($2) AS e CROSS JOIN outbox AS done
         WHERE done.position = CAST(e.value ->> 0 AS BIGINT) AND done.delivered_at IS NULL
             AND done.not_before = CAST(e.value ->> 1 AS BIGINT))",
    // A row is written once in a statement, and this one writes the finished ones too.
    "UPDATE outbox SET not_before = 0 WHERE app = $1 AND not_before > 0 AND position = ANY (ARRAY(
         SELECT (SELECT next.position FROM outbox AS next WHERE next.app = $1 AND next.user_id = done.user_id
             AND next.stream = done.stream AND next.delivered_at IS NULL AND next.position > done.position
             ORDER BY next.position LIMIT 1)
         FROM outbox AS done WHERE done.delivered_at IS NULL AND done.position = ANY (ARRAY(
             SELECT CAST(e.value ->> 0 AS BIGINT) FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))
             AND (done.position, done.not_before) IN (SELECT CAST(e.value ->> 0 AS BIGINT), CAST(e.value ->> 1 AS BIGINT)
                 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value))))
     AND position <> ALL (ARRAY(SELECT CAST(e.value ->> 0 AS BIGINT) FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))",
];

/// Lists events after a position, delivered or not. None comes later that has a position before the last of these.
pub(super) async fn since(
    source: &Source<'_>,
    position: i64,
    limit: u32,
) -> Result<Vec<Outgoing>, Error> {
    let final_to = final_to(source.database).await?;
    let query = sqlx::query(
        "SELECT position, user_id, event, attempts, delivered_at FROM outbox
         WHERE app = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4",
    )
    .bind(source.app)
    .bind(position)
    .bind(final_to)
    .bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    if rows.is_empty() && position > 0 {
        let last = last(source.database).await?;
        if position > last {
            let asked = position;
            return Err(Error::PositionAhead { asked, last });
        }
    }
    rows.iter().map(outgoing).collect()
}

/// Returns the last position that was given out, whether or not its event is still there. 0 if there was none.
async fn last(database: &Database) -> Result<i64, Error> {
    let statement = database.own([
        "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)",
        "SELECT COALESCE(pg_sequence_last_value(CAST(pg_get_serial_sequence('outbox', 'position') AS regclass)), 0)",
    ]);
    let row = sqlx::query(statement).fetch_one(&database.pool).await?;
    Ok(row.try_get(0)?)
}

/// Returns a position up to which no event will be added any more.
///
/// PostgreSQL gives out positions before transactions end, so a later position may be seen before an earlier one.
/// Once all transactions have ended that were under way when the last position was seen, none before it can appear.
async fn final_to(database: &Database) -> Result<i64, Error> {
    if database.dialect == Dialect::Sqlite {
        return Ok(i64::MAX);
    }
    let statement = "SELECT COALESCE((SELECT MAX(position) FROM outbox), 0),
             CAST(CAST(pg_snapshot_xmin(now.it) AS TEXT) AS BIGINT), CAST(CAST(pg_snapshot_xmax(now.it) AS TEXT) AS BIGINT)
         FROM (SELECT pg_current_snapshot() AS it) AS now";
    let mut seen = None;
    for _ in 0..LOOKS {
        let row = sqlx::query(statement).fetch_one(&database.pool).await?;
        let (last, oldest, next): (i64, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (last, next) = *seen.get_or_insert((last, next));
        if oldest >= next {
            database.final_to.fetch_max(last, Ordering::Relaxed);
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(database.final_to.load(Ordering::Relaxed))
}

/// The number of looks whether the transactions that were under way have ended, and the time between two of them.
/// If one stays open for longer, the events after the last position known to be final wait for the next call.
const LOOKS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(10);

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
