//! Everything about one user: to explain it, to hand it out, and to forget it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::Row;

use super::database::{over_array, singles};
use super::error::Error;
use super::rows::{Source, read as row};
use super::{Accepted, LedgerStore, log, read};
use paywall_ledger::{
    Customer, DeviceId, ExternalId, Input, Line, Record, Time, UserId, What, explain,
};
use paywall_webhooks::Told;

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

impl LedgerStore {
    /// All that happened to a user, in sentences.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(&self, user: &UserId) -> Result<Vec<Line>, Error> {
        let records = log::records(&self.source(), Some(user)).await?;
        Ok(explain(&records, user))
    }

    /// The user of an account. None: nobody has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_of(&self, account: &ExternalId) -> Result<Option<UserId>, Error> {
        read::user_of(&self.source(), account).await
    }

    /// The accounts of all users that a user's history is about, as they are now: its sentences name users by their
    /// ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts_in_history(
        &self,
        user: &UserId,
    ) -> Result<BTreeMap<UserId, ExternalId>, Error> {
        let records = log::records(&self.source(), Some(user)).await?;
        let users = records.iter().flat_map(Record::users).cloned().collect();
        read::accounts(&self.source(), users).await
    }

    /// All that is kept of a user, for themselves. None: no such user, or no longer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export(&self, user: &UserId, now: Time) -> Result<Option<Export>, Error> {
        let Some(state) = self.user_state(user, now).await? else {
            return Ok(None);
        };
        let source = self.source();
        let devices: Vec<DeviceId> = state.row.devices.into_iter().collect();
        let (devices, activity) = of_devices(&source, &devices).await?;
        Ok(Some(Export {
            user: state.user,
            account: state.row.account,
            customer: state.customer,
            devices,
            activity,
            history: self.history(user).await?,
            events: events(&source, user).await?,
        }))
    }

    /// Forgets a user: their account, and what their devices said and did. Their purchases get an owner without a
    /// name, each device a new anonymous user. The log keeps what happened, with the account's identifier in it.
    ///
    /// # Errors
    /// When there is no such user, or the database fails.
    pub async fn forget(&self, key: String, user: &UserId, at: Time) -> Result<Accepted, Error> {
        let state = self.user_state(user, at).await?;
        let devices = state.map(|it| it.row.devices).unwrap_or_default();
        let devices: Vec<DeviceId> = devices.into_iter().collect();
        // First what the log does not hold: when this fails, the same call again finds the devices again.
        forget_devices(&self.source(), &devices).await?;
        let what = What::Delete { user: user.clone() };
        self.accept(Input { key, at, what }).await
    }
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
    for line in rows.fetch_all(pool).await? {
        let (id, body): (String, String) = (line.try_get(0)?, line.try_get(1)?);
        described.push(json!({"id": id, "profile": row::<Value>(&id, &body)?}));
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
    for line in rows.fetch_all(pool).await? {
        let (id, device, kind): (String, String, String) =
            (line.try_get(0)?, line.try_get(1)?, line.try_get(2)?);
        let (at, body): (i64, String) = (line.try_get(3)?, line.try_get(4)?);
        let body: Value = row(&id, &body)?;
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
    for line in query.fetch_all(&source.database.pool).await? {
        events.push(row("outbox", &line.try_get::<String, _>(0)?)?);
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
