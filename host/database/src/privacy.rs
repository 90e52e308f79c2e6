//! Everything about one user: to explain it, to hand it out, and to forget it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::Row;

use super::database::{Source, in_array, over_array, singles};
use super::error::Error;
use super::rows::read as row;
use super::{LedgerDatabase, log, read};
use paywall_ledger::{
    Arrival, Customer, DeviceId, ExternalId, Fact, Input, Line, LineageId, Record, Time, UserId,
    What, explain,
};
use paywall_webhooks::Told;

/// Everything that a host keeps of a user.
#[derive(Debug, Clone, Serialize)]
pub struct Export {
    /// The id in the ledger.
    pub user: UserId,
    /// The app's name of the user. None for an anonymous user.
    pub account: Option<ExternalId>,
    /// The user's entitlements, journey state and purchases.
    pub customer: Customer,
    /// The user's devices, each with its description of itself.
    pub devices: Vec<Value>,
    /// The activity that the devices reported.
    pub activity: Vec<Value>,
    /// The user's history, in sentences.
    pub history: Vec<Line>,
    /// The events that the outside was told of the user.
    pub events: Vec<Told>,
}

impl LedgerDatabase {
    /// Tells everything that happened to a user, in sentences.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn history(&self, user: &UserId) -> Result<Vec<Line>, Error> {
        let records = log::records(&self.source(), Some(user)).await?;
        Ok(explain(&records, user))
    }

    /// Finds the user of an account. None if nobody has it.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn user_of(&self, account: &ExternalId) -> Result<Option<UserId>, Error> {
        read::user_of(&self.source(), account).await
    }

    /// Returns the present accounts of all users in a user's history, whose sentences name users by their ids.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn accounts_in_history(
        &self,
        user: &UserId,
    ) -> Result<BTreeMap<UserId, ExternalId>, Error> {
        let records = log::records(&self.source(), Some(user)).await?;
        let users = records.iter().flat_map(Record::users).cloned().collect();
        read::accounts(&self.source(), users).await
    }

    /// Returns the stores' ids of the products that were bought by the purchases in a user's history, whose sentences
    /// name purchases by their ids: of each purchase the product that began last.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn products_in_history(
        &self,
        user: &UserId,
    ) -> Result<BTreeMap<LineageId, String>, Error> {
        let records = log::records(&self.source(), Some(user)).await?;
        let facts = records.iter().flat_map(|record| &record.facts);
        let mut products = BTreeMap::<LineageId, (Time, String)>::new();
        for fact in facts {
            let Fact::Observed {
                lineage,
                observation,
            } = fact
            else {
                continue;
            };
            for term in &observation.terms {
                let last = products.get(lineage).map(|(starts, _)| *starts);
                if last.is_none_or(|last| last <= term.starts) {
                    let product = (term.starts, term.product.clone());
                    products.insert(lineage.clone(), product);
                }
            }
        }
        let products = products.into_iter();
        Ok(products
            .map(|(lineage, (_, product))| (lineage, product))
            .collect())
    }

    /// Collects everything that is kept of a user, for the user. None if the user never existed or was deleted.
    ///
    /// # Errors
    /// Fails if the database fails.
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

    /// Forgets a user: the account, and everything that the devices reported.
    /// The purchases get an owner without a name, each device a new anonymous user.
    /// The log keeps what happened, with the account's identifier in it.
    ///
    /// # Errors
    /// Fails if there is no such user, or if the database fails.
    pub async fn forget(
        &self,
        key: String,
        user: &UserId,
        at: Time,
    ) -> Result<Arrival<Record>, Error> {
        let state = self.user_state(user, at).await?;
        let devices = state.map(|it| it.row.devices).unwrap_or_default();
        let devices: Vec<DeviceId> = devices.into_iter().collect();
        // Reports are deleted first, since the log does not hold them: if
        // this fails, the same call again still finds the devices.
        forget_devices(&self.source(), &devices).await?;
        let what = What::Delete { user: user.clone() };
        self.accept(Input { key, at, what }).await
    }
}

/// Reads the descriptions and the activity of these devices.
pub(super) async fn of_devices(
    source: &Source<'_>,
    devices: &[DeviceId],
) -> Result<(Vec<Value>, Vec<Value>), Error> {
    let pool = &source.database.pool;
    let profiles = in_array!(
        "SELECT device, body FROM profiles WHERE app = $1 AND device",
        "ORDER BY device"
    );
    let rows = sqlx::query(source.database.own(profiles))
        .bind(source.app)
        .bind(singles(devices));
    let mut described = Vec::new();
    for line in rows.fetch_all(pool).await? {
        let (id, body): (String, String) = (line.try_get(0)?, line.try_get(1)?);
        described.push(json!({"id": id, "profile": row::<Value>(&id, &body)?}));
    }
    // The sum makes SQLite sort what it finds: it would rather walk through the whole app's activity in that order.
    let activity = in_array!(
        "SELECT id, device, kind, at, body FROM activity WHERE app = $1 AND device",
        "ORDER BY at + 0, id"
    );
    let rows = sqlx::query(source.database.own(activity))
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

/// Reads the events about a user, sent or not.
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

/// Deletes the descriptions and the activity of these devices, and events about that activity, sent or not.
pub(super) async fn forget_devices(source: &Source<'_>, devices: &[DeviceId]) -> Result<(), Error> {
    let profiles = in_array!("DELETE FROM profiles WHERE app = $1 AND device", "");
    let activity = in_array!("DELETE FROM activity WHERE app = $1 AND device", "");
    let told = over_array!(
        "DELETE FROM outbox WHERE app = $1 AND stream LIKE 'device/%' AND stream IN (SELECT 'device/' || (e.value ->> 0) FROM",
        ")"
    );
    for statement in [profiles, activity, told] {
        let query = sqlx::query(source.database.own(statement))
            .bind(source.app)
            .bind(singles(devices));
        let _turn = source.database.turn().await;
        query.execute(&source.database.pool).await?;
    }
    Ok(())
}
