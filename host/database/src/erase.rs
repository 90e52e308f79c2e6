//! The erasure of customers who were deleted: from the log, and from everything else that names them.
//!
//! A deletion is a record of the ledger like all others. The names are erased afterwards, in a transaction of its own,
//! so that a host that dies in between can go on later: until then, the deletion is found by a word.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sqlx::{AnyConnection, Row};

use super::database::{Dialect, Source, in_array, over_array, singles};
use super::error::Error;
use super::rows::read;
use paywall_ledger::{
    Cause, DELETION, DeviceId, Erasure, Event, ExternalId, Fact, Lineage, LineageId, MemberKey,
    Record, Time, Traces, UserId, account_name, derived,
};
use paywall_webhooks::{Deletion, Told};

/// The records that are found by names, by their positions.
type Found = BTreeMap<i64, Record>;

/// Lists the positions of the deletions whose names are still to be erased, at most `limit`.
pub(super) async fn pending(source: &Source<'_>, limit: u32) -> Result<Vec<i64>, Error> {
    let query = sqlx::query(
        "SELECT position FROM mentions WHERE app = $1 AND user_id = $2 ORDER BY position LIMIT $3",
    )
    .bind(source.app)
    .bind(DELETION)
    .bind(i64::from(limit));
    let rows = query.fetch_all(&source.database.pool).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Returns the position of a user's deletion, if the names are still to be erased.
pub(super) async fn pending_of(source: &Source<'_>, user: &UserId) -> Result<Option<i64>, Error> {
    let query = sqlx::query(
        "SELECT own.position FROM mentions AS own JOIN mentions AS deletion ON deletion.app = own.app
             AND deletion.user_id = $3 AND deletion.position = own.position
         WHERE own.app = $1 AND own.user_id = $2",
    )
    .bind(source.app)
    .bind(user.as_str())
    .bind(DELETION);
    let row = query.fetch_optional(&source.database.pool).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// Erases the names of those who were deleted by the record at a position, unless somebody else did so.
/// The pseudonyms follow from a secret. If the outside is `told`, the news of it has the names until it is delivered.
pub(super) async fn erase(
    source: &Source<'_>,
    position: i64,
    secret: &str,
    told: bool,
) -> Result<(), Error> {
    let database = source.database;
    let _turn = database.turn().await;
    let mut transaction = match database.dialect {
        Dialect::Sqlite => database.begin().await?,
        Dialect::Postgres => database.pool.begin().await?,
    };
    let mut erasing = Erasing {
        source,
        connection: &mut transaction,
        position,
    };
    if erasing.begin().await? {
        erasing.run(secret, told).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// The number of rows that are read or written together.
const TOGETHER: usize = 500;

/// The statement for the positions of the records that have any of these names, up to one.
const POSITIONS: [&str; 2] = in_array!(
    "SELECT DISTINCT position FROM mentions WHERE app = $1 AND position <= $3 AND user_id",
    ""
);
/// The statement for the records at these positions. With the app's name alone, SQLite would walk through its keys.
const RECORDS: [&str; 2] = [
    "SELECT position, record FROM log WHERE app || '' = $1
         AND position IN (SELECT CAST(e.value ->> 0 AS BIGINT) FROM json_each($2) AS e)",
    "SELECT position, record FROM log WHERE app = $1 AND position = ANY (ARRAY(
         SELECT CAST(e.value ->> 0 AS BIGINT) FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)))",
];

/// Lists the records that have any of these names, up to a position.
pub(super) async fn found(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    names: &BTreeSet<String>,
    until: i64,
) -> Result<Found, Error> {
    let names: Vec<&String> = names.iter().collect();
    let mut positions: BTreeSet<i64> = BTreeSet::new();
    for some in names.chunks(TOGETHER) {
        let query = sqlx::query(source.database.own(POSITIONS))
            .bind(source.app)
            .bind(singles(some))
            .bind(until);
        for row in query.fetch_all(&mut *connection).await? {
            positions.insert(row.try_get(0)?);
        }
    }
    let positions: Vec<i64> = positions.into_iter().collect();
    let mut found = Found::new();
    for some in positions.chunks(TOGETHER) {
        let query = sqlx::query(source.database.own(RECORDS))
            .bind(source.app)
            .bind(singles(some));
        for row in query.fetch_all(&mut *connection).await? {
            found.insert(row.try_get(0)?, read("log", &row.try_get::<String, _>(1)?)?);
        }
    }
    Ok(found)
}

/// The erasure of one deletion, within a transaction.
struct Erasing<'a> {
    source: &'a Source<'a>,
    connection: &'a mut AnyConnection,
    position: i64,
}

impl Erasing<'_> {
    /// Takes the deletion. Returns false if another host has done so.
    async fn begin(&mut self) -> Result<bool, Error> {
        // Two who are forgotten may stand in one record, so all other hosts that erase wait for this row.
        let one_by_one = sqlx::query(ONE_BY_ONE).bind(self.source.app);
        one_by_one.execute(&mut *self.connection).await?;
        let done =
            sqlx::query("DELETE FROM mentions WHERE app = $1 AND user_id = $2 AND position = $3")
                .bind(self.source.app)
                .bind(DELETION)
                .bind(self.position);
        Ok(done.execute(&mut *self.connection).await?.rows_affected() > 0)
    }

    /// Erases the names everywhere.
    async fn run(&mut self, secret: &str, told: bool) -> Result<(), Error> {
        let deletion = self.deletion().await?;
        // The account is not in the record of the deletion, but in that of the user's creation.
        let nameless = Erasure::of(&deletion, None, BTreeSet::new(), secret);
        let mut records = self.found(&nameless.names()).await?;
        let account = account(records.values(), &nameless);
        if let Some((_, account)) = &account {
            records.extend(self.found(&BTreeSet::from([account_name(account)])).await?);
        }
        let account_id = account.as_ref().map(|(_, it)| it);
        let kept = self.kept(records.values(), account_id).await?;
        let erasure = Erasure::of(&deletion, account_id, kept, secret);
        let erased = self.records(&erasure, &records).await?;
        self.names(&erasure).await?;
        if told {
            let news = news(records.values(), &erasure, account.as_ref());
            self.tell(deletion.at, news).await?;
        }
        self.events(&erasure, &erased).await?;
        self.reports(&erasure, deletion.at).await?;
        self.messages(&deletion).await
    }

    /// Runs a statement with the app as `$1` and rows as `$2`, some of them at a time.
    async fn write(&mut self, statement: [&'static str; 2], rows: &[Value]) -> Result<(), Error> {
        for some in rows.chunks(TOGETHER) {
            let query = sqlx::query(self.source.database.own(statement))
                .bind(self.source.app)
                .bind(json!(some).to_string());
            query.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Does [`Self::write`] with the last position, or time, as `$3`.
    async fn write_until(
        &mut self,
        statement: [&'static str; 2],
        rows: &[Value],
        until: i64,
    ) -> Result<(), Error> {
        for some in rows.chunks(TOGETHER) {
            let query = sqlx::query(self.source.database.own(statement))
                .bind(self.source.app)
                .bind(json!(some).to_string())
                .bind(until);
            query.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Reads the record of the deletion.
    async fn deletion(&mut self) -> Result<Record, Error> {
        let query = sqlx::query("SELECT record FROM log WHERE app = $1 AND position = $2")
            .bind(self.source.app)
            .bind(self.position);
        let row = query.fetch_one(&mut *self.connection).await?;
        read("log", &row.try_get::<String, _>(0)?)
    }

    /// Lists the records that have any of these names. Those after the deletion are about somebody else.
    async fn found(&mut self, names: &BTreeSet<String>) -> Result<Found, Error> {
        found(self.source, self.connection, names, self.position).await
    }

    /// Lists the purchases that go on naming the account, because a message named it for the first time in the very
    /// moment of the deletion: their rows have the name, and must be what the log adds up to.
    async fn kept(
        &mut self,
        records: impl Iterator<Item = &Record>,
        account: Option<&ExternalId>,
    ) -> Result<BTreeSet<MemberKey>, Error> {
        let Some(account) = account else {
            return Ok(BTreeSet::new());
        };
        let naming = Traces::of(records, Some(account), &BTreeSet::new()).purchases;
        let lineages = self.lineages(&naming).await?;
        let mut kept = naming;
        let names = |it: &MemberKey| {
            let of = lineages.values().find(|row| row.members.contains_key(it));
            of.is_some_and(|row| row.names(account))
        };
        kept.retain(names);
        Ok(kept)
    }

    /// Reads the purchases that these members belong to.
    async fn lineages(
        &mut self,
        members: &BTreeSet<MemberKey>,
    ) -> Result<BTreeMap<LineageId, Lineage>, Error> {
        let statement = in_array!(
            "SELECT lineages.id, lineages.body FROM members
             JOIN lineages ON lineages.app = members.app AND lineages.id = members.lineage
             WHERE members.app = $1 AND members.id",
            ""
        );
        let query = sqlx::query(self.source.database.own(statement))
            .bind(self.source.app)
            .bind(singles(members));
        let mut lineages = BTreeMap::new();
        for row in query.fetch_all(&mut *self.connection).await? {
            let (id, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            lineages.extend([super::rows::lineage(&id, &body)?]);
        }
        Ok(lineages)
    }

    /// Writes the records with pseudonyms. Returns those of their events that changed, before and after.
    async fn records(
        &mut self,
        erasure: &Erasure,
        records: &Found,
    ) -> Result<Vec<(Event, Event)>, Error> {
        let (mut rows, mut events) = (Vec::new(), Vec::new());
        for (position, record) in records {
            let erased = erasure.erase(record);
            if erased == *record {
                continue;
            }
            rows.push(json!([position, erased.key, json!(erased).to_string()]));
            let pairs = record.events.iter().cloned().zip(erased.events);
            events.extend(pairs.filter(|(before, after)| before != after));
        }
        self.write(PUT_RECORDS, &rows).await?;
        Ok(events)
    }

    /// Gives the users' rows and histories to their pseudonyms, and lets nothing be found by the other names.
    async fn names(&mut self, erasure: &Erasure) -> Result<(), Error> {
        let users = erasure.users().iter().map(|(it, new)| json!([it, new]));
        let (users, names) = (users.collect::<Vec<_>>(), rows(erasure.names()));
        self.write_until(RENAME_MENTIONS, &users, self.position)
            .await?;
        self.write_until(REMOVE_MENTIONS, &names, self.position)
            .await?;
        self.write(RENAME_USERS, &users).await
    }

    /// Deletes the events about the users, and takes the names out of those about others.
    async fn events(&mut self, erasure: &Erasure, erased: &[(Event, Event)]) -> Result<(), Error> {
        self.write(REMOVE_EVENTS, &rows(erasure.users().keys()))
            .await?;
        let after: BTreeMap<&str, &Event> =
            erased.iter().map(|(_, it)| (it.id.as_str(), it)).collect();
        let others: BTreeSet<&UserId> = erased.iter().flat_map(|(it, _)| &it.users).collect();
        let mut hidden = Vec::new();
        for user in others {
            let query = sqlx::query(EVENTS_OF).bind(self.source.app);
            let query = query.bind(user.as_str());
            for row in query.fetch_all(&mut *self.connection).await? {
                let told: Told = read("outbox", &row.try_get::<String, _>(1)?)?;
                if let Some(event) = after.get(told.id()) {
                    let position: i64 = row.try_get(0)?;
                    hidden.push(json!([position, json!(event).to_string()]));
                }
            }
        }
        self.write(PUT_EVENTS, &hidden).await
    }

    /// Deletes the reports of the devices that came between the beginning of the call and the deletion.
    /// Later ones are about somebody new.
    async fn reports(&mut self, erasure: &Erasure, at: Time) -> Result<(), Error> {
        let devices = rows(erasure.devices().keys());
        self.write_until(REMOVE_ACTIVITY, &devices, at.millis())
            .await?;
        self.write(REMOVE_REPORTS, &devices).await?;
        self.write(REMOVE_PROFILES, &devices).await
    }

    /// Deletes the stores' messages about the purchases, with the stores' answers, except those that still wait.
    async fn messages(&mut self, deletion: &Record) -> Result<(), Error> {
        let purchases = deletion.facts.iter().filter_map(|fact| match fact {
            Fact::OwnershipMoved(step) if step.cause == Cause::Deletion => Some(&step.lineage),
            Fact::NameDeleted { lineage, .. } => Some(lineage),
            _ => None,
        });
        let purchases = purchases.map(|it| it.first().clone()).collect();
        let lineages = self.lineages(&purchases).await?;
        let members = lineages.values().flat_map(|it| it.members.keys());
        self.write(REMOVE_MESSAGES, &rows(members)).await
    }

    /// Adds the news for the outside that users were forgotten. An event that is being sent goes with the others, and
    /// the news waits until it would have been due again: so nothing of the user is heard after it.
    async fn tell(&mut self, at: Time, news: BTreeMap<UserId, Names>) -> Result<(), Error> {
        let rows = news.into_iter().map(|(user, names)| {
            let told = Told::Deletion(Deletion {
                id: derived(&[self.source.app, "deletion", user.as_str()]),
                at,
                account: names.account,
                devices: names.devices.into_iter().collect(),
            });
            json!([user, json!(told).to_string(), told.stream()])
        });
        let rows: Vec<Value> = rows.collect();
        self.write(ADD_NEWS, &rows).await
    }
}

/// Makes rows of one text each.
fn rows<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<Value> {
    let rows = items.into_iter().map(|item| json!([item.to_string()]));
    rows.collect()
}

/// The names by which the outside may know a user.
#[derive(Debug, Default)]
struct Names {
    account: Option<ExternalId>,
    devices: BTreeSet<DeviceId>,
}

/// Lists the names of each erased user: the devices are those that the user had at any time.
fn news<'a>(
    records: impl Iterator<Item = &'a Record>,
    erasure: &Erasure,
    account: Option<&(UserId, ExternalId)>,
) -> BTreeMap<UserId, Names> {
    let users = erasure.users().keys().cloned();
    let mut news: BTreeMap<UserId, Names> = users.map(|it| (it, Names::default())).collect();
    if let Some((user, account)) = account
        && let Some(names) = news.get_mut(user)
    {
        names.account = Some(account.clone());
    }
    for fact in records.flat_map(|it| &it.facts) {
        let (device, users) = match fact {
            Fact::DeviceCreated { device, user, .. } => (device, [user, user]),
            Fact::DeviceMoved {
                device, from, to, ..
            } => (device, [from, to]),
            _ => continue,
        };
        if erasure.devices().contains_key(device) {
            for user in users {
                let names = news.get_mut(user).map(|it| &mut it.devices);
                names.into_iter().for_each(|it| {
                    it.insert(device.clone());
                });
            }
        }
    }
    news
}

/// The statement that counts the erasures of an app, and by that keeps others from beginning one.
const ONE_BY_ONE: &str = "INSERT INTO marks (app, name, value) VALUES ($1, 'erasures', 1)
     ON CONFLICT (app, name) DO UPDATE SET value = marks.value + 1";
/// The statement for erased records: `[position, key, record]`.
const PUT_RECORDS: [&str; 2] = over_array!(
    "UPDATE log SET key = e.value ->> 1, record = e.value ->> 2 FROM",
    "WHERE log.app || '' = $1 AND log.position = CAST(e.value ->> 0 AS BIGINT) AND log.position",
    numbers
);
/// The statement for the users in whose histories records appear: `[user, pseudonym]`.
const RENAME_MENTIONS: [&str; 2] = over_array!(
    "UPDATE mentions SET user_id = e.value ->> 1 FROM",
    "WHERE mentions.app = $1 AND mentions.user_id = e.value ->> 0 AND mentions.position <= $3
         AND mentions.user_id",
    texts
);
const REMOVE_MENTIONS: [&str; 2] = in_array!(
    "DELETE FROM mentions WHERE app = $1 AND position <= $3 AND user_id",
    ""
);
/// The statement for the rows of users, which say only that somebody was deleted: `[user, pseudonym]`.
const RENAME_USERS: [&str; 2] = over_array!(
    "UPDATE users SET id = e.value ->> 1 FROM",
    "WHERE users.app = $1 AND users.id = e.value ->> 0 AND users.id",
    texts
);
const REMOVE_EVENTS: [&str; 2] = in_array!(
    "DELETE FROM outbox WHERE app = $1 AND stream <> 'deletion' AND user_id",
    ""
);
const EVENTS_OF: &str = "SELECT position, event FROM outbox WHERE user_id = $2 AND app = $1";
/// The statement for events that take the places of what they were before: `[position, event]`.
const PUT_EVENTS: [&str; 2] = over_array!(
    "UPDATE outbox SET event = e.value ->> 1 FROM",
    "WHERE outbox.app = $1 AND outbox.position = CAST(e.value ->> 0 AS BIGINT)
         AND outbox.position",
    numbers
);
const REMOVE_ACTIVITY: [&str; 2] = in_array!(
    "DELETE FROM activity WHERE app = $1 AND at <= $3 AND device",
    ""
);
/// The statement for the events about what devices reported, except to the users whom they have now.
const REMOVE_REPORTS: [&str; 2] = over_array!(
    "DELETE FROM outbox WHERE app = $1 AND stream LIKE 'device/%' AND stream IN (SELECT 'device/' || (e.value ->> 0) FROM",
    ") AND NOT EXISTS (SELECT 1 FROM devices WHERE devices.app = $1 AND devices.id = substr(outbox.stream, 8)
         AND devices.user_id = outbox.user_id)"
);
/// The statement for the descriptions of devices that are not there any more.
const REMOVE_PROFILES: [&str; 2] = in_array!(
    "DELETE FROM profiles WHERE app = $1 AND NOT EXISTS (SELECT 1 FROM devices
         WHERE devices.app = profiles.app AND devices.id = profiles.device) AND device",
    ""
);
const REMOVE_MESSAGES: [&str; 2] = in_array!(
    "DELETE FROM inbox WHERE app = $1 AND due IS NULL AND about",
    ""
);
/// The statement for news that users were forgotten: `[user, event, stream]`. For the bare column, PostgreSQL would walk
/// through all of an app that waits, in the order of its times, until it finds the user.
const ADD_NEWS: [&str; 2] = over_array!(
    "INSERT INTO outbox (app, user_id, event, stream, not_before)
     SELECT CAST($1 AS TEXT), e.value ->> 0, e.value ->> 1, e.value ->> 2, COALESCE((SELECT MAX(own.not_before + 0) FROM outbox AS own
         WHERE own.app = $1 AND own.user_id = e.value ->> 0 AND own.delivered_at IS NULL), 0) FROM",
    "ORDER BY e.key"
);

/// Finds the one of the erased users who had an account.
fn account<'a>(
    records: impl Iterator<Item = &'a Record>,
    erasure: &Erasure,
) -> Option<(UserId, ExternalId)> {
    records
        .flat_map(|it| &it.facts)
        .find_map(|fact| match fact {
            Fact::UserCreated {
                user,
                account: Some(account),
            } if erasure.users().contains_key(user) => Some((user.clone(), account.clone())),
            _ => None,
        })
}
