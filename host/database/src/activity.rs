//! Devices' own reports: their profiles and activity. Nothing about purchases is decided by them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sqlx::Row;

use super::database::{Dialect, Source, over_array, singles};
use super::error::Error;
use super::part::Part;
use super::rows::{read, text};
use paywall_ledger::{DeviceId, Time, UserId};
use paywall_webhooks::{DeviceEvent, Told};

/// A device's own description: system, language, form factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The device that describes itself.
    pub device: DeviceId,
    /// The description, a JSON object.
    pub body: Value,
    /// The SHA-256 of the secret by which the device was proved to be the one that describes itself. The first
    /// description brings it, or there is none.
    pub secret: Option<String>,
}

/// Something that a device reports: a session, an impression, or a transaction as it sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// The id; the same id again is the same activity.
    pub id: String,
    /// The device that reports it.
    pub device: DeviceId,
    /// The kind: `session`, `impression`, `transaction`, or `call` for the mark of a call that may be repeated.
    pub kind: &'static str,
    /// The time at which the host heard of it.
    pub at: Time,
    /// The device's own words, a JSON object.
    pub body: Value,
    /// The event for the outside and the user it is about. None if the outside is not to hear of it.
    pub told: Option<(UserId, DeviceEvent)>,
}

/// Lists descriptions. Of several by one device the last counts. Two with different secrets cannot be written
/// together: that fails, the works are done one by one, and the database refuses one of them.
pub(super) fn profiles<'a>(profiles: impl Iterator<Item = &'a Profile>) -> Part {
    let rows = profiles.map(|it| {
        let row = json!([it.device, it.body.to_string(), it.secret]);
        ((it.device.as_str(), it.secret.as_deref()), row)
    });
    let rows = rows.collect::<BTreeMap<_, _>>();
    Part::new("profiles", PUT_PROFILES, rows.into_values().collect())
}

/// Lists activities and their events. One that is `known` changes nothing.
pub(super) fn parts<'a>(
    all: impl Iterator<Item = &'a Activity>,
    known: &BTreeSet<String>,
) -> Result<[Part; 2], Error> {
    let mut activities = BTreeMap::new();
    let mut told = Vec::new();
    for it in all.filter(|it| !known.contains(&it.id)) {
        let row = json!([it.id, it.device, it.kind, it.at, it.body.to_string()]);
        let earlier = activities.insert(it.id.as_str(), row);
        if let (None, Some((user, event))) = (earlier, &it.told) {
            let event = Told::Device(event.clone());
            told.push(json!([user, text("outbox", &event)?, event.stream()]));
        }
    }
    let activities = activities.into_values().collect();
    Ok([
        Part::new("activities", PUT_ACTIVITIES, activities),
        Part::new("told", PUT_EVENTS, told),
    ])
}

/// The statement for descriptions, each in place of an earlier one of the same secret.
const PUT_PROFILES: [&str; 2] = over_array!(
    "INSERT INTO profiles (app, device, body, secret)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2 FROM",
    "WHERE true ON CONFLICT (app, device) DO UPDATE SET body = excluded.body
     WHERE profiles.secret IS NULL OR profiles.secret = excluded.secret"
);

/// The statement for activities that are new.
const PUT_ACTIVITIES: [&str; 2] = over_array!(
    "INSERT INTO activity (app, id, device, kind, at, body)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2, CAST(e.value ->> 3 AS BIGINT), e.value ->> 4 FROM",
    ""
);

/// The statement for the events of activities.
const PUT_EVENTS: [&str; 2] = over_array!(
    "INSERT INTO outbox (app, user_id, event, stream)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2 FROM",
    "ORDER BY e.key"
);

/// Reads the profile of a device. None if it never gave one.
pub(super) async fn profile(
    source: &Source<'_>,
    device: &DeviceId,
) -> Result<Option<Value>, Error> {
    let query = sqlx::query("SELECT body FROM profiles WHERE app = $1 AND device = $2")
        .bind(source.app)
        .bind(device.as_str());
    let row = query.fetch_optional(source.pool).await?;
    let Some(row) = row else { return Ok(None) };
    let body: String = row.try_get(0)?;
    Ok(Some(read(device.as_str(), &body)?))
}

/// Reads the words of an activity. None if there is none of this id.
pub(super) async fn words(source: &Source<'_>, id: &str) -> Result<Option<Value>, Error> {
    let query = sqlx::query("SELECT body FROM activity WHERE app = $1 AND id = $2")
        .bind(source.app)
        .bind(id);
    let row = query.fetch_optional(source.pool).await?;
    let Some(row) = row else { return Ok(None) };
    let body: String = row.try_get(0)?;
    Ok(Some(read(id, &body)?))
}

/// Lists the activity of one kind on these devices, newest first, at
/// most `limit` of it: the times and the devices' words.
pub(super) async fn recent(
    source: &Source<'_>,
    devices: &[DeviceId],
    kind: &str,
    limit: u32,
) -> Result<Vec<(Time, Value)>, Error> {
    // Of each device its newest, by the index. Asked for all devices at once, both databases
    // would rather walk through the activity of the whole app, from the newest on.
    let statement = match source.database.dialect {
        Dialect::Sqlite => {
            "SELECT a.at, a.body FROM json_each($2) AS e CROSS JOIN activity AS a
             WHERE a.rowid IN (SELECT own.rowid FROM activity AS own
                 WHERE own.app = $1 AND own.device = e.value ->> 0 AND own.kind = $3 ORDER BY own.at DESC LIMIT $4)
             ORDER BY a.at DESC LIMIT $4"
        }
        Dialect::Postgres => {
            "SELECT a.at, a.body FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)
             CROSS JOIN LATERAL (SELECT own.at, own.body FROM activity AS own
                 WHERE own.app = $1 AND own.device = e.value ->> 0 AND own.kind = $3 ORDER BY own.at DESC LIMIT $4) AS a
             ORDER BY a.at DESC LIMIT $4"
        }
    };
    let query = sqlx::query(statement)
        .bind(source.app)
        .bind(singles(devices))
        .bind(kind)
        .bind(i64::from(limit));
    let mut recent = Vec::new();
    for row in query.fetch_all(source.pool).await? {
        let body: String = row.try_get(1)?;
        recent.push((Time::from_millis(row.try_get(0)?), read(kind, &body)?));
    }
    Ok(recent)
}

/// An activity of any device, as far as traffic is counted by it.
#[derive(Debug, Clone, PartialEq)]
pub struct Newest {
    /// The time at which the host heard of it.
    pub at: Time,
    /// The device that reported it.
    pub device: DeviceId,
    /// The device's own words, if it is an impression.
    pub impression: Option<Value>,
}

/// Lists the newest activity of the whole app since a time, newest first, at most `limit` of it.
pub(super) async fn newest(
    source: &Source<'_>,
    since: Time,
    limit: u32,
) -> Result<Vec<Newest>, Error> {
    let query = sqlx::query(
        "SELECT at, device, CASE WHEN kind = 'impression' THEN body END FROM activity
         WHERE app = $1 AND at > $2 ORDER BY at DESC LIMIT $3",
    )
    .bind(source.app)
    .bind(since.millis())
    .bind(i64::from(limit));
    let mut newest = Vec::new();
    for row in query.fetch_all(source.pool).await? {
        let device: String = row.try_get(1)?;
        let body: Option<String> = row.try_get(2)?;
        let impression = body.map(|body| read(&device, &body)).transpose()?;
        newest.push(Newest {
            at: Time::from_millis(row.try_get(0)?),
            device: DeviceId::new(device),
            impression,
        });
    }
    Ok(newest)
}
