//! A look at a database without changing it, for `paywall doctor`.

use std::path::Path;

use sqlx::any::{AnyConnectOptions, install_drivers};
use sqlx::{AnyConnection, ConnectOptions, Connection, Row};

use super::database::{Database, TIME};
use super::error::Error;
use super::upgrade::{OLDEST_PROGRAM, migrations};
use paywall_ledger::Time;

/// The state of a database that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// The number of the newest migration that this program has.
    known: i64,
    /// The number of the newest migration that a program must have to use the tables.
    needed: i64,
    /// The number of migrations that the tables lack.
    pending: usize,
    /// The time of the server's clock; None for SQLite, which has this machine's.
    pub time: Option<Time>,
}

impl Examined {
    /// Returns true if this program can use the tables.
    pub const fn is_usable(&self) -> bool {
        self.needed <= self.known
    }

    /// Returns the number of migrations that the tables lack.
    pub const fn pending(&self) -> usize {
        self.pending
    }
}

impl Database {
    /// Looks at a database, and changes nothing. None for an SQLite file that is not there.
    ///
    /// # Errors
    /// Fails if the database does not answer, or if the file is no database.
    pub async fn examine(url: &str) -> Result<Option<Examined>, Error> {
        // Fails if there are some, as in `open`.
        let _ = install_drivers(&[sqlx::sqlite::any::DRIVER, sqlx::postgres::any::DRIVER]);
        let file = Self::file_of(url);
        if file.is_some_and(|it| !Path::new(it).exists()) || url.contains(":memory:") {
            return Ok(None);
        }
        let read_only = file.map(|it| format!("sqlite:{it}?mode=ro"));
        let options: AnyConnectOptions = read_only.as_deref().unwrap_or(url).parse()?;
        let mut connection = options.connect().await?;
        let looked = look(&mut connection, file.is_none()).await;
        // The answer is there, whatever becomes of the connection.
        let _ = connection.close().await;
        looked.map(Some)
    }

    /// Returns the file of an SQLite database; None for PostgreSQL, and for SQLite in memory.
    pub fn file_of(url: &str) -> Option<&str> {
        let file = url.strip_prefix("sqlite:")?;
        let file = file.strip_prefix("//").unwrap_or(file);
        let file = file.split('?').next().unwrap_or(file);
        (!file.starts_with(":memory:")).then_some(file)
    }
}

async fn look(connection: &mut AnyConnection, on_postgres: bool) -> Result<Examined, Error> {
    let migrations = migrations(on_postgres);
    let time = match on_postgres {
        true => Some(number(connection, TIME).await?),
        false => {
            // The first read that finds out whether the file is a database.
            number(connection, "SELECT COUNT(*) FROM sqlite_schema").await?;
            None
        }
    };
    // Without the tables, these questions fail, and there is nothing yet.
    let newest = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations";
    let newest = number(connection, newest).await.unwrap_or(0);
    let needed = number(connection, OLDEST_PROGRAM).await.unwrap_or(0);
    let versions = migrations.iter().map(|it| it.version);
    Ok(Examined {
        known: versions.clone().max().unwrap_or(0),
        needed,
        pending: versions.filter(|it| *it > newest).count(),
        time: time.map(Time::from_millis),
    })
}

/// Asks for one number.
async fn number(connection: &mut AnyConnection, question: &'static str) -> Result<i64, Error> {
    let row = sqlx::query(question).fetch_one(connection).await?;
    Ok(row.try_get(0)?)
}
