//! Reads by key: who someone is, and what they have at a moment.

use std::sync::Arc;

use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::error::Error;
use super::rows::{Source, lineage, read};
use crate::ledger::{
    App, Customer, Device, DeviceId, Ledger, LineageId, State, Time, User, UserId,
};

/// A user and what they have at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserState {
    /// Their id.
    pub user: UserId,
    /// Their row: account, devices, purchases.
    pub row: User,
    /// The device that was asked about.
    pub device: Option<(DeviceId, Device)>,
    /// What they have.
    pub customer: Customer,
}

/// What the user of a device has.
pub(super) async fn device_state(
    source: &Source<'_>,
    app: &Arc<App>,
    device: &DeviceId,
    now: Time,
) -> Result<Option<UserState>, Error> {
    let query = sqlx::query(
        "SELECT users.id, users.body, lineages.id, lineages.body, devices.body FROM devices
         JOIN users ON users.app = devices.app AND users.id = devices.user_id
         LEFT JOIN lineages ON lineages.app = users.app AND lineages.owner = users.id
         WHERE devices.app = $1 AND devices.id = $2",
    )
    .bind(source.app)
    .bind(device.as_str());
    let rows = query.fetch_all(&source.database.pool).await?;
    let Some(mut state) = user(app, &rows, now)? else {
        return Ok(None);
    };
    let row: String = rows[0].try_get(4)?;
    state.device = Some((device.clone(), read(device.as_str(), &row)?));
    Ok(Some(state))
}

/// What a user has.
pub(super) async fn user_state(
    source: &Source<'_>,
    app: &Arc<App>,
    id: &UserId,
    now: Time,
) -> Result<Option<UserState>, Error> {
    let query = sqlx::query(
        "SELECT users.id, users.body, lineages.id, lineages.body FROM users
         LEFT JOIN lineages ON lineages.app = users.app AND lineages.owner = users.id
         WHERE users.app = $1 AND users.id = $2",
    )
    .bind(source.app)
    .bind(id.as_str());
    let rows = query.fetch_all(&source.database.pool).await?;
    user(app, &rows, now)
}

fn user(app: &Arc<App>, rows: &[AnyRow], now: Time) -> Result<Option<UserState>, Error> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let id: String = first.try_get(0)?;
    let body: String = first.try_get(1)?;
    let row: User = read(&id, &body)?;
    let user = UserId::new(id);
    let mut state = State::default();
    state.users.insert(user.clone(), row.clone());
    for line in rows {
        let id: Option<String> = line.try_get(2)?;
        let body: Option<String> = line.try_get(3)?;
        if let (Some(id), Some(body)) = (id, body) {
            let (id, row) = lineage(&id, &body)?;
            state.lineages.insert(id, row);
        }
    }
    let ledger = Ledger::with_state(Arc::clone(app), state);
    Ok(ledger.customer(&user, now).map(|customer| UserState {
        user,
        row,
        device: None,
        customer,
    }))
}

/// The purchases the clock has news about, and since when.
pub(super) async fn due(
    source: &Source<'_>,
    now: Time,
    limit: u32,
) -> Result<Vec<(LineageId, Time)>, Error> {
    let query = sqlx::query(
        "SELECT id, due FROM lineages WHERE app = $1 AND due <= $2 ORDER BY due LIMIT $3",
    )
    .bind(source.app)
    .bind(now.millis())
    .bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    let due = |row: &AnyRow| -> Result<(LineageId, Time), Error> {
        let id: String = row.try_get(0)?;
        let key = super::rows::id_of(&id)?;
        Ok((LineageId::of(key), Time::from_millis(row.try_get(1)?)))
    };
    rows.iter().map(due).collect()
}

/// All rows of the app, as the log should add up to. For checks: it reads everything.
pub(super) async fn everything(
    source: &Source<'_>,
    connection: &mut AnyConnection,
) -> Result<State, Error> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT 'devices', id, body FROM devices WHERE app = $1",
        "SELECT 'users', id, body FROM users WHERE app = $1",
        "SELECT 'accounts', id, user_id FROM accounts WHERE app = $1",
        "SELECT 'lineages', id, body FROM lineages WHERE app = $1",
        "SELECT 'members', id, lineage FROM members WHERE app = $1",
    ] {
        let query = sqlx::query(sql).bind(source.app);
        rows.extend(query.fetch_all(&mut *connection).await?);
    }
    let mut json = json!({"devices": {}, "users": {}, "accounts": {}, "lineages": {}, "members": {}, "seen": []});
    for row in rows {
        let (table, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let body: String = row.try_get(2)?;
        json[&table][&id] = match table.as_str() {
            "accounts" | "members" => json!(body),
            _ => read(&id, &body)?,
        };
    }
    let mut state: State = serde_json::from_value(json).map_err(|error| Error::Row {
        row: "all".into(),
        reason: error.to_string(),
    })?;
    let keys = sqlx::query("SELECT key FROM log WHERE app = $1").bind(source.app);
    for row in keys.fetch_all(connection).await? {
        state.seen.insert(row.try_get(0)?);
    }
    Ok(state)
}
