//! A connection to SQLite between whose statements anything may happen.
//!
//! It stands where sqlx's own connection stands, so the host's code, its pool and its statements are the real ones.
//! Each statement takes some time that the dice tell, runs while all else stands still, and may meet a fault.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use sqlx::any::{AnyArguments, AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migration};
use sqlx::{Either, Error, SqlStr, SqliteConnection};
use sqlx_core::any::AnyConnectionBackend;

use super::blocking::{wait, wait_for_all};
use super::machine::{Fate, Machine, Slot, gone};

/// The time that SQLite waits for another writer, as sqlx sets it.
const BUSY: Duration = Duration::from_secs(5);

/// A connection of a machine.
#[derive(Debug)]
pub(crate) struct Connection {
    machine: Arc<Machine>,
    slot: Slot,
}

impl Connection {
    /// Makes the connection in a place of a machine.
    pub fn new(machine: Arc<Machine>, slot: Slot) -> Self {
        Self { machine, slot }
    }

    /// Runs a statement, with all that may happen to it.
    async fn run<T>(
        &self,
        what: &str,
        mut work: impl FnMut(&mut SqliteConnection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let machine = &self.machine;
        machine.way().await;
        let fate = machine.fate(what == "COMMIT");
        if fate != Fate::Done {
            machine
                .trace
                .say(&machine.name, format_args!("{fate:?} {what}"));
        }
        self.meets(fate, Fate::CrashBefore, Fate::CutBefore).await?;
        if fate == Fate::Undone {
            machine.with(&self.slot, undo)?;
            return Err(failing());
        }
        let mut waited = Duration::ZERO;
        let result = loop {
            let result = machine.with(&self.slot, &mut work);
            if !result.as_ref().is_err_and(is_busy) || waited > BUSY {
                break result;
            }
            let pause = machine.dice.millis(1..25);
            waited += pause;
            tokio::time::sleep(pause).await;
            machine.live().await;
        };
        match &result {
            Ok(_) => machine.trace.say(&machine.name, format_args!("{what}")),
            Err(error) => machine
                .trace
                .say(&machine.name, format_args!("{what}: {error}")),
        }
        self.meets(fate, Fate::CrashAfter, Fate::CutAfter).await?;
        // Answers rarely overtake each other.
        if machine.dice.chance(3000) {
            machine.way().await;
        }
        result
    }

    /// Lets a fault happen if its time has come.
    async fn meets(&self, fate: Fate, crash: Fate, cut: Fate) -> Result<(), Error> {
        if fate == crash {
            self.machine.kill("at a statement");
            self.machine.live().await;
        } else if fate == cut {
            self.machine.cut(&self.slot);
            return Err(gone());
        }
        Ok(())
    }
}

/// Undoes a transaction as SQLite does when its disk fails: sqlx does not hear of it.
fn undo(connection: &mut SqliteConnection) -> Result<(), Error> {
    if AnyConnectionBackend::get_transaction_depth(connection) > 0 {
        let rollback = SqlStr::from_static("ROLLBACK");
        // It fails if SQLite undid the transaction before.
        wait_for_all(connection.fetch_many(rollback, false, None));
    }
    Ok(())
}

/// Makes the error of a disk that fails.
fn failing() -> Error {
    Error::Io(std::io::Error::other("disk I/O error"))
}

/// Returns true if another connection holds the lock.
fn is_busy(error: &Error) -> bool {
    let code = error.as_database_error().and_then(|it| it.code());
    code.is_some_and(|it| it == "5")
}

/// Shortens a statement for the trace.
fn short(sql: &SqlStr) -> String {
    let words: Vec<&str> = sql.as_str().split_whitespace().take(6).collect();
    words.join(" ")
}

/// Copies arguments, which a statement that waits for a lock needs again.
fn copy(arguments: &Option<AnyArguments>) -> Option<AnyArguments> {
    let values = |it: &AnyArguments| AnyArguments {
        values: sqlx_core::any::AnyArgumentBuffer(it.values.0.clone()),
    };
    arguments.as_ref().map(values)
}

/// A row, or the count at the end of a statement.
type Line = Either<AnyQueryResult, AnyRow>;

/// The answer to a statement, which comes all at once.
struct Lines<'a> {
    coming: Option<BoxFuture<'a, Result<Vec<Line>, Error>>>,
    there: VecDeque<Result<Line, Error>>,
}

impl Stream for Lines<'_> {
    type Item = Result<Line, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(coming) = &mut self.coming {
            let lines = ready!(coming.as_mut().poll(context));
            self.coming = None;
            match lines {
                Ok(lines) => self.there.extend(lines.into_iter().map(Ok)),
                Err(error) => self.there.push_back(Err(error)),
            }
        }
        Poll::Ready(self.there.pop_front())
    }
}

impl AnyConnectionBackend for Connection {
    fn name(&self) -> &str {
        "SQLite"
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, Result<(), Error>> {
        self.close_hard()
    }

    fn close_hard(self: Box<Self>) -> BoxFuture<'static, Result<(), Error>> {
        self.machine.cut(&self.slot);
        Box::pin(std::future::ready(Ok(())))
    }

    fn ping(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        // The pool asks before each use, and SQLite has nothing to say to it.
        let there = self.slot.lock().unwrap().is_some();
        Box::pin(std::future::ready(there.then_some(()).ok_or_else(gone)))
    }

    fn begin(&mut self, statement: Option<SqlStr>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let begin = |it: &mut SqliteConnection| {
                wait(AnyConnectionBackend::begin(it, statement.clone()))
            };
            self.run("BEGIN", begin).await
        })
    }

    fn commit(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.run("COMMIT", |it| wait(AnyConnectionBackend::commit(it))))
    }

    fn rollback(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(self.run("ROLLBACK", |it| wait(AnyConnectionBackend::rollback(it))))
    }

    fn start_rollback(&mut self) {
        // The transaction was dropped. A connection that was cut has nothing to undo.
        let rollback = |it: &mut SqliteConnection| wait(AnyConnectionBackend::rollback(it));
        let _ = self.machine.with(&self.slot, rollback);
    }

    fn get_transaction_depth(&self) -> usize {
        let slot = self.slot.lock().unwrap();
        slot.as_ref().map_or(0, |it| {
            AnyConnectionBackend::get_transaction_depth(&it.connection)
        })
    }

    fn shrink_buffers(&mut self) {}

    fn flush(&mut self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn should_flush(&self) -> bool {
        false
    }

    fn as_migrate(&mut self) -> Result<&mut (dyn Migrate + Send + 'static), Error> {
        Ok(self)
    }

    fn fetch_many(
        &mut self,
        query: SqlStr,
        persistent: bool,
        arguments: Option<AnyArguments>,
    ) -> BoxStream<'_, Result<Line, Error>> {
        let coming = async move {
            let run = |it: &mut SqliteConnection| {
                let lines = it.fetch_many(query.clone(), persistent, copy(&arguments));
                wait_for_all(lines).into_iter().collect()
            };
            self.run(&short(&query), run).await
        };
        Box::pin(Lines {
            coming: Some(Box::pin(coming)),
            there: VecDeque::new(),
        })
    }

    fn fetch_optional(
        &mut self,
        query: SqlStr,
        persistent: bool,
        arguments: Option<AnyArguments>,
    ) -> BoxFuture<'_, Result<Option<AnyRow>, Error>> {
        Box::pin(async move {
            let run = |it: &mut SqliteConnection| {
                let row = it.fetch_optional(query.clone(), persistent, copy(&arguments));
                wait(row)
            };
            self.run(&short(&query), run).await
        })
    }

    fn prepare_with<'c, 'q: 'c>(
        &'c mut self,
        _sql: SqlStr,
        _parameters: &[AnyTypeInfo],
    ) -> BoxFuture<'c, Result<AnyStatement, Error>> {
        let no = Error::Protocol("the host prepares no statements by itself".into());
        Box::pin(std::future::ready(Err(no)))
    }

    #[allow(unexpected_cfgs, reason = "a feature of sqlx")]
    fn describe(
        &mut self,
        _sql: SqlStr,
    ) -> BoxFuture<'_, Result<sqlx::Describe<sqlx::Any>, Error>> {
        let no = Error::Protocol("the host describes no statements".into());
        Box::pin(std::future::ready(Err(no)))
    }
}

/// Runs a step of a migration as a statement.
macro_rules! step {
    ($own:ident, $method:ident $(, $argument:expr)*) => {
        Box::pin(async move {
            let step = |it: &mut SqliteConnection| {
                wait(Migrate::$method(it $(, $argument)*)).map_err(|error| match error {
                    MigrateError::Execute(error) => error,
                    error => Error::Migrate(Box::new(error)),
                })
            };
            Ok($own.run(concat!("migrate: ", stringify!($method)), step).await?)
        })
    };
}

impl Migrate for Connection {
    fn create_schema_if_not_exists<'e>(
        &'e mut self,
        name: &'e str,
    ) -> BoxFuture<'e, Result<(), MigrateError>> {
        step!(self, create_schema_if_not_exists, name)
    }

    fn ensure_migrations_table<'e>(
        &'e mut self,
        name: &'e str,
    ) -> BoxFuture<'e, Result<(), MigrateError>> {
        step!(self, ensure_migrations_table, name)
    }

    fn dirty_version<'e>(
        &'e mut self,
        name: &'e str,
    ) -> BoxFuture<'e, Result<Option<i64>, MigrateError>> {
        step!(self, dirty_version, name)
    }

    fn list_applied_migrations<'e>(
        &'e mut self,
        name: &'e str,
    ) -> BoxFuture<'e, Result<Vec<AppliedMigration>, MigrateError>> {
        step!(self, list_applied_migrations, name)
    }

    fn lock(&mut self) -> BoxFuture<'_, Result<(), MigrateError>> {
        step!(self, lock)
    }

    fn unlock(&mut self) -> BoxFuture<'_, Result<(), MigrateError>> {
        step!(self, unlock)
    }

    fn apply<'e>(
        &'e mut self,
        name: &'e str,
        migration: &'e Migration,
    ) -> BoxFuture<'e, Result<Duration, MigrateError>> {
        step!(self, apply, name, migration)
    }

    fn revert<'e>(
        &'e mut self,
        name: &'e str,
        migration: &'e Migration,
    ) -> BoxFuture<'e, Result<Duration, MigrateError>> {
        step!(self, revert, name, migration)
    }
}
