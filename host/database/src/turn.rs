//! The turns of writers on SQLite, which has one writer at a time, and the
//! copying of its write-ahead log into the database beside them.
//!
//! Left to itself, SQLite makes a writer that comes too early sleep
//! and try again, up to a tenth of a second at a time.
//! It also copies the log into the database within a commit, every thousand pages, while all others wait.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use sqlx::{AnyPool, Row};
use tokio::sync::{Mutex, MutexGuard};

use super::error::Error;

/// The time between two copies of the log, while there is something in it.
const PAUSE: Duration = Duration::from_millis(500);
/// The length of the log, in pages (64 MiB), from which on writers wait until it begins anew.
/// Usually it does so by itself as soon as nobody writes for a moment.
const LONGEST: i64 = 16_384;

/// The turns of one process.
#[derive(Debug, Default)]
pub(super) struct Turns {
    turn: Mutex<()>,
    written: AtomicBool,
}

impl Turns {
    /// Waits for a turn to write. Others wait until it is dropped.
    pub(super) async fn next(&self) -> MutexGuard<'_, ()> {
        let turn = self.turn.lock().await;
        self.written.store(true, Ordering::Relaxed);
        turn
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
        if !turns.written.swap(false, Ordering::Relaxed) {
            continue;
        }
        // A copy that fails is made next time: nothing is lost, the log only grows.
        if matches!(passive(&pool).await, Ok(pages) if pages > LONGEST) {
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
