//! The transaction: it reads the rows that the inputs touch, runs the
//! ledger, and writes rows, log and events, all or nothing.
//!
//! SQLite has one writer, which keeps all others out from before it reads.
//! On PostgreSQL, any number of hosts write side by side. Each reads without a lock, and writes
//! all in one statement, which fails if anything it read has changed since (`once.rs`). Then it begins anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sqlx::AnyConnection;

use super::activity::{self, Profile};
use super::database::{Database, Dialect, Source};
use super::error::Error;
use super::exposed;
use super::inbox;
use super::loaded::Loaded;
use super::log;
use super::once::write_at_once;
use super::outbox;
use super::part::{Held, Part, write_each};
use super::rows::Wanted;
use super::work::{Done, Results, Work};
use paywall_ledger::{App, Arrival, Input, Ledger, Record, RowKey, State, Time, What};

/// The number of times that a transaction is tried. Each time, another one that was in its way has succeeded.
const ATTEMPTS: usize = 100;

/// Does the works in their order, within one transaction.
pub(super) async fn commit(
    database: &Database,
    app: &Arc<App>,
    works: &[Work],
) -> Result<Results, Error> {
    match database.dialect {
        Dialect::Sqlite => alone(database, app, works).await,
        Dialect::Postgres => beside_others(database, app, works).await,
    }
}

/// Says what the works would do, and writes nothing.
pub(super) async fn rehearse(
    database: &Database,
    app: &Arc<App>,
    works: &[Work],
) -> Result<Results, Error> {
    let mut connection = database.pool.acquire().await?;
    let mut attempt = Attempt::new(Source::new(database, &app.id), app);
    attempt.run(&mut connection, works, BTreeSet::new()).await
}

/// Does the works while nobody else may write.
async fn alone(database: &Database, app: &Arc<App>, works: &[Work]) -> Result<Results, Error> {
    let _turn = database.turn().await;
    let mut transaction = database.begin().await?;
    let mut attempt = Attempt::new(Source::new(database, &app.id), app);
    let results = attempt
        .run(&mut transaction, works, BTreeSet::new())
        .await?;
    let parts = attempt.parts(works, &results)?;
    write_each(&attempt.source, &mut transaction, parts).await?;
    transaction.commit().await?;
    Ok(results)
}

/// Does the works while others write, and does them again if they were in the way.
async fn beside_others(
    database: &Database,
    app: &Arc<App>,
    works: &[Work],
) -> Result<Results, Error> {
    let mut connection = database.pool.acquire().await?;
    let mut rows = BTreeSet::new();
    for _ in 0..ATTEMPTS {
        let mut attempt = Attempt::new(Source::new(database, &app.id), app);
        let results = attempt.run(&mut connection, works, rows).await?;
        let (held, parts) = (attempt.held(), attempt.parts(works, &results)?);
        if write_at_once(&attempt.source, &mut connection, &held, parts).await? {
            return Ok(results);
        }
        // Next time, the first question asks for all of these.
        rows = attempt.loaded.keys().clone();
    }
    Err(Error::Contended)
}

/// Lists the inputs among the works.
fn inputs(works: &[Work]) -> Vec<&Input> {
    let inputs = works.iter().filter_map(|work| work.input.as_ref());
    inputs.collect()
}

/// One attempt at a transaction, with everything it read and decided so far.
struct Attempt<'a> {
    source: Source<'a>,
    ledger: Ledger,
    loaded: Loaded,
    /// The rows that the inputs touched, if other writers are to be told of them.
    touched: BTreeSet<RowKey>,
    /// The messages of the works that are in the inbox, each with the time at which it is due; None if it is settled.
    inbox: BTreeMap<String, Option<Time>>,
    /// The activities of the works that are known.
    activities: BTreeSet<String>,
    records: Vec<Record>,
}

impl<'a> Attempt<'a> {
    /// Makes an attempt that knows nothing yet.
    fn new(source: Source<'a>, app: &Arc<App>) -> Self {
        Self {
            source,
            ledger: Ledger::new(Arc::clone(app)),
            loaded: Loaded::default(),
            touched: BTreeSet::new(),
            inbox: BTreeMap::new(),
            activities: BTreeSet::new(),
            records: Vec::new(),
        }
    }

    /// Reads what the works need, first of all these `rows`, and does the works in memory.
    async fn run(
        &mut self,
        connection: &mut AnyConnection,
        works: &[Work],
        rows: BTreeSet<RowKey>,
    ) -> Result<Results, Error> {
        self.load(connection, works, rows).await?;
        self.gather(connection, &inputs(works)).await?;
        let mut results = Results::new();
        for work in works {
            // An earlier work of this transaction may have led the input to rows that were not needed before.
            if let Some(input) = &work.input {
                self.gather(connection, &[input]).await?;
            }
            results.push(self.work(work));
        }
        Ok(results)
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
            self.inbox.entry(key).or_insert(Some(message.received_at));
        }
        if let Some(note) = &work.settle {
            let due = self.inbox.get(&note.key).copied();
            let due = due.ok_or_else(|| Error::NoMessage(note.key.clone()))?;
            let just_came = work.keep.is_some() && done.arrival.is_new();
            // Whoever has the message now says what comes of it.
            if !just_came && (due.is_none() || due != note.lease) {
                done.settled = true;
                return Ok(done);
            }
        }
        if let Some(input) = &work.input {
            let first = work.settle.as_ref().is_some_and(|it| it.key == input.key);
            done.contested = work.settle.is_some() && self.contested(input, first);
            done.record = self.accept(input)?;
            self.records.extend(done.record.clone());
        }
        if let Some(note) = &work.settle {
            let due = if done.contested { note.doubt } else { note.due };
            self.inbox.insert(note.key.clone(), due);
        }
        Ok(done)
    }

    /// Gives an input to the ledger, and notes the rows that it touches.
    fn accept(&mut self, input: &Input) -> Result<Option<Record>, Error> {
        let others_write = self.source.database.dialect == Dialect::Postgres;
        let touched = others_write.then(|| input.touches(self.ledger.state()));
        let record = self.ledger.accept(input)?;
        // An installation that came before may bring a description, for a device that nobody may delete meanwhile.
        let describes = matches!(input.what, What::Install { .. });
        if record.is_some() || describes {
            self.touched.extend(touched.into_iter().flatten());
        }
        Ok(record)
    }

    /// Returns the description that a work brings. If an installation comes again after its device was forgotten, the
    /// device is not there, and nothing is kept of it.
    fn profile<'w>(&self, work: &'w Work) -> Option<&'w Profile> {
        let profile = work.profile.as_ref()?;
        let there = self.ledger.state().devices.contains_key(&profile.device);
        (work.input.is_none() || there).then_some(profile)
    }

    /// Returns true if an input says otherwise than what is known, and nobody can tell which is the last word. What the
    /// message itself says counts the `first` time only: once its store was asked, the answer stands for it.
    fn contested(&self, input: &Input, first: bool) -> bool {
        let state = self.ledger.state();
        match &input.what {
            What::Notify { purchases } => purchases
                .iter()
                .any(|it| (first || it.asked.is_some()) && state.contests(it)),
            _ => false,
        }
    }

    /// Fetches the inputs, messages and activities that are known, the rows that the inputs name, and these `rows`.
    async fn load(
        &mut self,
        connection: &mut AnyConnection,
        works: &[Work],
        rows: BTreeSet<RowKey>,
    ) -> Result<(), Error> {
        let mut wanted = Wanted {
            rows,
            ..Wanted::default()
        };
        let nothing = State::default();
        for input in inputs(works) {
            wanted.rows.extend(input.touches(&nothing));
            wanted.inputs.insert(input.key.clone());
        }
        wanted.messages = works.iter().flat_map(message_keys).collect();
        let activities = works.iter().filter_map(|it| it.activity.as_ref());
        wanted.activities = activities.map(|it| it.id.clone()).collect();
        let state = self.ledger.state_mut();
        let fetch = self.loaded.fetch(&self.source, connection, wanted, state);
        let found = fetch.await?;
        (self.inbox, self.activities) = (found.messages, found.activities);
        Ok(())
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
            let state = self.ledger.state_mut();
            let fetch = self.loaded.fetch(&self.source, connection, wanted, state);
            fetch.await?;
        }
    }

    /// Lists the rows that nobody may change before all is written.
    fn held(&self) -> Held {
        self.loaded.held(self.ledger.state(), &self.touched)
    }

    /// Lists everything that the works changed.
    fn parts(&self, works: &[Work], results: &Results) -> Result<Vec<Part>, Error> {
        let done = works.iter().zip(results).filter(|(_, it)| it.is_ok());
        let done: Vec<&Work> = done.map(|(work, _)| work).collect();
        let profiles = done.iter().filter_map(|it| self.profile(it));
        let activities = done.iter().filter_map(|it| it.activity.as_ref());
        let state = self.ledger.state();
        let mut parts = Vec::from(inbox::parts(works, results));
        parts.push(activity::profiles(profiles));
        parts.extend(activity::parts(activities, &self.activities)?);
        parts.push(exposed::part(
            done.iter().filter_map(|it| it.exposed.as_ref()),
        ));
        parts.extend(outbox::sent(works.iter().filter_map(|it| it.sent)));
        parts.extend(log::parts(&self.records)?);
        parts.extend(self.loaded.parts(state, &self.touched));
        Ok(parts)
    }
}

/// Lists the keys of the messages that a work is about.
fn message_keys(work: &Work) -> impl Iterator<Item = String> {
    let keep = work.keep.as_ref().map(paywall_stores::Message::key);
    keep.into_iter()
        .chain(work.settle.as_ref().map(|note| note.key.clone()))
}
