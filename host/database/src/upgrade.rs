//! The tables, brought up to date; and programs that are older than the tables.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, Row};

use super::database::{Database, Dialect};
use super::error::Error;

/// The lock that a host holds while it changes the tables of a PostgreSQL database.
const LOCK: i64 = 0x7061_7977_616c_6c00;
/// The pause between two attempts to get it.
const PAUSE: Duration = Duration::from_millis(100);

/// Brings the tables up to date.
///
/// # Errors
/// Fails if they belong to a newer version that this program cannot go on beside.
pub(super) async fn upgrade(database: &Database) -> Result<(), Error> {
    let mut migrations = match database.dialect {
        Dialect::Sqlite => sqlx::migrate!("migrations/sqlite"),
        Dialect::Postgres => sqlx::migrate!("migrations/postgres"),
    };
    let mut connection = database.pool.acquire().await?;
    if database.dialect == Dialect::Postgres {
        // The lock of sqlx waits within a statement, and an index that is made beside
        // others' work waits for all statements: two hosts that start together would wait for each other.
        migrations.set_locking(false);
        let lock = "SELECT pg_try_advisory_lock($1)";
        while !ask(&mut connection, lock, LOCK).await? {
            tokio::time::sleep(PAUSE).await;
        }
    }
    let done = run(&mut migrations, &mut connection).await;
    if database.dialect == Dialect::Postgres {
        ask(&mut connection, "SELECT pg_advisory_unlock($1)", LOCK).await?;
    }
    done
}

/// Runs the migrations that are missing, unless the tables are newer than this program may use.
async fn run(migrations: &mut Migrator, connection: &mut AnyConnection) -> Result<(), Error> {
    let known = migrations.iter().map(|it| it.version).max().unwrap_or(0);
    let oldest = oldest_program(connection).await?;
    if oldest.is_some_and(|oldest| oldest > known) {
        return Err(Error::Database(format!(
            "its tables are of a newer version: expected a program with migration {}, and this one has {known}",
            oldest.unwrap_or_default()
        )));
    }
    // Newer migrations than ours are there, and they say that we may go on.
    migrations.set_ignore_missing(oldest.is_some());
    Ok(migrations.run(connection).await?)
}

/// Reads the number of the newest migration that a program must know to use these tables.
/// None if they are older than that rule.
async fn oldest_program(connection: &mut AnyConnection) -> Result<Option<i64>, Error> {
    let find = "SELECT value FROM marks WHERE app = '' AND name = 'oldest_program'";
    // Without the table, there is no such rule yet.
    let found = sqlx::query(find).fetch_optional(connection).await;
    Ok(match found {
        Ok(Some(row)) => Some(row.try_get(0)?),
        Ok(None) | Err(sqlx::Error::Database(_)) => None,
        Err(error) => return Err(error.into()),
    })
}

/// Asks a question that is answered by yes or no.
async fn ask(
    connection: &mut AnyConnection,
    question: &'static str,
    about: i64,
) -> Result<bool, Error> {
    let answer = sqlx::query(question).bind(about).fetch_one(connection);
    Ok(answer.await?.try_get(0)?)
}
