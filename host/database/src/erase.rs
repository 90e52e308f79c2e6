//! The erasure of customers who were deleted: from the log, and from everything else that names them.
//!
//! A deletion is a record of the ledger like all others. The names are erased afterwards, in pieces: each is a
//! transaction of its own, and others write in between. Until the last one, the deletion is found by a word, and its
//! record has the secret from which the pseudonyms follow. So any host goes on where another one has stopped, and
//! nothing is left of the secret in the end. Each piece does what is still to be done, whoever did what before it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sqlx::{Any, AnyConnection, Row, Transaction};
use tokio::sync::MutexGuard;

use super::database::{Dialect, Source, each_of_array, in_array, over_array};
use super::error::Error;
use super::farewell::{self, ADD_NEWS, Names};
use super::naming::{Mentions, TOGETHER, mentions, records};
use super::purchases::{kept, lineages};
use super::results::settle;
use super::rows::read;
use paywall_ledger::{Cause, DELETION, Erasure, Event, Fact, Record, UserId, account_name};
use paywall_webhooks::Told;

/// The number of users or records of which one transaction erases names at most: others wait for it.
const PIECE: usize = 50;
/// The beginning of the key that a deletion has until its names are erased. The secret follows.
const ERASING: &str = "erasing/";

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

/// Returns the position of a user's first deletion of which the names are still to be erased.
pub(super) async fn pending_of(source: &Source<'_>, user: &UserId) -> Result<Option<i64>, Error> {
    let query = sqlx::query(
        "SELECT own.position FROM mentions AS own JOIN mentions AS deletion ON deletion.app = own.app
             AND deletion.user_id = $3 AND deletion.position = own.position
         WHERE own.app = $1 AND own.user_id = $2 ORDER BY own.position LIMIT 1",
    )
    .bind(source.app)
    .bind(user.as_str())
    .bind(DELETION);
    let row = query.fetch_optional(&source.database.pool).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// Reads the record of a deletion. If it took devices from a user who was to be deleted with the last of them, that
/// user stands beside it.
pub(super) async fn deletion(
    source: &Source<'_>,
    position: i64,
) -> Result<(Record, Option<UserId>), Error> {
    let mut connection = source.database.pool.acquire().await?;
    let record = record(source, &mut connection, position).await?;
    let gone = |user: &UserId| {
        let deleted = |fact: &Fact| matches!(fact, Fact::UserDeleted { user: it } if it == user);
        record.facts.iter().any(deleted)
    };
    let stays = record.facts.iter().find_map(|fact| match fact {
        Fact::DeviceDeleted { user, .. } if !gone(user) => Some(user.clone()),
        _ => None,
    });
    Ok((record, stays))
}

/// Reads the record at a position.
async fn record(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    position: i64,
) -> Result<Record, Error> {
    let query = sqlx::query("SELECT record FROM log WHERE app = $1 AND position = $2")
        .bind(source.app)
        .bind(position);
    let row = query.fetch_one(connection).await?;
    read("log", &row.try_get::<String, _>(0)?)
}

/// Erases the names of those who were deleted by the record at a position, unless somebody else did so.
/// The pseudonyms follow from a secret: `fresh`, unless the erasure has begun with another one.
/// If the outside is `told`, the news of it has the names until it is delivered.
pub(super) async fn erase(
    source: &Source<'_>,
    position: i64,
    fresh: &str,
    told: bool,
) -> Result<(), Error> {
    let Some((deletion, secret)) = begin(source, position, fresh).await? else {
        return Ok(());
    };
    let erasing = Erasing::new(source, position, deletion, &secret).await?;
    erasing.users(told).await?;
    erasing.reports().await?;
    erasing.messages().await?;
    erasing.records().await?;
    erasing.finish().await
}

/// Begins an erasure, or goes on with it. Returns the deletion and the secret; None if it is done.
async fn begin(
    source: &Source<'_>,
    position: i64,
    fresh: &str,
) -> Result<Option<(Record, String)>, Error> {
    let Some(mut piece) = Piece::new(source, position).await? else {
        return Ok(None);
    };
    let mut deletion = record(source, &mut piece.transaction, position).await?;
    if !deletion.key.starts_with(ERASING) {
        deletion.key = format!("{ERASING}{fresh}");
        let row = json!([position, deletion.key, json!(deletion).to_string()]);
        piece.write(PUT_RECORDS, &[row]).await?;
    }
    piece.end().await?;
    let secret = deletion.key.strip_prefix(ERASING).map(str::to_owned);
    Ok(secret.map(|it| (deletion, it)))
}

/// A transaction in which no other one erases anything of the app.
struct Piece<'a> {
    source: &'a Source<'a>,
    transaction: Transaction<'static, Any>,
    _turn: Option<MutexGuard<'a, ()>>,
}

impl<'a> Piece<'a> {
    /// Begins a piece of an erasure. None if another host has finished it.
    async fn new(source: &'a Source<'a>, position: i64) -> Result<Option<Self>, Error> {
        let database = source.database;
        let turn = database.turn().await;
        let mut transaction = match database.dialect {
            Dialect::Sqlite => database.begin().await?,
            Dialect::Postgres => database.pool.begin().await?,
        };
        // Two who are forgotten may stand in one record, so all other hosts that erase wait for this row.
        let one_by_one = sqlx::query(ONE_BY_ONE).bind(source.app);
        one_by_one.execute(&mut *transaction).await?;
        let is_pending =
            sqlx::query("SELECT 1 FROM mentions WHERE app = $1 AND user_id = $2 AND position = $3")
                .bind(source.app)
                .bind(DELETION)
                .bind(position);
        let found = is_pending.fetch_optional(&mut *transaction).await?;
        Ok(found.map(|_| Self {
            source,
            transaction,
            _turn: turn,
        }))
    }

    /// Runs a statement with the app as `$1` and rows as `$2`.
    async fn write(&mut self, statement: [&'static str; 2], rows: &[Value]) -> Result<(), Error> {
        if rows.is_empty() {
            return Ok(());
        }
        let query = sqlx::query(self.source.database.own(statement))
            .bind(self.source.app)
            .bind(json!(rows).to_string());
        query.execute(&mut *self.transaction).await?;
        Ok(())
    }

    /// Makes everything that it wrote hold.
    async fn end(self) -> Result<(), Error> {
        Ok(self.transaction.commit().await?)
    }
}

/// The erasure of one deletion.
struct Erasing<'a> {
    source: &'a Source<'a>,
    position: i64,
    deletion: Record,
    erasure: Erasure,
    names: BTreeMap<UserId, Names>,
    mentions: Mentions,
    /// The record that names the account of the user, from which all else is known that has to be known until the end.
    account_at: Option<i64>,
}

impl<'a> Erasing<'a> {
    /// Finds out what is to be erased, or what is left of it.
    async fn new(
        source: &'a Source<'a>,
        position: i64,
        deletion: Record,
        secret: &str,
    ) -> Result<Self, Error> {
        let mut connection = source.database.pool.acquire().await?;
        // The account is not in the record of the deletion, but in that of the user's creation.
        let nameless = Erasure::of(&deletion, None, BTreeSet::new(), secret);
        let mut own = mentions(source, &mut connection, &nameless.names(), position).await?;
        let mut found = records(source, &mut connection, own.keys()).await?;
        let account = farewell::account(&found, &nameless);
        if let Some((_, _, account)) = &account {
            let name = BTreeSet::from([account_name(account)]);
            let more = mentions(source, &mut connection, &name, position).await?;
            found.extend(records(source, &mut connection, more.keys()).await?);
            for (position, names) in more {
                own.entry(position).or_default().extend(names);
            }
        }
        let of = account.as_ref().map(|(_, user, account)| (user, account));
        let names = farewell::names(found.values(), &nameless, of);
        let of = of.map(|(_, account)| account);
        let kept = kept(source, &mut connection, found.values(), of).await?;
        let erasure = Erasure::of(&deletion, of, kept, secret);
        Ok(Self {
            source,
            position,
            deletion,
            erasure,
            names,
            mentions: own,
            account_at: account.map(|(at, ..)| at),
        })
    }

    /// Lets the outside hear of the users for the last time if it is `told`, deletes the events about them, and gives
    /// their rows, which say only that somebody was deleted, to their pseudonyms.
    async fn users(&self, told: bool) -> Result<(), Error> {
        let users: Vec<(&UserId, &UserId)> = self.erasure.users().iter().collect();
        for some in users.chunks(PIECE) {
            let Some(mut piece) = Piece::new(self.source, self.position).await? else {
                return Ok(());
            };
            let ids = rows(some.iter().map(|(user, _)| user));
            if told {
                let there = there(self.source, &mut piece.transaction, &ids).await?;
                let news = self.names.iter().filter(|(user, _)| there.contains(*user));
                let news = news.map(|(user, names)| {
                    farewell::row(self.source.app, self.deletion.at, user, names)
                });
                piece.write(ADD_NEWS, &news.collect::<Vec<_>>()).await?;
            }
            piece.write(REMOVE_EVENTS, &ids).await?;
            let ids = some.iter().map(|(user, _)| *user);
            settle(self.source, &mut piece.transaction, ids).await?;
            let renamed = some.iter().map(|pair| json!(pair));
            piece
                .write(RENAME_USERS, &renamed.collect::<Vec<_>>())
                .await?;
            piece.end().await?;
        }
        Ok(())
    }

    /// Deletes the reports of the devices that came between the beginning of the call and the deletion.
    /// Later ones are about somebody new.
    async fn reports(&self) -> Result<(), Error> {
        let devices = rows(self.erasure.devices().keys());
        for some in devices.chunks(TOGETHER) {
            let query = sqlx::query(self.source.database.own(REMOVE_ACTIVITY))
                .bind(self.source.app)
                .bind(json!(some).to_string())
                .bind(self.deletion.at.millis());
            let turn = self.source.database.turn().await;
            query.execute(&self.source.database.pool).await?;
            drop(turn);
            self.write(REMOVE_REPORTS, some).await?;
            self.write(REMOVE_PROFILES, some).await?;
        }
        Ok(())
    }

    /// Deletes the stores' messages about the purchases, with the stores' answers, except those that still wait.
    async fn messages(&self) -> Result<(), Error> {
        let facts = self.deletion.facts.iter();
        let purchases = facts.filter_map(|fact| match fact {
            Fact::OwnershipMoved(step) if step.cause == Cause::Deletion => Some(&step.lineage),
            Fact::NameDeleted { lineage, .. } => Some(lineage),
            _ => None,
        });
        let purchases = purchases.map(|it| it.first().clone()).collect();
        let mut connection = self.source.database.pool.acquire().await?;
        let lineages = lineages(self.source, &mut connection, &purchases).await?;
        drop(connection);
        let members = lineages.values().flat_map(|it| it.members.keys());
        for some in rows(members).chunks(TOGETHER) {
            self.write(REMOVE_MESSAGES, some).await?;
        }
        Ok(())
    }

    /// Runs a statement with the app as `$1` and rows as `$2`, by itself.
    async fn write(&self, statement: [&'static str; 2], rows: &[Value]) -> Result<(), Error> {
        let query = sqlx::query(self.source.database.own(statement))
            .bind(self.source.app)
            .bind(json!(rows).to_string());
        let _turn = self.source.database.turn().await;
        query.execute(&self.source.database.pool).await?;
        Ok(())
    }

    /// Writes the records with pseudonyms, but for the last ones.
    async fn records(&self) -> Result<(), Error> {
        let is_last = |it: &i64| *it == self.position || Some(*it) == self.account_at;
        let positions = self.mentions.keys().copied().filter(|it| !is_last(it));
        for some in positions.collect::<Vec<_>>().chunks(PIECE) {
            let Some(mut piece) = Piece::new(self.source, self.position).await? else {
                return Ok(());
            };
            self.erase(&mut piece, some).await?;
            piece.end().await?;
        }
        Ok(())
    }

    /// Writes the last records, and notes that nothing is left to be erased.
    async fn finish(&self) -> Result<(), Error> {
        let Some(mut piece) = Piece::new(self.source, self.position).await? else {
            return Ok(());
        };
        let last: Vec<i64> = self.account_at.into_iter().chain([self.position]).collect();
        self.erase(&mut piece, &last).await?;
        let done =
            sqlx::query("DELETE FROM mentions WHERE app = $1 AND user_id = $2 AND position = $3")
                .bind(self.source.app)
                .bind(DELETION)
                .bind(self.position);
        done.execute(&mut *piece.transaction).await?;
        piece.end().await
    }

    /// Writes the records at these positions with pseudonyms, and lets nothing be found by other names.
    async fn erase(&self, piece: &mut Piece<'_>, positions: &[i64]) -> Result<(), Error> {
        let records = records(self.source, &mut piece.transaction, positions).await?;
        let (mut lines, mut events) = (Vec::new(), Vec::new());
        for (position, record) in &records {
            let erased = self.erasure.erase(record);
            if erased == *record {
                continue;
            }
            lines.push(json!([position, erased.key, json!(erased).to_string()]));
            let pairs = record.events.iter().cloned().zip(erased.events);
            events.extend(pairs.filter(|(before, after)| before != after));
        }
        piece.write(PUT_RECORDS, &lines).await?;
        let (mut users, mut others) = (Vec::new(), Vec::new());
        for position in positions {
            for name in self.mentions.get(position).into_iter().flatten() {
                match self.erasure.users().get(&UserId::new(name.as_str())) {
                    Some(new) => users.push(json!([name, position, new])),
                    None => others.push(json!([name, position])),
                }
            }
        }
        piece.write(RENAME_MENTIONS, &users).await?;
        piece.write(REMOVE_MENTIONS, &others).await?;
        self.hide(piece, &events).await
    }

    /// Takes the names out of the events about others.
    async fn hide(&self, piece: &mut Piece<'_>, erased: &[(Event, Event)]) -> Result<(), Error> {
        let after: BTreeMap<&str, &Event> =
            erased.iter().map(|(_, it)| (it.id.as_str(), it)).collect();
        let others: BTreeSet<&UserId> = erased.iter().flat_map(|(it, _)| &it.users).collect();
        let mut hidden = Vec::new();
        for user in others {
            let query = sqlx::query(EVENTS_OF).bind(self.source.app);
            let query = query.bind(user.as_str());
            for row in query.fetch_all(&mut *piece.transaction).await? {
                let told: Told = read("outbox", &row.try_get::<String, _>(1)?)?;
                if let Some(event) = after.get(told.id()) {
                    let position: i64 = row.try_get(0)?;
                    hidden.push(json!([position, json!(event).to_string()]));
                }
            }
        }
        piece.write(PUT_EVENTS, &hidden).await
    }
}

/// Returns those of these users whose rows still have their ids.
async fn there(
    source: &Source<'_>,
    connection: &mut AnyConnection,
    users: &[Value],
) -> Result<BTreeSet<UserId>, Error> {
    let query = sqlx::query(source.database.own(THERE))
        .bind(source.app)
        .bind(json!(users).to_string());
    let rows = query.fetch_all(connection).await?;
    let user = |row: &sqlx::any::AnyRow| Ok(UserId::new(row.try_get::<String, _>(0)?));
    rows.iter().map(user).collect()
}

/// Makes a row of one text of each.
fn rows<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<Value> {
    let rows = items.into_iter().map(|item| json!([item.to_string()]));
    rows.collect()
}

/// The statement that finds users.
const THERE: [&str; 2] = each_of_array!("SELECT ", "id", "users WHERE app = $1", "id", "LIMIT 1");
/// The statement that counts the pieces of an app's erasures, and by that keeps others from beginning one.
const ONE_BY_ONE: &str = "INSERT INTO marks (app, name, value) VALUES ($1, 'erasures', 1)
     ON CONFLICT (app, name) DO UPDATE SET value = marks.value + 1";
/// The statement for erased records: `[position, key, record]`.
const PUT_RECORDS: [&str; 2] = over_array!(
    "UPDATE log SET key = e.value ->> 1, record = e.value ->> 2 FROM",
    "WHERE log.app || '' = $1 AND log.position = CAST(e.value ->> 0 AS BIGINT) AND log.position",
    numbers
);
/// The statement for the users in whose histories records appear: `[user, position, pseudonym]`.
const RENAME_MENTIONS: [&str; 2] = over_array!(
    "UPDATE mentions SET user_id = e.value ->> 2 FROM",
    "WHERE mentions.app = $1 AND mentions.user_id = e.value ->> 0
         AND mentions.position = CAST(e.value ->> 1 AS BIGINT) AND mentions.user_id",
    texts
);
/// The statement for other names by which records are found: `[name, position]`.
const REMOVE_MENTIONS: [&str; 2] = [
    "DELETE FROM mentions WHERE app = $1 AND (user_id, position) IN (
         SELECT e.value ->> 0, CAST(e.value ->> 1 AS BIGINT) FROM json_each($2) AS e)",
    "DELETE FROM mentions USING jsonb_array_elements(CAST($2 AS jsonb)) AS e(value)
     WHERE mentions.app = $1 AND mentions.user_id = e.value ->> 0
         AND mentions.position = CAST(e.value ->> 1 AS BIGINT) AND mentions.user_id = ANY (ARRAY(
         SELECT one.value ->> 0 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS one(value)))",
];
/// The statement for the rows of users: `[user, pseudonym]`.
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
