//! The database: SQLite or PostgreSQL behind one set of statements.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use serde_json::Value;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_drivers};
use sqlx::{Any, AnyPool, AssertSqlSafe, Connection, Executor, Row, Transaction};
use tokio::sync::{MutexGuard, watch};

use super::error::Error;
use super::replica::Replicas;
use super::restored::{Restored, restored};
use super::turn::Turns;
use super::upgrade::upgrade;
use paywall_ledger::{AppId, Time};

/// The time to wait for a free connection.
const WAIT: Duration = Duration::from_secs(10);
/// The number of connections that one process opens at most.
const CONNECTIONS: u32 = 8;

/// The room that SQLite gets.
#[derive(Clone, Copy)]
struct Room {
    /// The KiB of pages that a connection keeps.
    cache: u32,
    /// The pages (4 KiB) of the write-ahead log from which on writers wait until it begins anew.
    log: i64,
}

impl Room {
    /// The room of a host. With a cache of 2 MiB, a writer reads most rows from the file again.
    const USUAL: Self = Self {
        cache: 16 << 10,
        log: 16 << 10,
    };
    /// The room of a program that fills a database: a transaction of thousands of rows all over the file writes each
    /// page once, and waits for the log once in many transactions.
    const LARGE: Self = Self {
        cache: 256 << 10,
        log: 128 << 10,
    };
}

/// The question for the time of PostgreSQL's clock, in milliseconds.
pub(super) const TIME: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

/// The time for which a connection that nobody used is believed to stand.
const TRUSTED: Duration = Duration::from_secs(1);

/// A database: SQLite (`sqlite:FILE`, `sqlite::memory:`) or PostgreSQL (`postgres://…`). Cheap to clone.
///
/// On SQLite in a file, everything acknowledged has been flushed to the disk (write-ahead log, `synchronous=FULL`).
/// On PostgreSQL that depends on the server's `synchronous_commit`, on unless someone turned it off.
/// In memory nothing lasts.
#[derive(Debug, Clone)]
pub struct Database {
    pub(super) pool: AnyPool,
    pub(super) dialect: Dialect,
    turns: Option<Arc<Turns>>,
    pub(super) replicas: Option<Arc<Replicas>>,
    /// The last position of the outbox before which none will be added, as far as this is known (`outbox.rs`).
    pub(super) final_to: Arc<AtomicI64>,
    pub(super) restored: Option<Restored>,
    /// Changes whenever something was, or may have been, deployed (`heard.rs`).
    pub(super) deployed: watch::Sender<()>,
}

/// The dialect of SQL, and with it the way of locking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

/// Writes a statement over the elements of a JSON array in `$2`, as rows `e(value, key)`: for SQLite and for PostgreSQL.
/// Both databases read `e.value ->> 0` the same, and only the words that open the array differ, unless more is given.
/// The text is constant for any number of rows, so the database prepares it once.
/// With `texts` or `numbers`, the last word is a key that the elements begin with: it is looked up, so that neither
/// database walks through a table to find the rows that are joined.
macro_rules! over_array {
    ($before:expr, $after:expr) => {
        $crate::database::over_array!($before, $after, sqlite: "", postgres: "")
    };
    ($before:expr, $after:expr, texts) => {
        $crate::database::over_array!(
            $before,
            $after,
            sqlite: " IN (SELECT one.value ->> 0 FROM json_each($2) AS one)",
            postgres: " = ANY (ARRAY(SELECT one.value ->> 0
                 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS one(value)))"
        )
    };
    ($before:expr, $after:expr, numbers) => {
        $crate::database::over_array!(
            $before,
            $after,
            sqlite: " IN (SELECT CAST(one.value ->> 0 AS BIGINT) FROM json_each($2) AS one)",
            postgres: " = ANY (ARRAY(SELECT CAST(one.value ->> 0 AS BIGINT)
                 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS one(value)))"
        )
    };
    ($before:expr, $after:expr, sqlite: $sqlite:expr, postgres: $postgres:expr) => {
        [
            concat!($before, " json_each($2) AS e ", $after, $sqlite),
            concat!(
                $before,
                " jsonb_array_elements(CAST($2 AS jsonb)) WITH ORDINALITY AS e(value, key) ",
                $after,
                $postgres
            ),
        ]
    };
}
pub(super) use over_array;

/// Writes a statement about the rows whose key, the last word before, is in the JSON array of arrays in `$2`:
/// for SQLite and for PostgreSQL.
/// PostgreSQL gets an array, so that it looks up each key, however small it believes the table to be.
macro_rules! in_array {
    ($before:expr, $after:expr) => {
        [
            concat!(
                $before,
                " IN (SELECT e.value ->> 0 FROM json_each($2) AS e) ",
                $after
            ),
            concat!(
                $before,
                " = ANY (ARRAY(SELECT e.value ->> 0 FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value))) ",
                $after
            ),
        ]
    };
}
pub(super) use in_array;

/// Writes a statement for columns of the rows `$from` a table that have a key of those in the JSON array of arrays in `$2`:
/// for SQLite and for PostgreSQL.
/// PostgreSQL looks up each key by itself, because of the `$bound` of what it reads for one: `LIMIT 1` where one row is
/// enough, otherwise `OFFSET 0`. Between the vacuum of a table and the count of its rows it would rather walk through the
/// whole index. With `delete`, the statement is for the deletion of at most `$3` of the rows, of which each key has one.
macro_rules! each_of_array {
    ($select:literal, $columns:literal, $from:literal, $key:literal, $bound:literal) => {
        [
            $crate::database::each_of_array!(sqlite $select, $columns, $from, $key),
            $crate::database::each_of_array!(postgres $select, $columns, $from, $key, $bound),
        ]
    };
    (delete $from:literal, $key:literal) => {
        [
            concat!(
                "DELETE FROM ",
                $from,
                " AND ",
                $key,
                " IN (",
                $crate::database::each_of_array!(sqlite "SELECT ", $key, $from, $key),
                " LIMIT $3)"
            ),
            concat!(
                "DELETE FROM ",
                $from,
                " AND ",
                $key,
                " = ANY (ARRAY(",
                $crate::database::each_of_array!(postgres "SELECT ", $key, $from, $key, "LIMIT 1"),
                " LIMIT $3))"
            ),
        ]
    };
    (sqlite $select:literal, $columns:literal, $from:literal, $key:literal) => {
        concat!(
            $select,
            $columns,
            " FROM ",
            $from,
            " AND ",
            $key,
            " IN (SELECT e.value ->> 0 FROM json_each($2) AS e)"
        )
    };
    (postgres $select:literal, $columns:literal, $from:literal, $key:literal, $bound:literal) => {
        concat!(
            $select,
            $columns,
            " FROM jsonb_array_elements(CAST($2 AS jsonb)) AS e(value) CROSS JOIN LATERAL (SELECT ",
            $columns,
            " FROM ",
            $from,
            " AND ",
            $key,
            " = e.value ->> 0 ",
            $bound,
            ") AS it"
        )
    };
}
pub(super) use each_of_array;

/// The database and the app whose rows are meant, and the connections on which to read.
pub(super) struct Source<'a> {
    pub database: &'a Database,
    pub pool: &'a AnyPool,
    pub app: &'a str,
}

impl<'a> Source<'a> {
    /// Names the database and the app.
    pub(super) fn new(database: &'a Database, app: &'a AppId) -> Self {
        Self {
            database,
            pool: &database.pool,
            app: app.as_str(),
        }
    }
}

impl Database {
    /// Connects, and brings the tables up to date.
    ///
    /// # Errors
    /// Fails if there is no such database, or if its tables belong to a newer version of this program.
    pub async fn open(url: &str) -> Result<Self, Error> {
        Self::open_in(url, Room::USUAL).await
    }

    /// Does [`Self::open`] for a program that fills the database: on SQLite, each of its connections keeps up to 256 MiB
    /// of pages, and the write-ahead log takes 512 MiB and more.
    ///
    /// # Errors
    /// Fails as [`Self::open`] does.
    pub async fn open_to_fill(url: &str) -> Result<Self, Error> {
        Self::open_in(url, Room::LARGE).await
    }

    /// Connects, with this room for SQLite.
    async fn open_in(url: &str, room: Room) -> Result<Self, Error> {
        // Fails if there are some: those of an earlier call, or of a program that brings its own (host/simulation).
        let _ = install_drivers(&[sqlx::sqlite::any::DRIVER, sqlx::postgres::any::DRIVER]);
        let dialect = match url.starts_with("sqlite:") {
            true => Dialect::Sqlite,
            false => Dialect::Postgres,
        };
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        let created = match dialect {
            Dialect::Sqlite if !in_memory && !url.contains("mode=") => with_create(url),
            _ => url.to_owned(),
        };
        let options: AnyConnectOptions = created.parse()?;
        let pool = pool(dialect, in_memory, room).connect_with(options).await?;
        // SQLite has one writer at a time; PostgreSQL needs no turns.
        let turns = (dialect == Dialect::Sqlite).then(|| Arc::new(Turns::new(room.log)));
        let mut database = Self {
            pool,
            dialect,
            turns,
            replicas: None,
            final_to: Arc::default(),
            restored: None,
            deployed: watch::Sender::new(()),
        };
        upgrade(&database.pool, dialect == Dialect::Postgres).await?;
        database.restored = restored(&database.pool).await?;
        if let Some(turns) = database.turns.as_ref().filter(|_| !in_memory) {
            turns.copy_log(&database.pool);
        }
        Ok(database)
    }

    /// Returns the time of the server's clock, by which all hosts go. None for SQLite, which has this machine's.
    ///
    /// # Errors
    /// Fails if the database fails.
    pub async fn time(&self) -> Result<Option<Time>, Error> {
        if self.dialect == Dialect::Sqlite {
            return Ok(None);
        }
        let row = sqlx::query(TIME).fetch_one(&self.pool).await?;
        Ok(Some(Time::from_millis(row.try_get(0)?)))
    }

    /// Does [`Self::open`], and lets reads that may be slightly old go to replicas of the server,
    /// streaming ones of PostgreSQL. They may come and go.
    ///
    /// # Errors
    /// Fails as [`Self::open`] does, if a replica's URL cannot be read, and on SQLite, which has no replicas.
    pub async fn open_with_replicas(url: &str, replicas: &[String]) -> Result<Self, Error> {
        let mut database = Self::open(url).await?;
        if replicas.is_empty() {
            return Ok(database);
        }
        if database.dialect == Dialect::Sqlite {
            return Err(Error::Database("SQLite has no replicas".into()));
        }
        let mut pools = Vec::new();
        for url in replicas {
            let options: AnyConnectOptions = url.parse()?;
            pools.push(pool(Dialect::Postgres, false, Room::USUAL).connect_lazy_with(options));
        }
        database.replicas = Some(Replicas::watch(&database.pool, pools));
        Ok(database)
    }

    /// Returns the number of replicas that are read from at present.
    pub fn replicas(&self) -> usize {
        self.replicas.as_ref().map_or(0, |it| it.usable())
    }

    /// Writes a copy of an SQLite database into a new file, whole and of one moment, while others go on working.
    ///
    /// # Errors
    /// Fails if the file exists or cannot be written, and on PostgreSQL, which has tools of its own (`pg_dump`).
    pub async fn backup(&self, file: &str) -> Result<(), Error> {
        match self.dialect {
            Dialect::Sqlite => {
                let backup = sqlx::query("VACUUM INTO $1").bind(file);
                backup.execute(&self.pool).await?;
                Ok(())
            }
            Dialect::Postgres => Err(Error::Database("use pg_dump for PostgreSQL".into())),
        }
    }

    /// Has SQLite's write-ahead log emptied, which still has pages as they were before: within a second, or as soon as
    /// nobody reads from it any more.
    pub(super) fn empty_log(&self) {
        if let Some(turns) = &self.turns {
            turns.empty_log();
        }
    }

    /// Returns the last time that this database was put back, as it was known when it was opened.
    pub const fn restored(&self) -> Option<Restored> {
        self.restored
    }

    /// Ends all connections; calls that are under way may fail.
    pub async fn close(&self) {
        if let Some(replicas) = &self.replicas {
            replicas.close().await;
        }
        if let Some(turns) = &self.turns {
            turns.end(&self.pool).await;
        }
        self.pool.close().await;
    }

    /// Chooses between the statement for SQLite and the one for PostgreSQL.
    pub(super) const fn own<'a>(&self, [sqlite, postgres]: [&'a str; 2]) -> &'a str {
        match self.dialect {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        }
    }

    /// Waits for a turn to write. On SQLite all other writers of this process wait until the turn is dropped.
    pub(super) async fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        match &self.turns {
            Some(turns) => Some(turns.next().await),
            None => None,
        }
    }

    /// Begins a transaction that keeps all others from writing. Call it within a turn, on SQLite.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, Error> {
        // A transaction that reads first and writes later could find that someone else had written meanwhile.
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Returns the number of transactions that one process writes at a time.
    /// On PostgreSQL one works while another waits for the disk.
    pub(super) const fn writers(&self) -> usize {
        match self.dialect {
            Dialect::Sqlite => 1,
            Dialect::Postgres => 2,
        }
    }
}

/// Lets SQLite create the file, which it would otherwise not do.
fn with_create(url: &str) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}mode=rwc")
}

/// The settings of each connection to PostgreSQL, which cannot guess how few rows a statement reads, least of all before
/// it has counted those of an app: in the first minute of a database, and when an app is new.
/// Without them it gathers and sorts all rows of an app instead of reading an index in its order, and compiles
/// a statement to machine code for 30 ms that takes a fifth of one.
const FEW_ROWS: [&str; 2] = ["SET enable_bitmapscan = off", "SET jit = off"];

/// Configures the connections of a database, with this room for SQLite.
fn pool(dialect: Dialect, in_memory: bool, room: Room) -> AnyPoolOptions {
    let options = AnyPoolOptions::new().acquire_timeout(WAIT);
    match dialect {
        // Each connection to memory is a database of its own, which ends with the connection.
        Dialect::Sqlite if in_memory => options
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None),
        Dialect::Sqlite => options
            .max_connections(CONNECTIONS)
            // On a full or failing disk SQLite itself undoes a transaction. sqlx then takes it to go on for ever, and
            // no other could begin on that connection: it is closed, and another one opened.
            .before_acquire(|connection, _| {
                Box::pin(async move { Ok(!connection.is_in_transaction()) })
            })
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    // Deleted rows are overwritten, because they may be about somebody who was forgotten.
                    let settings = AssertSqlSafe(format!(
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -{};
                         PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;",
                        room.cache
                    ));
                    connection.execute(settings).await?;
                    Ok(())
                })
            }),
        Dialect::Postgres => options
            .max_connections(CONNECTIONS)
            // A question whether the connection still stands, before each use, would cost as much as most uses.
            .test_before_acquire(false)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    for setting in FEW_ROWS {
                        connection.execute(setting).await?;
                    }
                    Ok(())
                })
            })
            .before_acquire(|connection, meta| {
                Box::pin(async move { Ok(meta.idle_for < TRUSTED || connection.ping().await.is_ok()) })
            }),
    }
}

/// Writes arrays of one text each, for `e.value ->> 0`.
pub(super) fn singles<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let rows = items.into_iter().map(|item| vec![item.to_string()]);
    Value::from_iter(rows).to_string()
}
