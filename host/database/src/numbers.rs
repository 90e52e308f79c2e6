//! Numbers for questions to stores, from the one place that all hosts share: no clock can put them out of order.

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::Row;
use tokio::sync::Mutex;

use super::database::{Database, Dialect};
use super::error::Error;

/// The draws of one process.
#[derive(Debug, Default)]
pub(super) struct Draws {
    /// The number of draws that have begun.
    begun: AtomicU64,
    /// The last draw that has ended, and what it drew.
    last: Mutex<(u64, u64)>,
}

impl Draws {
    /// Draws a number that is greater than all numbers that anybody had when this was called.
    /// Callers who wait for a draw together get one number: on SQLite each draw is a flush of the disk.
    pub(super) async fn next(&self, database: &Database) -> Result<u64, Error> {
        let next = self.begun.load(Ordering::SeqCst) + 1;
        let mut last = self.last.lock().await;
        // A draw that began after this call serves it as well as one of its own.
        if last.0 < next {
            let begun = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
            *last = (begun, draw(database).await?);
        }
        Ok(last.1)
    }
}

/// Draws a number from the database.
async fn draw(database: &Database) -> Result<u64, Error> {
    let statement = match database.dialect {
        Dialect::Sqlite => {
            "INSERT INTO marks (app, name, value) VALUES ('', 'questions', 1)
             ON CONFLICT (app, name) DO UPDATE SET value = marks.value + 1 RETURNING value"
        }
        Dialect::Postgres => "SELECT nextval('questions')",
    };
    let _turn = database.turn().await;
    let row = sqlx::query(statement).fetch_one(&database.pool).await?;
    let number: i64 = row.try_get(0)?;
    Ok(number.unsigned_abs())
}
