//! The turns of writers on SQLite, which has one writer at a time, and the
//! copying of its write-ahead log into the database beside them.
//!
//! Left to itself, SQLite makes a writer that comes too early sleep
//! and try again, up to a tenth of a second at a time.
//! It also copies the log into the database within a commit, every thousand pages, while all others wait.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Row};
use tokio::sync::{Mutex, MutexGuard};

use super::error::Error;

/// The time between two copies of the log, while there is something in it.
const PAUSE: Duration = Duration::from_millis(500);
/// The time, in milliseconds, for which the log is not emptied but writers wait, because somebody reads from it.
const BRIEF: i64 = 20;
/// The number of times that emptying is tried before the end.
const LAST_ATTEMPTS: u32 = 20;

/// The turns of one process.
#[derive(Debug)]
pub(super) struct Turns {
    turn: Mutex<()>,
    /// The length of the log, in pages, from which on writers wait until it begins anew.
    /// Usually it does so by itself as soon as nobody writes for a moment.
    longest: i64,
    written: AtomicBool,
    /// True if pages in the log are to be overwritten, as they name somebody who was forgotten.
    emptied: AtomicBool,
}

impl Turns {
    /// Makes turns beside a log of that many pages.
    pub(super) fn new(longest: i64) -> Self {
        Self {
            turn: Mutex::default(),
            longest,
            written: AtomicBool::default(),
            emptied: AtomicBool::default(),
        }
    }

    /// Waits for a turn to write. Others wait until it is dropped.
    pub(super) async fn next(&self) -> MutexGuard<'_, ()> {
        let turn = self.turn.lock().await;
        self.written.store(true, Ordering::Relaxed);
        turn
    }

    /// Has the log emptied with the next copy from which nobody reads.
    pub(super) fn empty_log(&self) {
        self.emptied.store(true, Ordering::Relaxed);
    }

    /// Empties the log if that is still to be done. It stays to be done while somebody reads from it.
    async fn empty(&self, pool: &AnyPool) {
        if self.emptied.swap(false, Ordering::Relaxed) {
            let _turn = self.next().await;
            let again = !matches!(truncate(pool).await, Ok(true));
            self.emptied.fetch_or(again, Ordering::Relaxed);
        }
    }

    /// Empties the log before the connections are closed, if that is still to be done. Waits a little for readers.
    pub(super) async fn end(&self, pool: &AnyPool) {
        for _ in 0..LAST_ATTEMPTS {
            self.empty(pool).await;
            if !self.emptied.load(Ordering::Relaxed) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Copies the log into the database from now on, until the last handle of `self` is dropped.
    pub(super) fn copy_log(self: &Arc<Self>, pool: &AnyPool) {
        let (own, pool) = (Arc::downgrade(self), pool.clone());
        tokio::spawn(async move {
            // A defect in one copy must not end all: the log would grow for ever.
            while tokio::spawn(copy(own.clone(), pool.clone())).await.is_err() {
                tokio::time::sleep(PAUSE).await;
            }
        });
    }
}

/// Copies the log again and again.
async fn copy(turns: Weak<Turns>, pool: AnyPool) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(turns) = turns.upgrade().filter(|_| !pool.is_closed()) else {
            return;
        };
        turns.empty(&pool).await;
        if !turns.written.swap(false, Ordering::Relaxed) {
            continue;
        }
        // A copy that fails is made next time: nothing is lost, the log only grows.
        if matches!(passive(&pool).await, Ok(pages) if pages > turns.longest) {
            let _turn = turns.next().await;
            let _ = sqlx::query("PRAGMA wal_checkpoint(RESTART)")
                .execute(&pool)
                .await;
        }
    }
}

/// Copies the pages that can be copied without anybody waiting. Returns the number of pages in the log.
async fn passive(pool: &AnyPool) -> Result<i64, Error> {
    let row = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)");
    Ok(row.fetch_one(pool).await?.try_get(1)?)
}

/// Empties the log. Returns false if it could not be done because somebody reads from it: writers wait only briefly.
async fn truncate(pool: &AnyPool) -> Result<bool, Error> {
    let mut connection = pool.acquire().await?;
    let patience = sqlx::query("PRAGMA busy_timeout");
    let patience: i64 = patience.fetch_one(&mut *connection).await?.try_get(0)?;
    wait_for(&mut connection, patience.min(BRIEF)).await?;
    let truncate = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)");
    let done = truncate.fetch_one(&mut *connection).await;
    wait_for(&mut connection, patience).await?;
    Ok(done?.try_get::<i64, _>(0)? == 0)
}

/// Sets the time, in milliseconds, for which a connection waits for others.
async fn wait_for(connection: &mut AnyConnection, millis: i64) -> Result<(), Error> {
    let pragma = AssertSqlSafe(format!("PRAGMA busy_timeout = {millis}"));
    sqlx::query(pragma).execute(connection).await?;
    Ok(())
}
