//! The deletion of devices that nobody uses: anybody can invent as many as they like.
//!
//! A device that was only ever installed left one record in the log, which is about nothing else. So the device, its
//! anonymous user and that record go together, and what is left is still what the log adds up to.
//! If the device comes again, it is a new one.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::database::{Dialect, Source, over_array};
use super::error::Error;
use super::results::settle;
use super::rows::read;
use paywall_ledger::{Device, DeviceId, Time, User, UserId};

/// The number of devices that are looked at together, and that one transaction deletes at most.
const BATCH: i64 = 200;

/// The devices after one of them, in the order of their ids, with their users. Joined, PostgreSQL would rather read all
/// users for each page.
const DEVICES: &str = "SELECT devices.id, devices.body, devices.user_id,
         (SELECT users.body FROM users WHERE users.app = $1 AND users.id = devices.user_id)
     FROM devices WHERE devices.app = $1 AND devices.id > $2 ORDER BY devices.id LIMIT $3";

/// The statement for the last traces of devices and their users, `[device, user]`: the position and time of the last
/// record that mentions the user, the position of the one before, and the time of a report of the device.
const KNOWN: [&str; 2] = over_array!(
    "SELECT e.value ->> 0,
         (SELECT mentions.position FROM mentions WHERE mentions.app = $1 AND mentions.user_id = e.value ->> 1
          ORDER BY mentions.position DESC LIMIT 1),
         (SELECT log.at FROM log WHERE log.position = (SELECT mentions.position FROM mentions
          WHERE mentions.app = $1 AND mentions.user_id = e.value ->> 1 ORDER BY mentions.position DESC LIMIT 1)),
         (SELECT mentions.position FROM mentions WHERE mentions.app = $1 AND mentions.user_id = e.value ->> 1
          ORDER BY mentions.position DESC LIMIT 1 OFFSET 1),
         (SELECT activity.at FROM activity WHERE activity.app = $1 AND activity.device = e.value ->> 0 LIMIT 1)
     FROM",
    ""
);

/// A device that was never used, as it was read.
struct Unused {
    device: String,
    body: String,
    user: String,
    row: String,
    /// The position of the one record that is about it.
    position: i64,
}

/// Deletes the devices that came before `before`, never had an account or a purchase, and of which no activity is kept.
/// Returns their number.
pub(super) async fn devices(source: &Source<'_>, before: Time) -> Result<u64, Error> {
    let (mut after, mut deleted) = (String::new(), 0);
    loop {
        let rows = sqlx::query(DEVICES)
            .bind(source.app)
            .bind(after.as_str())
            .bind(BATCH)
            .fetch_all(&source.database.pool)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(deleted);
        };
        after = last.try_get(0)?;
        let candidates = rows.iter().map(candidate).collect::<Result<Vec<_>, _>>()?;
        let candidates = candidates.into_iter().flatten().collect();
        let unused = unused(source, candidates, before).await?;
        deleted += delete(source, &unused).await?;
    }
}

/// Reads a device that may be an unused one, by its rows alone.
fn candidate(line: &AnyRow) -> Result<Option<Unused>, Error> {
    let (device, body): (String, String) = (line.try_get(0)?, line.try_get(1)?);
    let (user, row): (String, Option<String>) = (line.try_get(2)?, line.try_get(3)?);
    let Some(row) = row else { return Ok(None) };
    let read_device: Device = read(&device, &body)?;
    let read_user: User = read(&user, &row)?;
    let new = read_device.version == 1 && read_device.claims.is_empty();
    let nobodys = read_user.account.is_none()
        && read_user.owns.is_empty()
        && !read_user.lost_subscription
        && read_user.devices == [DeviceId::new(device.as_str())];
    Ok((new && nobodys).then_some(Unused {
        device,
        body,
        user,
        row,
        position: 0,
    }))
}

/// Keeps those about which the log has one record, from before a time, and of which no activity is kept.
async fn unused(
    source: &Source<'_>,
    candidates: Vec<Unused>,
    before: Time,
) -> Result<Vec<Unused>, Error> {
    if candidates.is_empty() {
        return Ok(candidates);
    }
    let wanted = candidates.iter().map(|it| json!([it.device, it.user]));
    let wanted = Value::from_iter(wanted).to_string();
    let query = sqlx::query(source.database.own(KNOWN));
    let query = query.bind(source.app).bind(wanted);
    let mut known = BTreeMap::new();
    for line in query.fetch_all(&source.database.pool).await? {
        let position: Option<i64> = line.try_get(1)?;
        let at: Option<i64> = line.try_get(2)?;
        let (another, reported): (Option<i64>, Option<i64>) = (line.try_get(3)?, line.try_get(4)?);
        let old = at.is_some_and(|at| at < before.millis());
        let unused = old && another.is_none() && reported.is_none();
        if let Some(position) = position.filter(|_| unused) {
            known.insert(line.try_get::<String, _>(0)?, position);
        }
    }
    let known = |it: Unused| {
        let position = *known.get(&it.device)?;
        Some(Unused { position, ..it })
    };
    Ok(candidates.into_iter().filter_map(known).collect())
}

/// Deletes devices in one transaction. If one of them changed meanwhile, none is deleted: they are looked at again.
async fn delete(source: &Source<'_>, unused: &[Unused]) -> Result<u64, Error> {
    if unused.is_empty() {
        return Ok(0);
    }
    let _turn = source.database.turn().await;
    let mut transaction = match source.database.dialect {
        Dialect::Sqlite => source.database.begin().await?,
        Dialect::Postgres => source.database.pool.begin().await?,
    };
    for one in unused {
        if !delete_one(source, &mut transaction, one).await? {
            transaction.rollback().await?;
            return Ok(0);
        }
    }
    let users: Vec<UserId> = unused
        .iter()
        .map(|it| UserId::new(it.user.as_str()))
        .collect();
    settle(source, &mut transaction, &users).await?;
    transaction.commit().await?;
    Ok(unused.len() as u64)
}

/// Deletes everything about a device. Returns false if a row is not what it was.
async fn delete_one(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    one: &Unused,
) -> Result<bool, Error> {
    for (statement, id, body) in [
        (
            "DELETE FROM devices WHERE app = $1 AND id = $2 AND body = $3",
            &one.device,
            &one.body,
        ),
        (
            "DELETE FROM users WHERE app = $1 AND id = $2 AND body = $3",
            &one.user,
            &one.row,
        ),
    ] {
        let query = sqlx::query(statement).bind(source.app).bind(id.as_str());
        let done = query.bind(body.as_str()).execute(&mut *connection).await?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
    }
    for (statement, id) in [
        (
            "DELETE FROM mentions WHERE app = $1 AND user_id = $2",
            &one.user,
        ),
        (
            "DELETE FROM mentions WHERE app = $1 AND user_id = 'device/' || $2",
            &one.device,
        ),
        (
            "DELETE FROM outbox WHERE app = $1 AND user_id = $2",
            &one.user,
        ),
        (
            "DELETE FROM profiles WHERE app = $1 AND device = $2",
            &one.device,
        ),
    ] {
        let query = sqlx::query(statement).bind(source.app).bind(id.as_str());
        query.execute(&mut *connection).await?;
    }
    let log = sqlx::query("DELETE FROM log WHERE app = $1 AND position = $2").bind(source.app);
    log.bind(one.position).execute(connection).await?;
    Ok(true)
}
