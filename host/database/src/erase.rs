//! The erasure of customers who were deleted: from the log, and from everything else that names them.
//!
//! A deletion is a record of the ledger like all others. The names are erased afterwards, in a transaction of its own,
//! so that a host that dies in between can go on later: until then, the deletion is found by a word.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use sqlx::{AnyConnection, Row};

use super::database::{Dialect, Source, in_array, singles};
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
/// If the outside is `told`, the news of it has the names until it is delivered.
pub(super) async fn erase(source: &Source<'_>, position: i64, told: bool) -> Result<(), Error> {
    let database = source.database;
    let _turn = database.turn().await;
    let mut transaction = match database.dialect {
        Dialect::Sqlite => database.pool.begin_with("BEGIN IMMEDIATE").await?,
        Dialect::Postgres => database.pool.begin().await?,
    };
    let mut erasing = Erasing {
        source,
        connection: &mut transaction,
        position,
    };
    if erasing.begin().await? {
        erasing.run(told).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Lists the records that have any of these names, up to a position.
pub(super) async fn found(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    names: &BTreeSet<String>,
    until: i64,
) -> Result<Found, Error> {
    let mut found = Found::new();
    for name in names {
        let query = sqlx::query(
            "SELECT log.position, log.record FROM mentions JOIN log ON log.position = mentions.position
             WHERE mentions.app = $1 AND mentions.user_id = $2 AND mentions.position <= $3",
        )
        .bind(source.app)
        .bind(name.as_str())
        .bind(until);
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
        let done =
            sqlx::query("DELETE FROM mentions WHERE app = $1 AND user_id = $2 AND position = $3")
                .bind(self.source.app)
                .bind(DELETION)
                .bind(self.position);
        Ok(done.execute(&mut *self.connection).await?.rows_affected() > 0)
    }

    /// Erases the names everywhere.
    async fn run(&mut self, told: bool) -> Result<(), Error> {
        let deletion = self.deletion().await?;
        let secret = secret()?;
        // The account is not in the record of the deletion, but in that of the user's creation.
        let nameless = Erasure::of(&deletion, None, BTreeSet::new(), &secret);
        let mut records = self.found(&nameless.names()).await?;
        let account = account(records.values(), &nameless);
        if let Some((_, account)) = &account {
            records.extend(self.found(&BTreeSet::from([account_name(account)])).await?);
        }
        let account_id = account.as_ref().map(|(_, it)| it);
        let kept = self.kept(records.values(), account_id).await?;
        let erasure = Erasure::of(&deletion, account_id, kept, &secret);
        let erased = self.records(&erasure, &records).await?;
        self.names(&erasure).await?;
        self.users(&erasure).await?;
        self.events(&erasure, &erased).await?;
        self.reports(&erasure, deletion.at).await?;
        self.messages(&deletion).await?;
        if told {
            let account = account.as_ref();
            for user in erasure.users().keys() {
                let of = account.filter(|(it, _)| it == user).map(|(_, it)| it);
                self.tell(&erasure, deletion.at, user, of).await?;
            }
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

    /// Lists the records that have any of these names. What comes after the deletion is about somebody else.
    async fn found(&mut self, names: &BTreeSet<String>) -> Result<Found, Error> {
        found(self.source, self.connection, names, self.position).await
    }

    /// Lists the purchases that go on naming the account: if a message named it for the first time in the very moment of
    /// the deletion, the row has the name, and must be what the log adds up to.
    async fn kept(
        &mut self,
        records: impl Iterator<Item = &Record>,
        account: Option<&ExternalId>,
    ) -> Result<BTreeSet<MemberKey>, Error> {
        let Some(account) = account else {
            return Ok(BTreeSet::new());
        };
        let naming = Traces::of(records, Some(account), &[]).purchases;
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

    /// Writes the records with pseudonyms. Returns those of their events that changed, by their ids.
    async fn records(
        &mut self,
        erasure: &Erasure,
        records: &Found,
    ) -> Result<Vec<(Event, Event)>, Error> {
        let mut events = Vec::new();
        for (position, record) in records {
            let erased = erasure.erase(record);
            if erased == *record {
                continue;
            }
            let query = sqlx::query(
                "UPDATE log SET key = $3, record = $4 WHERE app = $1 AND position = $2",
            )
            .bind(self.source.app)
            .bind(*position)
            .bind(erased.key.as_str())
            .bind(json!(erased).to_string());
            query.execute(&mut *self.connection).await?;
            let pairs = record.events.iter().cloned().zip(erased.events);
            events.extend(pairs.filter(|(before, after)| before != after));
        }
        Ok(events)
    }

    /// Gives the users' histories to their pseudonyms; by all other names nothing is found any more.
    async fn names(&mut self, erasure: &Erasure) -> Result<(), Error> {
        for name in erasure.names() {
            let new = erasure.users().get(&UserId::new(name.as_str()));
            let statement = match new {
                Some(_) => {
                    "UPDATE mentions SET user_id = $4 WHERE app = $1 AND user_id = $2 AND position <= $3"
                }
                None => "DELETE FROM mentions WHERE app = $1 AND user_id = $2 AND position <= $3",
            };
            let query = sqlx::query(statement)
                .bind(self.source.app)
                .bind(name)
                .bind(self.position);
            let query = match new {
                Some(new) => query.bind(new.as_str()),
                None => query,
            };
            query.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Renames the rows of the users, which say only that somebody was deleted.
    async fn users(&mut self, erasure: &Erasure) -> Result<(), Error> {
        for (user, new) in erasure.users() {
            let query = sqlx::query("UPDATE users SET id = $3 WHERE app = $1 AND id = $2")
                .bind(self.source.app)
                .bind(user.as_str())
                .bind(new.as_str());
            query.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Deletes the events about the users, and takes the names out of those about others.
    async fn events(&mut self, erasure: &Erasure, erased: &[(Event, Event)]) -> Result<(), Error> {
        for user in erasure.users().keys() {
            let query = sqlx::query("DELETE FROM outbox WHERE app = $1 AND user_id = $2")
                .bind(self.source.app)
                .bind(user.as_str());
            query.execute(&mut *self.connection).await?;
        }
        let after: BTreeMap<&str, &Event> =
            erased.iter().map(|(_, it)| (it.id.as_str(), it)).collect();
        let others: BTreeSet<&UserId> = erased.iter().flat_map(|(it, _)| &it.users).collect();
        for user in others {
            let query =
                sqlx::query("SELECT position, event FROM outbox WHERE user_id = $2 AND app = $1")
                    .bind(self.source.app)
                    .bind(user.as_str());
            for row in query.fetch_all(&mut *self.connection).await? {
                let told: Told = read("outbox", &row.try_get::<String, _>(1)?)?;
                if let Some(event) = after.get(told.id()) {
                    self.event(row.try_get(0)?, event).await?;
                }
            }
        }
        Ok(())
    }

    /// Writes an event in the place of what it was before.
    async fn event(&mut self, position: i64, event: &Event) -> Result<(), Error> {
        let query = sqlx::query("UPDATE outbox SET event = $3 WHERE app = $1 AND position = $2")
            .bind(self.source.app)
            .bind(position)
            .bind(json!(event).to_string());
        query.execute(&mut *self.connection).await?;
        Ok(())
    }

    /// Deletes what the devices reported until the deletion, and the events about it.
    async fn reports(&mut self, erasure: &Erasure, at: Time) -> Result<(), Error> {
        for device in erasure.devices().keys() {
            let activity =
                sqlx::query("DELETE FROM activity WHERE app = $1 AND device = $2 AND at <= $3")
                    .bind(self.source.app)
                    .bind(device.as_str())
                    .bind(at.millis());
            activity.execute(&mut *self.connection).await?;
            let told = sqlx::query(
                "DELETE FROM outbox WHERE app = $1 AND stream = $2 AND stream LIKE 'device/%'",
            )
            .bind(self.source.app)
            .bind(format!("device/{device}"));
            told.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Deletes the stores' messages about the purchases, with the stores' answers, except those that still wait.
    async fn messages(&mut self, deletion: &Record) -> Result<(), Error> {
        let purchases = deletion.facts.iter().filter_map(|fact| match fact {
            Fact::OwnershipMoved(step) if step.cause == Cause::Deletion => Some(&step.lineage),
            Fact::NameDeleted { lineage, .. } => Some(lineage),
            _ => None,
        });
        let purchases = purchases.map(|it| it.first().clone()).collect();
        for lineage in self.lineages(&purchases).await?.values() {
            for member in lineage.members.keys() {
                let query =
                    sqlx::query("DELETE FROM inbox WHERE app = $1 AND about = $2 AND due IS NULL")
                        .bind(self.source.app)
                        .bind(member.to_string());
                query.execute(&mut *self.connection).await?;
            }
        }
        Ok(())
    }

    /// Adds the news for the outside that a user was forgotten.
    async fn tell(
        &mut self,
        erasure: &Erasure,
        at: Time,
        user: &UserId,
        account: Option<&ExternalId>,
    ) -> Result<(), Error> {
        let told = Told::Deletion(Deletion {
            id: derived(&[self.source.app, "deletion", user.as_str()]),
            at,
            account: account.cloned(),
            devices: erasure.devices().keys().map(DeviceId::clone).collect(),
        });
        let query =
            sqlx::query("INSERT INTO outbox (app, user_id, event, stream) VALUES ($1, $2, $3, $4)")
                .bind(self.source.app)
                .bind(user.as_str())
                .bind(json!(told).to_string())
                .bind(told.stream());
        query.execute(&mut *self.connection).await?;
        Ok(())
    }
}

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

/// Makes a secret that nobody keeps.
pub(super) fn secret() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::Database(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
