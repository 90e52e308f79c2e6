//! The transaction: it reads the rows that the inputs touch, runs the
//! ledger, and writes rows, log and events, all or nothing.
//!
//! SQLite has one writer. On PostgreSQL, any number of hosts write side by side.
//! Each first looks up the rows that its inputs touch, then locks the *names* of all of them and reads again.
//! A name can be locked before its row exists, and since all lock in one order, no two wait for each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, Row};

use super::activity;
use super::database::{Database, Dialect};
use super::error::Error;
use super::inbox;
use super::log;
use super::outbox;
use super::outbox::Sent;
use super::rows::Wanted;
use super::rows::{Loaded, Source};
use super::work::{Done, Results, Work};
use paywall_ledger::{App, Arrival, Input, Ledger, Record, RowKey, State, What};

/// The error that the inputs touch more rows than were locked; it holds all of them.
struct Grown(BTreeSet<RowKey>);

/// Does the works in their order, within one transaction.
pub(super) async fn commit(
    database: &Database,
    app: &Arc<App>,
    works: &[Work],
) -> Result<Results, Error> {
    let mut locks = match database.dialect {
        Dialect::Sqlite => BTreeSet::new(),
        Dialect::Postgres => foresee(database, app, works).await?,
    };
    loop {
        let _turn = database.turn().await;
        let mut transaction = database.begin().await?;
        let source = Source::new(database, app);
        let mut attempt = Attempt::new(source, app, &locks);
        match attempt.run(&mut transaction, works).await? {
            Ok(results) => {
                transaction.commit().await?;
                return Ok(results);
            }
            Err(Grown(keys)) => {
                transaction.rollback().await?;
                locks.extend(keys);
            }
        }
    }
}

/// Lists the rows that the works touch, as things are before anything is locked.
async fn foresee(
    database: &Database,
    app: &Arc<App>,
    works: &[Work],
) -> Result<BTreeSet<RowKey>, Error> {
    let inputs = inputs(works);
    if inputs.is_empty() {
        return Ok(BTreeSet::new());
    }
    let none = BTreeSet::new();
    let mut attempt = Attempt::new(Source::new(database, app), app, &none);
    let mut connection = database.pool.acquire().await?;
    attempt.load(&mut connection, works).await?;
    attempt.gather(&mut connection, &inputs).await?;
    Ok(attempt.loaded.keys().clone())
}

/// Lists the inputs among the works.
fn inputs(works: &[Work]) -> Vec<&Input> {
    let inputs = works.iter().filter_map(|work| work.input.as_ref());
    inputs.collect()
}

/// One attempt at a transaction, with everything it read and decided so far.
struct Attempt<'a> {
    source: Source<'a>,
    locks: &'a BTreeSet<RowKey>,
    ledger: Ledger,
    loaded: Loaded,
    /// The messages of the works that are in the inbox; true if settled.
    inbox: BTreeMap<String, bool>,
    records: Vec<Record>,
}

impl<'a> Attempt<'a> {
    /// Makes an attempt that holds these locks.
    fn new(source: Source<'a>, app: &Arc<App>, locks: &'a BTreeSet<RowKey>) -> Self {
        Self {
            source,
            locks,
            ledger: Ledger::new(Arc::clone(app)),
            loaded: Loaded::default(),
            inbox: BTreeMap::new(),
            records: Vec::new(),
        }
    }

    /// Runs all works. The inner error means that more must be locked first, and that nothing was written.
    async fn run(
        &mut self,
        connection: &mut AnyConnection,
        works: &[Work],
    ) -> Result<Result<Results, Grown>, Error> {
        self.lock(connection, works).await?;
        self.load(connection, works).await?;
        self.gather(connection, &inputs(works)).await?;
        let mut results = Results::new();
        for work in works {
            // An earlier work of this transaction may have led the input to rows that were not needed before.
            if let Some(input) = &work.input {
                self.gather(connection, &[input]).await?;
            }
            if let Some(grown) = self.grown() {
                return Ok(Err(grown));
            }
            results.push(self.work(work));
        }
        self.save(connection, works, &results).await?;
        Ok(Ok(results))
    }

    /// Does one work in memory.
    fn work(&mut self, work: &Work) -> Result<Done, Error> {
        let mut done = Done {
            arrival: Arrival::New(()),
            settled: false,
            record: None,
            contested: false,
        };
        if let Some(message) = &work.keep {
            let key = message.key();
            done.arrival = match self.inbox.contains_key(&key) {
                true => Arrival::Known,
                false => Arrival::New(()),
            };
            self.inbox.entry(key).or_insert(false);
        }
        if let Some(note) = &work.settle {
            match self.inbox.get(&note.key) {
                None => return Err(Error::NoMessage(note.key.clone())),
                Some(true) => {
                    done.settled = true;
                    return Ok(done);
                }
                Some(false) => {}
            }
        }
        if let Some(input) = &work.input {
            let first = work.settle.as_ref().is_some_and(|it| it.key == input.key);
            done.contested = first && self.contested(input);
            if !done.contested {
                done.record = self.ledger.accept(input)?;
            }
            self.records.extend(done.record.clone());
        }
        if let Some(note) = &work.settle {
            let settled = note.due.is_none() && !done.contested;
            self.inbox.insert(note.key.clone(), settled);
        }
        Ok(done)
    }

    /// Returns true if an input says otherwise than what is known of the same second.
    fn contested(&self, input: &Input) -> bool {
        let state = self.ledger.state();
        match &input.what {
            What::Notify { purchases } => purchases.iter().any(|it| state.contests(it)),
            _ => false,
        }
    }

    /// Fetches the inputs and messages that are known, and the rows that are sure
    /// to be needed: those that the inputs name, and those locked.
    async fn load(&mut self, connection: &mut AnyConnection, works: &[Work]) -> Result<(), Error> {
        let mut wanted = Wanted {
            rows: self.locks.clone(),
            ..Wanted::default()
        };
        let nothing = State::default();
        for input in inputs(works) {
            wanted.rows.extend(input.touches(&nothing));
            wanted.inputs.insert(input.key.clone());
        }
        wanted.messages = works.iter().flat_map(message_keys).collect();
        self.inbox = self.fetch(connection, wanted).await?;
        Ok(())
    }

    /// Fetches rows and keys into the ledger's state.
    async fn fetch(
        &mut self,
        connection: &mut AnyConnection,
        wanted: Wanted,
    ) -> Result<BTreeMap<String, bool>, Error> {
        let state = self.ledger.state_mut();
        let fetch = self.loaded.fetch(&self.source, connection, wanted, state);
        fetch.await
    }

    /// Fetches every row that the inputs touch, step by step, as each row may lead to others.
    async fn gather(
        &mut self,
        connection: &mut AnyConnection,
        inputs: &[&Input],
    ) -> Result<(), Error> {
        loop {
            let state = self.ledger.state();
            let mut rows = BTreeSet::new();
            for input in inputs.iter().filter(|it| !state.seen.contains(&it.key)) {
                let touched = input.touches(state).into_iter();
                rows.extend(
                    touched.filter(|key| !self.loaded.keys().contains(key) && !state.has(key)),
                );
            }
            if rows.is_empty() {
                return Ok(());
            }
            let wanted = Wanted {
                rows,
                ..Wanted::default()
            };
            self.fetch(connection, wanted).await?;
        }
    }

    /// Returns everything that was read, if that is more than was locked. Only PostgreSQL needs locks.
    fn grown(&self) -> Option<Grown> {
        let unlocked = self.source.database.dialect == Dialect::Postgres
            && !self.loaded.keys().is_subset(self.locks);
        unlocked.then(|| Grown(self.loaded.keys().clone()))
    }

    /// Waits, on PostgreSQL, until nobody else works on anything that the works touch.
    async fn lock(&self, connection: &mut AnyConnection, works: &[Work]) -> Result<(), Error> {
        if self.source.database.dialect == Dialect::Sqlite {
            return Ok(());
        }
        let keys = works
            .iter()
            .filter_map(|work| work.input.as_ref())
            .map(|input| self.lock_number("key", &input.key));
        let messages = works
            .iter()
            .flat_map(message_keys)
            .map(|key| self.lock_number("message", &key));
        let rows = self.locks.iter().map(|key| self.row_lock(key));
        let numbers: BTreeSet<i64> = keys.chain(messages).chain(rows).collect();
        if numbers.is_empty() {
            return Ok(());
        }
        let sql = "SELECT COUNT(*) FROM (SELECT pg_advisory_xact_lock(n) FROM
             (SELECT CAST(value AS BIGINT) AS n FROM jsonb_array_elements_text(CAST($1 AS jsonb)) ORDER BY 1) AS sorted
             OFFSET 0) AS locked";
        let numbers = serde_json::Value::from_iter(numbers).to_string();
        let row = sqlx::query(sql).bind(numbers).fetch_one(connection).await?;
        let _: i64 = row.try_get(0)?;
        Ok(())
    }

    /// Returns the number to lock for a row.
    fn row_lock(&self, key: &RowKey) -> i64 {
        match key {
            RowKey::Device(id) => self.lock_number("device", id.as_str()),
            RowKey::User(id) => self.lock_number("user", id.as_str()),
            RowKey::Account(id) => self.lock_number("account", id.as_str()),
            RowKey::Lineage(id) => self.lock_number("lineage", &id.to_string()),
            RowKey::Member(id) => self.lock_number("member", &id.to_string()),
        }
    }

    /// Returns the number that stands for a name. Two names with one number only wait for each other now and then.
    fn lock_number(&self, kind: &str, name: &str) -> i64 {
        let mut hash = Sha256::new();
        for part in [self.source.app, kind, name] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut number = [0; 8];
        number.copy_from_slice(&hash.finalize()[..8]);
        i64::from_be_bytes(number)
    }

    /// Writes everything that the works changed.
    async fn save(
        &self,
        connection: &mut AnyConnection,
        works: &[Work],
        results: &Results,
    ) -> Result<(), Error> {
        let at = self.records.iter().map(|record| record.at).max();
        inbox::save(&self.source, connection, works, results).await?;
        for (work, _) in works.iter().zip(results).filter(|(_, it)| it.is_ok()) {
            if let Some(profile) = &work.profile {
                activity::put_profile(&self.source, connection, profile).await?;
            }
            if let Some(it) = &work.activity {
                activity::put_activity(&self.source, connection, it).await?;
            }
        }
        let sent: Vec<Sent> = works.iter().filter_map(|work| work.sent).collect();
        outbox::settle(&self.source, connection, &sent).await?;
        log::append(&self.source, connection, &self.records).await?;
        let state = self.ledger.state();
        self.loaded
            .save(&self.source, connection, state, at.unwrap_or_default())
            .await
    }
}

/// Lists the keys of the messages that a work is about.
fn message_keys(work: &Work) -> impl Iterator<Item = String> {
    let keep = work.keep.as_ref().map(paywall_stores::Message::key);
    keep.into_iter()
        .chain(work.settle.as_ref().map(|note| note.key.clone()))
}
