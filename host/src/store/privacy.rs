//! Everything about one user: to hand it out, and to forget it.

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::Row;

use super::database::{over_array, singles};
use super::error::Error;
use super::rows::{Source, read};
use crate::ledger::{Customer, DeviceId, ExternalId, Line, UserId};
use crate::webhook::Told;

/// All that a host keeps of a user.
#[derive(Debug, Clone, Serialize)]
pub struct Export {
    /// Their id here.
    pub user: UserId,
    /// The app's name of them; none for an anonymous user.
    pub account: Option<ExternalId>,
    /// What they have.
    pub customer: Customer,
    /// Their devices, and what each says of itself.
    pub devices: Vec<Value>,
    /// What their devices did.
    pub activity: Vec<Value>,
    /// What happened to them.
    pub history: Vec<Line>,
    /// What the outside was told of them.
    pub events: Vec<Told>,
}

/// What these devices say of themselves, and what they did.
pub(super) async fn of_devices(
    source: &Source<'_>,
    devices: &[DeviceId],
) -> Result<(Vec<Value>, Vec<Value>), Error> {
    let pool = &source.database.pool;
    let profiles = over_array!(
        source.database,
        "SELECT device, body FROM profiles WHERE app = $1 AND device IN (SELECT e.value ->> 0 FROM",
        ") ORDER BY device"
    );
    let rows = sqlx::query(profiles)
        .bind(source.app)
        .bind(singles(devices));
    let mut described = Vec::new();
    for row in rows.fetch_all(pool).await? {
        let (id, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        described.push(json!({"id": id, "profile": read::<Value>(&id, &body)?}));
    }
    let activity = over_array!(
        source.database,
        "SELECT id, device, kind, at, body FROM activity WHERE app = $1 AND device IN (SELECT e.value ->> 0 FROM",
        ") ORDER BY at, id"
    );
    let rows = sqlx::query(activity)
        .bind(source.app)
        .bind(singles(devices));
    let mut done = Vec::new();
    for row in rows.fetch_all(pool).await? {
        let (id, device, kind): (String, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (at, body): (i64, String) = (row.try_get(3)?, row.try_get(4)?);
        let body: Value = read(&id, &body)?;
        done.push(json!({"id": id, "device": device, "kind": kind, "at": at, "body": body}));
    }
    Ok((described, done))
}

/// What the outside was told of a user.
pub(super) async fn events(source: &Source<'_>, user: &UserId) -> Result<Vec<Told>, Error> {
    let query =
        sqlx::query("SELECT event FROM outbox WHERE app = $1 AND user_id = $2 ORDER BY position")
            .bind(source.app)
            .bind(user.as_str());
    let mut events = Vec::new();
    for row in query.fetch_all(&source.database.pool).await? {
        events.push(read("outbox", &row.try_get::<String, _>(0)?)?);
    }
    Ok(events)
}

/// Removes what these devices said of themselves and did, and what the outside was or is to be told of it.
pub(super) async fn forget_devices(source: &Source<'_>, devices: &[DeviceId]) -> Result<(), Error> {
    let profiles = over_array!(
        source.database,
        "DELETE FROM profiles WHERE app = $1 AND device IN (SELECT e.value ->> 0 FROM",
        ")"
    );
    let activity = over_array!(
        source.database,
        "DELETE FROM activity WHERE app = $1 AND device IN (SELECT e.value ->> 0 FROM",
        ")"
    );
    let told = over_array!(
        source.database,
        "DELETE FROM outbox WHERE app = $1 AND stream IN (SELECT 'device/' || (e.value ->> 0) FROM",
        ")"
    );
    for statement in [profiles, activity, told] {
        let query = sqlx::query(statement)
            .bind(source.app)
            .bind(singles(devices));
        let _turn = source.database.turn().await;
        query.execute(&source.database.pool).await?;
    }
    Ok(())
}
