//! The tables, brought up to date; and programs that are older than the tables.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, Row};

use super::error::Error;

/// The lock that a host holds while it changes the tables of a PostgreSQL database.
const LOCK: i64 = 0x7061_7977_616c_6c00;
/// The pause between two attempts to get it.
const PAUSE: Duration = Duration::from_millis(100);

/// The question for the number of the newest migration that a program must know.
pub(super) const OLDEST_PROGRAM: &str =
    "SELECT value FROM marks WHERE app = '' AND name = 'oldest_program'";

/// Brings the tables up to date.
///
/// # Errors
/// Fails if they belong to a newer version that this program cannot go on beside.
pub(super) async fn upgrade(pool: &AnyPool, on_postgres: bool) -> Result<(), Error> {
    let mut migrations = migrations(on_postgres);
    if !on_postgres {
        return run(migrations, pool).await;
    }
    // The lock of sqlx waits within a statement, and an index that is made beside
    // others' work waits for all statements: two hosts that start together would wait for each other.
    migrations.set_locking(false);
    // The lock ends with its transaction. A pooler may give each transaction another connection, and a lock of a connection
    // would then be given back on one that never had it.
    let mut holder = pool.begin().await?;
    while !has_lock(&mut holder).await? {
        tokio::time::sleep(PAUSE).await;
    }
    let done = run(migrations, pool).await;
    holder.rollback().await?;
    done
}

/// Returns the migrations of a dialect.
pub(super) fn migrations(on_postgres: bool) -> Migrator {
    match on_postgres {
        true => sqlx::migrate!("migrations/postgres"),
        false => sqlx::migrate!("migrations/sqlite"),
    }
}

/// Runs the migrations that are missing, unless the tables are newer than this program may use.
async fn run(mut migrations: Migrator, pool: &AnyPool) -> Result<(), Error> {
    let known = migrations.iter().map(|it| it.version).max().unwrap_or(0);
    let oldest = oldest_program(pool).await?;
    if let Some(oldest) = oldest.filter(|oldest| *oldest > known) {
        return Err(Error::Database(format!(
            "its tables are of a newer version: expected a program with migration {oldest}, and this one has {known}"
        )));
    }
    // Newer migrations than ours are there, and they say that we may go on.
    migrations.set_ignore_missing(oldest.is_some());
    Ok(migrations.run(pool).await?)
}

/// Reads the number of the newest migration that a program must know to use these tables.
/// None if they are older than that rule.
async fn oldest_program(pool: &AnyPool) -> Result<Option<i64>, Error> {
    // Without the table, there is no such rule yet.
    let found = sqlx::query(OLDEST_PROGRAM).fetch_optional(pool).await;
    Ok(match found {
        Ok(Some(row)) => Some(row.try_get(0)?),
        Ok(None) | Err(sqlx::Error::Database(_)) => None,
        Err(error) => return Err(error.into()),
    })
}

/// Tries to get the lock, and returns whether it is there.
async fn has_lock(holder: &mut AnyConnection) -> Result<bool, Error> {
    let lock = sqlx::query("SELECT pg_try_advisory_xact_lock($1)").bind(LOCK);
    Ok(lock.fetch_one(holder).await?.try_get(0)?)
}
