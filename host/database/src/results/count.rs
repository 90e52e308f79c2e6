//! The worker that counts: each turn is one transaction, and says anew what some users count for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use sqlx::{AnyConnection, Row};

use super::moved::moved;
use super::settle::settle;
use super::summed::{Change, Place, Units, put_units, remove_units, units, write};
use crate::database::{Database, Dialect, Source, singles};
use crate::error::Error;
use crate::exposed::{Exposed, columns};
use crate::ledger::LedgerDatabase;
use crate::rows::{Wanted, read};
use paywall_ledger::{Fact, Lineage, LineageId, Record, RowKey, User, UserId};
use paywall_results::{Unit, Windows};

/// The number of users with fresh exposures, and of records of the log, that one turn takes.
const USERS: i64 = 200;
const RECORDS: i64 = 200;
/// The number of records before the newest at which a database begins that was never counted: none of them was final.
const MARGIN: i64 = 1000;

/// The statement that makes all others who count wait, and returns the place in the log.
const LOCK: &str = "INSERT INTO marks (app, name, value)
     VALUES ($1, 'results', (SELECT COALESCE(MAX(position), 0) FROM log) - $2)
     ON CONFLICT (app, name) DO UPDATE SET value = marks.value RETURNING value";
/// The statement for the place in the log.
const GO_ON: &str = "UPDATE marks SET value = $2 WHERE app = $1 AND name = 'results'";
/// The records behind a place, of all apps: whoever has few must not walk through all of the others.
const LOG: &str = "SELECT position, app, record FROM log WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3";
/// The users whose exposures are fresh.
const FRESH: &str =
    "SELECT DISTINCT user_id FROM exposures WHERE app = $1 AND fresh = 1 ORDER BY user_id LIMIT $2";
/// The exposures of users, kept from others who write.
const EXPOSURES: [&str; 2] = [
    columns!(
        "SELECT ",
        ", fresh FROM exposures WHERE app = $1 AND user_id IN (SELECT e.value ->> 0 FROM json_each($2) AS e)"
    ),
    columns!(
        "SELECT ",
        ", fresh FROM exposures WHERE app = $1 AND user_id = ANY (ARRAY(
             SELECT e.value ->> 0 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))
         ORDER BY user_id, experiment, phase FOR UPDATE"
    ),
];
/// The statement for exposures that are counted: `[user, experiment, phase]`. Its last condition repeats the first: without
/// it, PostgreSQL walks through all exposures of an app whose rows it has not counted yet.
const SEEN: [&str; 2] = [
    "UPDATE exposures SET fresh = 0 WHERE app = $1 AND (user_id, experiment, phase) IN (
         SELECT e.value ->> 0, e.value ->> 1, CAST(e.value ->> 2 AS BIGINT) FROM json_each($2) AS e)",
    "UPDATE exposures SET fresh = 0 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)
     WHERE exposures.app = $1 AND exposures.user_id = e.value ->> 0 AND exposures.experiment = e.value ->> 1
         AND exposures.phase = CAST(e.value ->> 2 AS BIGINT) AND exposures.user_id = ANY (ARRAY(
             SELECT one.value ->> 0 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS one(value)))",
];

/// The outcome of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// There may be more to count.
    Some,
    /// All that can be counted now is counted.
    All,
}

/// A worker that counts for one app. Each has its own knowledge of which records are final.
#[derive(Debug)]
pub struct Counter {
    ledger: LedgerDatabase,
    finality: Finality,
}

impl Counter {
    /// Makes a worker.
    pub fn new(ledger: &LedgerDatabase) -> Self {
        Self {
            ledger: ledger.clone(),
            finality: Finality::default(),
        }
    }

    /// Returns true if everything that was written by now is counted.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn is_done(&self) -> Result<bool, Error> {
        Ok(!is_news(&self.ledger.source(), i64::MAX).await?)
    }

    /// Counts what is new, a bounded part of it.
    ///
    /// # Errors
    /// Fails if the database fails. Then nothing of the turn was done.
    pub async fn turn(&mut self) -> Result<Counted, Error> {
        let source = self.ledger.source();
        let until = self.finality.look(source.database).await?;
        // Mostly nothing is new: a look takes no turn from those who write.
        if !is_news(&source, until).await? {
            return Ok(Counted::All);
        }
        let _turn = source.database.turn().await;
        let mut transaction = source.database.begin_counting().await?;
        let from = lock(&source, &mut transaction).await?;
        let (mut users, last) = of_log(&source, &mut transaction, (from, until)).await?;
        let rows = sqlx::query(FRESH).bind(source.app).bind(USERS);
        for row in rows.fetch_all(&mut *transaction).await? {
            users.insert(UserId::new(row.try_get::<String, _>(0)?));
        }
        count(&source, &mut transaction, users, self.ledger.windows).await?;
        let on = sqlx::query(GO_ON)
            .bind(source.app)
            .bind(last.unwrap_or(from));
        on.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Counted::Some)
    }
}

/// The knowledge of which records of the log are final. PostgreSQL gives out positions before transactions end, so a
/// record may come before one that was seen. Once all transactions have ended that were under way, none can.
#[derive(Debug, Default)]
struct Finality {
    to: i64,
    /// The last position that was seen, and the first transaction that had not begun then.
    seen: Option<(i64, i64)>,
}

impl Finality {
    /// Returns the last position before which nothing comes any more.
    async fn look(&mut self, database: &Database) -> Result<i64, Error> {
        if database.dialect == Dialect::Sqlite {
            return Ok(i64::MAX);
        }
        let now = "SELECT COALESCE((SELECT MAX(position) FROM log), 0),
                 CAST(CAST(pg_snapshot_xmin(now.it) AS TEXT) AS BIGINT), CAST(CAST(pg_snapshot_xmax(now.it) AS TEXT) AS BIGINT)
             FROM (SELECT pg_current_snapshot() AS it) AS now";
        let row = sqlx::query(now).fetch_one(&database.pool).await?;
        let (last, oldest, next): (i64, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (seen, before) = *self.seen.get_or_insert((last, next));
        if oldest >= before {
            self.to = self.to.max(seen);
            self.seen = (oldest < next).then_some((last, next));
            if oldest >= next {
                self.to = self.to.max(last);
            }
        }
        Ok(self.to)
    }
}

impl Database {
    /// Begins a transaction that counts. Those who write go on beside it, but on SQLite.
    async fn begin_counting(&self) -> Result<sqlx::Transaction<'static, sqlx::Any>, Error> {
        match self.dialect {
            Dialect::Sqlite => self.begin().await,
            Dialect::Postgres => Ok(self.pool.begin().await?),
        }
    }
}

/// Makes all others who count wait until the transaction ends. Returns the place in the log.
pub(super) async fn lock(
    source: &Source<'_>,
    connection: &mut AnyConnection,
) -> Result<i64, Error> {
    let query = sqlx::query(LOCK).bind(source.app).bind(MARGIN);
    Ok(query.fetch_one(connection).await?.try_get(0)?)
}

/// Returns true if exposures are fresh.
pub(super) async fn is_behind(source: &Source<'_>) -> Result<bool, Error> {
    let query = sqlx::query("SELECT 1 FROM exposures WHERE app = $1 AND fresh = 1 LIMIT 1");
    let row = query.bind(source.app).fetch_optional(&source.database.pool);
    Ok(row.await?.is_some())
}

/// Returns true if there is something to count.
async fn is_news(source: &Source<'_>, until: i64) -> Result<bool, Error> {
    if is_behind(source).await? {
        return Ok(true);
    }
    let query = sqlx::query(
        "SELECT 1 FROM log WHERE position <= $2
             AND position > (SELECT COALESCE((SELECT value FROM marks WHERE app = $1 AND name = 'results'), -1)) LIMIT 1",
    );
    let query = query.bind(source.app).bind(until);
    Ok(query.fetch_optional(&source.database.pool).await?.is_some())
}

/// Lists the users whom the next records of the log are about, and returns the place of the last of these records.
async fn of_log(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    (from, until): (i64, i64),
) -> Result<(BTreeSet<UserId>, Option<i64>), Error> {
    let query = sqlx::query(LOG).bind(from).bind(until).bind(RECORDS);
    let (mut users, mut purchases, mut last) = (BTreeSet::new(), BTreeSet::new(), None);
    for row in query.fetch_all(&mut *connection).await? {
        last = Some(row.try_get(0)?);
        if row.try_get::<String, _>(1)? != source.app {
            continue;
        }
        let record: Record = read("log", &row.try_get::<String, _>(2)?)?;
        users.extend(record.users().into_iter().cloned());
        purchases.extend(
            record
                .facts
                .iter()
                .filter_map(purchase)
                .map(RowKey::Lineage),
        );
    }
    let wanted = Wanted {
        rows: purchases,
        ..Wanted::default()
    };
    let found = source.find(connection, &wanted).await?.state.lineages;
    users.extend(found.into_values().map(|it| it.owner));
    Ok((users, last))
}

/// Returns the purchase about which something was learnt: its record need not name the owner.
fn purchase(fact: &Fact) -> Option<LineageId> {
    match fact {
        Fact::Observed { lineage, .. } | Fact::LineagesMerged { into: lineage, .. } => {
            Some(lineage.clone())
        }
        _ => None,
    }
}

/// Says anew what users count for, and adds the difference to the sums.
async fn count(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    mut users: BTreeSet<UserId>,
    windows: Windows,
) -> Result<(), Error> {
    users.extend(moved(source, connection, &users).await?);
    let (exposures, fresh) = exposures(source, connection, &users).await?;
    let before = units(source, connection, &users).await?;
    if exposures.is_empty() && before.is_empty() {
        return Ok(());
    }
    let concerned = exposures.iter().map(|it| &it.user);
    let concerned: BTreeSet<&UserId> = concerned.chain(before.keys().map(|it| &it.0)).collect();
    let known = rows(source, connection, &concerned).await?;
    let is_gone = |user: &UserId| known.get(user).is_none_or(|(row, _)| row.deleted);
    let gone: Vec<&UserId> = concerned.iter().copied().filter(|it| is_gone(it)).collect();
    let now = counted(&exposures, &known, windows);
    let stays = |place: &Place| !is_gone(&place.0);
    change(source, connection, (&before, &now), stays).await?;
    settle(source, connection, gone).await?;
    write(source, connection, SEEN, fresh).await
}

/// Writes the difference between what users counted for and what they count for now.
async fn change(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    (before, now): (&Units, &Units),
    stays: impl Fn(&Place) -> bool,
) -> Result<(), Error> {
    let mut change = Change::default();
    let differs = |place: &Place, one: &Unit, others: &Units| others.get(place) != Some(one);
    let old = before.iter();
    let old: Vec<_> = old
        .filter(|(place, unit)| stays(place) && differs(place, unit, now))
        .collect();
    let new: Vec<_> = now
        .iter()
        .filter(|(place, unit)| differs(place, unit, before))
        .collect();
    old.iter()
        .for_each(|(place, unit)| change.add(place, unit, false, -1));
    new.iter()
        .for_each(|(place, unit)| change.add(place, unit, false, 1));
    change.write(source, connection).await?;
    let gone = old.iter().map(|(place, _)| *place);
    let gone = gone.filter(|place| !now.contains_key(place));
    remove_units(source, connection, gone).await?;
    put_units(source, connection, &new).await
}

/// Reads the exposures of users, and lists those that are fresh.
async fn exposures(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    users: &BTreeSet<UserId>,
) -> Result<(Vec<Exposed>, Vec<serde_json::Value>), Error> {
    let query = sqlx::query(source.database.own(EXPOSURES)).bind(source.app);
    let rows = query.bind(singles(users)).fetch_all(connection).await?;
    let (mut all, mut fresh) = (Vec::new(), Vec::new());
    for row in &rows {
        let exposed = Exposed::read(row)?;
        if row.try_get::<i64, _>(11)? != 0 {
            fresh.push(json!([exposed.user, exposed.experiment, exposed.phase]));
        }
        all.push(exposed);
    }
    Ok((all, fresh))
}

/// The row of each user, with their purchases.
type Known = BTreeMap<UserId, (User, Vec<Lineage>)>;

/// Reads the rows of users, and their purchases.
async fn rows(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    users: &BTreeSet<&UserId>,
) -> Result<Known, Error> {
    let mut wanted = Wanted::default();
    let keys = users.iter().map(|user| RowKey::User((*user).clone()));
    wanted.rows = keys.collect();
    let users = source.find(connection, &wanted).await?.state.users;
    let owned = users.values().flat_map(|row| &row.owns);
    wanted.rows = owned.cloned().map(RowKey::Lineage).collect();
    let mut purchases = source.find(connection, &wanted).await?.state.lineages;
    let with_purchases = users.into_iter().map(|(id, row)| {
        let owned = row.owns.iter().filter_map(|it| purchases.remove(it));
        let owned = owned.collect();
        (id, (row, owned))
    });
    Ok(with_purchases.collect())
}

/// Says what users count for.
fn counted(exposures: &[Exposed], known: &Known, windows: Windows) -> Units {
    let there = exposures.iter().filter_map(|it| {
        let (_, purchases) = known.get(&it.user).filter(|(row, _)| !row.deleted)?;
        let unit = Unit::new(&it.exposure, purchases, windows);
        Some(((it.user.clone(), it.experiment.clone(), it.phase), unit))
    });
    there.collect()
}

/// Empties the sums but for what is settled, and makes all exposures fresh.
pub(super) async fn anew(source: &Source<'_>) -> Result<(), Error> {
    let _turn = source.database.turn().await;
    let mut transaction = source.database.begin_counting().await?;
    lock(source, &mut transaction).await?;
    for statement in [
        "DELETE FROM sums WHERE app = $1 AND settled = 0",
        "DELETE FROM units WHERE app = $1",
        "UPDATE exposures SET fresh = 1 WHERE app = $1 AND fresh = 0",
    ] {
        let query = sqlx::query(statement).bind(source.app);
        query.execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

/// Counts a user for the last time, and keeps no more than the sums.
pub(super) async fn last(
    source: &Source<'_>,
    user: &UserId,
    windows: Windows,
) -> Result<(), Error> {
    let _turn = source.database.turn().await;
    let mut transaction = source.database.begin_counting().await?;
    lock(source, &mut transaction).await?;
    let users = BTreeSet::from([user.clone()]);
    count(source, &mut transaction, users, windows).await?;
    settle(source, &mut transaction, [user]).await?;
    Ok(transaction.commit().await?)
}
