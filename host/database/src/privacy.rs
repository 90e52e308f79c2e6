//! Everything about one user: it is explained, handed out, and forgotten.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::Row;

use super::database::{Source, each_of_array, in_array, singles};
use super::error::Error;
use super::rows::read as row;
use super::{LedgerDatabase, erase, exposed, inbox, log, naming, read};
use paywall_ledger::{
    Customer, DeviceId, Erasure, ExternalId, Fact, Input, Line, LineageId, MAX_DEVICES, MemberKey,
    Record, Refused, RowKey, Time, Traces, UserId, What, account_name, device_name, explain,
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
    /// The experiments that the user took part in, with what the user counts for in their results.
    pub experiments: Vec<Value>,
    /// The user's history, in sentences.
    pub history: Vec<Line>,
    /// The events that the outside was told of the user.
    pub events: Vec<Told>,
    /// The stores' messages about the user's purchases, with the stores' answers.
    pub messages: Vec<Value>,
}

/// The number of deletions that are finished at once.
const AT_ONCE: u32 = 100;

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
        let records = log::records(&source, Some(user)).await?;
        let others = Erasure::of_others(&records, user);
        let hidden: Vec<Record> = records.iter().map(|it| others.erase(it)).collect();
        let events = events(&source, user).await?.into_iter().map(|it| match it {
            Told::Purchase(event) => Told::Purchase(others.hide(&event)),
            other => other,
        });
        Ok(Some(Export {
            user: state.user,
            account: state.row.account,
            customer: state.customer,
            devices,
            activity,
            experiments: exposed::of_user(&source, user).await?,
            history: explain(&hidden, user),
            events: events.collect(),
            messages: inbox::about(&source, &self.members(&state.row.owns).await?).await?,
        }))
    }

    /// Lists what the stores call these purchases.
    async fn members(&self, owns: &BTreeSet<LineageId>) -> Result<BTreeSet<MemberKey>, Error> {
        let rows = owns.iter().cloned().map(RowKey::Lineage).collect();
        let lineages = read::rows_of(&self.source(), rows).await?.lineages;
        let members = lineages.into_values().flat_map(|it| it.members.into_keys());
        Ok(members.collect())
    }

    /// Forgets a user: the account, the devices with everything that they reported, the messages of stores and the
    /// events. The purchases get an owner without a name. The log keeps what happened, without the names.
    /// If the outside is `told`, it hears of it in an event, the last place that has the names.
    /// All of it is done in pieces, between which others write.
    ///
    /// # Errors
    /// Fails if there is no such user, or if the database fails. Then the same call again does what is left to do.
    pub async fn forget(&self, user: &UserId, at: Time, told: bool) -> Result<(), Error> {
        let source = self.source();
        if let Some(state) = self.user_state(user, at).await? {
            let (account, devices) = (state.row.account, state.row.devices);
            let members = self.members(&state.row.owns).await?;
            // First goes everything that the log does not lead to: if this fails, the same call again still finds the rows.
            inbox::forget_unnamed(&source, &members, account.as_ref()).await?;
            forget_reports(&source, &devices).await?;
            self.settle_user(user).await?;
            delete(&source, EVENTS, user.as_str()).await?;
            self.delete(user, at).await?;
        } else if erase::pending_of(&source, user).await?.is_none() {
            return Err(Refused::NoUser(user.clone()).into());
        }
        while let Some(position) = erase::pending_of(&source, user).await? {
            self.erase(position, told).await?;
        }
        Ok(())
    }

    /// Deletes a user from the ledger: in several steps if there are more devices than one step takes.
    async fn delete(&self, user: &UserId, at: Time) -> Result<(), Error> {
        while let Some(state) = self.user_state(user, at).await? {
            let (account, mut devices) = (state.row.account, state.row.devices);
            devices.truncate(MAX_DEVICES);
            let input = Input {
                // The ids of new users follow from it, so nobody must be able to guess it.
                key: format!("forget/{}", self.secrets.fresh()?),
                at,
                what: What::Delete {
                    user: user.clone(),
                    traces: self.traces(account.as_ref(), devices).await?,
                },
            };
            match self.accept(input).await {
                // Another host was faster.
                Err(Error::Refused(Refused::NoUser(_))) => return Ok(()),
                done => done?,
            };
        }
        Ok(())
    }

    /// Finishes what calls of [`Self::forget`] began that were cut off. Call it now and then.
    /// Returns the number of deletions.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn finish_forgetting(&self, told: bool) -> Result<usize, Error> {
        let (source, mut finished) = (self.source(), 0);
        loop {
            let pending = erase::pending(&source, AT_ONCE).await?;
            if pending.is_empty() {
                return Ok(finished);
            }
            finished += pending.len();
            for position in pending {
                // As long as this one is pending, somebody is still to be deleted.
                let (deletion, stays) = erase::deletion(&source, position).await?;
                if let Some(user) = stays {
                    self.delete(&user, deletion.at).await?;
                }
                self.erase(position, told).await?;
            }
        }
    }

    /// Erases the names of a deletion, also from the pages that the database has written before.
    async fn erase(&self, position: i64, told: bool) -> Result<(), Error> {
        let secret = self.secrets.fresh()?;
        erase::erase(&self.source(), position, &secret, told).await?;
        self.database.empty_log();
        Ok(())
    }

    /// Collects what the log says of a customer beyond the row of the user.
    async fn traces(
        &self,
        account: Option<&ExternalId>,
        devices: Vec<DeviceId>,
    ) -> Result<Traces, Error> {
        let names = devices.iter().map(device_name);
        let names = names.chain(account.map(account_name)).collect();
        let mut connection = self.database.pool.acquire().await?;
        let found = naming::mentions(&self.source(), &mut connection, &names, i64::MAX).await?;
        let found = naming::records(&self.source(), &mut connection, found.keys()).await?;
        let devices = devices.into_iter().collect();
        Ok(Traces::of(found.values(), account, &devices))
    }
}

/// Reads the descriptions and the activity of these devices.
pub(super) async fn of_devices(
    source: &Source<'_>,
    devices: &[DeviceId],
) -> Result<(Vec<Value>, Vec<Value>), Error> {
    let pool = &source.database.pool;
    let profiles = in_array!(
        "SELECT device, body, fetched, fetched_at FROM profiles WHERE app = $1 AND device",
        "ORDER BY device"
    );
    let rows = sqlx::query(source.database.own(profiles))
        .bind(source.app)
        .bind(singles(devices));
    let mut described = Vec::new();
    for line in rows.fetch_all(pool).await? {
        let (id, body): (String, String) = (line.try_get(0)?, line.try_get(1)?);
        let mut device = json!({"id": id, "profile": row::<Value>(&id, &body)?});
        let (revision, at): (Option<String>, Option<i64>) = (line.try_get(2)?, line.try_get(3)?);
        if let (Some(revision), Some(at)) = (revision, at) {
            device["fetched"] = json!({"revision": revision, "at": at});
        }
        described.push(device);
    }
    // The marks of calls say nothing about anybody. The sum makes SQLite sort what it finds: it would rather walk through the whole app's activity in that order.
    let activity = in_array!(
        "SELECT id, device, kind, at, body FROM activity WHERE app = $1 AND kind <> 'call' AND device",
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

/// The number of devices whose rows are deleted together, and of rows that one statement deletes at most:
/// SQLite has one writer, and others wait for it.
const DEVICES: usize = 500;
const ROWS: i64 = 1000;

/// The statements that delete the descriptions and the activity of devices, and the events about that activity.
const REPORTS: [[&str; 2]; 3] = [
    each_of_array!(delete "profiles WHERE app = $1", "device"),
    [
        "DELETE FROM activity WHERE app = $1 AND id IN (SELECT id FROM activity WHERE app = $1
             AND device IN (SELECT e.value ->> 0 FROM json_each($2) AS e) LIMIT $3)",
        "DELETE FROM activity WHERE app = $1 AND id = ANY (ARRAY(SELECT id FROM activity WHERE app = $1
             AND device = ANY (ARRAY(SELECT e.value ->> 0 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))
             LIMIT $3))",
    ],
    [
        "DELETE FROM outbox WHERE app = $1 AND position IN (SELECT position FROM outbox WHERE app = $1
             AND stream LIKE 'device/%' AND stream IN (SELECT 'device/' || (e.value ->> 0) FROM json_each($2) AS e)
             LIMIT $3)",
        "DELETE FROM outbox WHERE app = $1 AND position = ANY (ARRAY(SELECT position FROM outbox WHERE app = $1
             AND stream LIKE 'device/%' AND stream = ANY (ARRAY(SELECT 'device/' || (e.value ->> 0)
                 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))
             LIMIT $3))",
    ],
];

/// The statement for the events about a user for which nobody waits.
const EVENTS: [&str; 2] = [
    "DELETE FROM outbox WHERE app = $1 AND position IN (SELECT position FROM outbox WHERE app = $1
         AND user_id = $2 AND delivered_at IS NOT NULL LIMIT $3)",
    "DELETE FROM outbox WHERE app = $1 AND position = ANY (ARRAY(SELECT position FROM outbox WHERE app = $1
         AND user_id = $2 AND delivered_at IS NOT NULL LIMIT $3))",
];

/// Deletes the descriptions and the activity of these devices, and events about that activity, sent or not.
async fn forget_reports(source: &Source<'_>, devices: &[DeviceId]) -> Result<(), Error> {
    for some in devices.chunks(DEVICES) {
        for statement in REPORTS {
            delete(source, statement, &singles(some)).await?;
        }
    }
    Ok(())
}

/// Deletes the rows of `whom`. There may be very many, so they go batch by batch, and other writers go between.
async fn delete(
    source: &Source<'_>,
    statement: [&'static str; 2],
    whom: &str,
) -> Result<(), Error> {
    loop {
        let query = sqlx::query(source.database.own(statement))
            .bind(source.app)
            .bind(whom)
            .bind(ROWS);
        let _turn = source.database.turn().await;
        let done = query.execute(&source.database.pool).await?;
        if done.rows_affected() < ROWS.unsigned_abs() {
            return Ok(());
        }
    }
}
