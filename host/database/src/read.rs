//! Reads by key: users, and everything they have at a moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::database::Source;
use super::error::Error;
use super::outbox;
use super::rows::{Wanted, lineage, read};
use paywall_ledger::{
    App, Customer, Device, DeviceId, ExternalId, Ledger, RowKey, State, Time, User, UserId,
};
use paywall_webhooks::View;

/// A user, and everything they have at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserState {
    /// The id in the ledger.
    pub user: UserId,
    /// The user's row: account, devices, purchases.
    pub row: User,
    /// The device that was asked about, with its row.
    pub device: Option<(DeviceId, Device)>,
    /// The SHA-256 of that device's secret, if it has one ([`super::Profile::secret`]).
    pub secret: Option<String>,
    /// The user's entitlements, journey state and purchases.
    pub customer: Customer,
}

/// Reads the user of a device.
pub(super) async fn device_state(
    source: &Source<'_>,
    app: &Arc<App>,
    device: &DeviceId,
    now: Time,
) -> Result<Option<UserState>, Error> {
    let query = sqlx::query(
        "SELECT users.id, users.body, lineages.id, lineages.body, devices.body, profiles.secret FROM devices
         LEFT JOIN profiles ON profiles.app = devices.app AND profiles.device = devices.id
         JOIN users ON users.app = devices.app AND users.id = devices.user_id
         LEFT JOIN lineages ON lineages.app = users.app AND lineages.owner = users.id
         WHERE devices.app = $1 AND devices.id = $2",
    )
    .bind(source.app)
    .bind(device.as_str());
    let rows = query.fetch_all(source.pool).await?;
    let Some((user, ledger)) = user(app, &rows)? else {
        return Ok(None);
    };
    let row: String = rows[0].try_get(4)?;
    let device = Some((device.clone(), read(device.as_str(), &row)?));
    let secret = rows[0].try_get(5)?;
    Ok(at(&ledger, user, device, now).map(|state| UserState { secret, ..state }))
}

/// Reads a user by id.
pub(super) async fn user_state(
    source: &Source<'_>,
    app: &Arc<App>,
    id: &UserId,
    now: Time,
) -> Result<Option<UserState>, Error> {
    let found = owner(source, app, id).await?;
    Ok(found.and_then(|(user, ledger)| at(&ledger, user, None, now)))
}

/// Reads a user's state as events tell it to the outside.
pub(super) async fn view(
    source: &Source<'_>,
    app: &Arc<App>,
    id: &UserId,
    now: Time,
) -> Result<Option<View>, Error> {
    let Some((user, mut ledger)) = owner(source, app, id).await? else {
        return Ok(None);
    };
    let row = ledger.state().users.get(&user);
    let devices = row.into_iter().flat_map(|it| &it.devices);
    let devices: BTreeSet<RowKey> = devices.cloned().map(RowKey::Device).collect();
    if !devices.is_empty() {
        ledger.state_mut().devices = rows_of(source, devices).await?.devices;
    }
    Ok(View::of(&ledger, &user, now))
}

/// Reads a user with all owned purchases, as a ledger that holds only these rows.
async fn owner(
    source: &Source<'_>,
    app: &Arc<App>,
    id: &UserId,
) -> Result<Option<(UserId, Ledger)>, Error> {
    let query = sqlx::query(
        "SELECT users.id, users.body, lineages.id, lineages.body FROM users
         LEFT JOIN lineages ON lineages.app = users.app AND lineages.owner = users.id
         WHERE users.app = $1 AND users.id = $2",
    )
    .bind(source.app)
    .bind(id.as_str());
    user(app, &query.fetch_all(&source.database.pool).await?)
}

/// Reads the user of an account.
pub(super) async fn user_of(
    source: &Source<'_>,
    account: &ExternalId,
) -> Result<Option<UserId>, Error> {
    let rows = BTreeSet::from([RowKey::Account(account.clone())]);
    let mut found = rows_of(source, rows).await?;
    Ok(found.accounts.remove(account))
}

/// Reads the accounts of those of these users who have one.
pub(super) async fn accounts(
    source: &Source<'_>,
    users: BTreeSet<UserId>,
) -> Result<BTreeMap<UserId, ExternalId>, Error> {
    let rows = users.into_iter().map(RowKey::User).collect();
    let users = rows_of(source, rows).await?.users.into_iter();
    Ok(users
        .filter_map(|(id, row)| Some((id, row.account?)))
        .collect())
}

/// Reads rows by their keys.
pub(super) async fn rows_of(source: &Source<'_>, rows: BTreeSet<RowKey>) -> Result<State, Error> {
    let wanted = Wanted {
        rows,
        ..Wanted::default()
    };
    let mut connection = source.database.pool.acquire().await?;
    Ok(source.find(&mut connection, &wanted).await?.state)
}

/// Makes a user, and a ledger with the owned purchases, of rows that hold both.
fn user(app: &Arc<App>, rows: &[AnyRow]) -> Result<Option<(UserId, Ledger)>, Error> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let id: String = first.try_get(0)?;
    let body: String = first.try_get(1)?;
    let row: User = read(&id, &body)?;
    let user = UserId::new(id);
    let mut state = State::default();
    state.users.insert(user.clone(), row);
    for line in rows {
        let id: Option<String> = line.try_get(2)?;
        let body: Option<String> = line.try_get(3)?;
        if let (Some(id), Some(body)) = (id, body) {
            let (id, row) = lineage(&id, &body)?;
            state.lineages.insert(id, row);
        }
    }
    Ok(Some((user, Ledger::with_state(Arc::clone(app), state))))
}

/// Derives the state at `now`. None if the user was deleted.
fn at(
    ledger: &Ledger,
    user: UserId,
    device: Option<(DeviceId, Device)>,
    now: Time,
) -> Option<UserState> {
    Some(UserState {
        customer: ledger.customer(&user, now)?,
        row: ledger.state().users.get(&user)?.clone(),
        user,
        device,
        secret: None,
    })
}

/// The number up to which [`Waiting`] counts. Who asks every few seconds must not walk through millions.
pub const COUNTED: i64 = 10_000;

/// The amount of work that waits, counted up to [`COUNTED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The number of stores' messages that are to be looked into.
    pub messages: i64,
    /// The number of events that the outside has not received.
    pub events: i64,
    /// The time at which the oldest of these messages came.
    pub oldest_message: Option<Time>,
    /// The time of the oldest of these events.
    pub oldest_event: Option<Time>,
    /// The number of messages that were not understood.
    pub unread: i64,
}

/// Counts what waits in the inbox and in the outbox.
pub(super) async fn waiting(source: &Source<'_>) -> Result<Waiting, Error> {
    let count = async |sql: &'static str| -> Result<i64, Error> {
        let query = sqlx::query(sql).bind(source.app).bind(COUNTED);
        Ok(query.fetch_one(&source.database.pool).await?.try_get(0)?)
    };
    Ok(Waiting {
        messages: count(WAITING_MESSAGES).await?,
        events: count(WAITING_EVENTS).await?,
        unread: count(UNREAD_MESSAGES).await?,
        oldest_message: oldest_message(source).await?,
        oldest_event: outbox::oldest(source, COUNTED).await?,
    })
}

/// Returns the time at which the oldest message came that waits.
async fn oldest_message(source: &Source<'_>) -> Result<Option<Time>, Error> {
    let query = sqlx::query(OLDEST_MESSAGE).bind(source.app).bind(COUNTED);
    let row = query.fetch_one(&source.database.pool).await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.map(Time::from_millis))
}

const WAITING_MESSAGES: &str = "SELECT COUNT(*) FROM
     (SELECT 1 AS one FROM inbox WHERE app = $1 AND due IS NOT NULL ORDER BY due LIMIT $2) AS counted";
const WAITING_EVENTS: &str = "SELECT COUNT(*) FROM
     (SELECT 1 AS one FROM outbox WHERE app = $1 AND delivered_at IS NULL
      ORDER BY not_before, position LIMIT $2) AS counted";
const UNREAD_MESSAGES: &str = "SELECT COUNT(*) FROM
     (SELECT 1 AS one FROM inbox WHERE app = $1 AND unread IS NOT NULL ORDER BY received_at LIMIT $2) AS counted";
const OLDEST_MESSAGE: &str = "SELECT MIN(received_at) FROM
     (SELECT received_at FROM inbox WHERE app = $1 AND due IS NOT NULL ORDER BY due LIMIT $2) AS counted";

/// Reads all rows of the app, as the log should add up to. It is meant for checks, because it reads everything.
pub(super) async fn everything(
    source: &Source<'_>,
    connection: &mut AnyConnection,
) -> Result<State, Error> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT 'devices', id, body FROM devices WHERE app = $1",
        "SELECT 'users', id, body FROM users WHERE app = $1",
        "SELECT 'accounts', id, user_id FROM accounts WHERE app = $1 AND user_id <> ''",
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
