//! The disk that all machines share, with the database's file.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{ConnectOptions, Error, SqliteConnection};
use sqlx_core::any::AnyConnectionBackend;

use super::blocking::{wait, wait_for_all};
use super::sql;

/// The statements that make SQLite keep records as they were first written.
const KEEP_RECORDS: &str = "CREATE TABLE erased (position INTEGER PRIMARY KEY, record TEXT NOT NULL);
     CREATE TRIGGER erased AFTER UPDATE ON log WHEN OLD.position NOT IN (SELECT position FROM erased)
     BEGIN INSERT INTO erased (position, record) VALUES (OLD.position, OLD.record); END;";

/// The disk with the database's file. Connections stay open for the next process.
#[derive(Debug)]
pub(crate) struct Disk {
    file: PathBuf,
    full: AtomicBool,
    idle: Mutex<Vec<SqliteConnection>>,
    /// The connection of those who look at the database past all hosts.
    reader: Mutex<SqliteConnection>,
}

impl Drop for Disk {
    fn drop(&mut self) {
        for rest in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{rest}", self.file.display()));
        }
    }
}

impl Disk {
    /// Makes the disk that holds a file.
    pub fn new(file: &Path) -> Self {
        Self {
            reader: Mutex::new(connect(file).unwrap()),
            file: file.to_owned(),
            full: AtomicBool::new(false),
            idle: Mutex::default(),
        }
    }

    /// Deletes all rows.
    pub fn clear(&self) {
        self.fill(false);
        sql::clear(&mut self.reader.lock().unwrap());
    }

    /// Asks for rows.
    pub fn rows(&self, sql: &'static str) -> Vec<SqliteRow> {
        sql::rows(&mut self.reader.lock().unwrap(), sql)
    }

    /// Asks for the texts of a column.
    pub fn texts(&self, sql: &'static str) -> Vec<String> {
        sql::texts(&mut self.reader.lock().unwrap(), sql)
    }

    /// Keeps each record of the log as it was first written, whoever rewrites it.
    pub fn keep_records(&self) {
        sql::run(&mut self.reader.lock().unwrap(), KEEP_RECORDS);
    }

    /// Lists all rows of the host's tables but the log, with the names of their tables.
    pub fn everything(&self) -> Vec<(String, String)> {
        sql::everything(&mut self.reader.lock().unwrap())
    }

    /// Lets the disk be full from now on, or have room again.
    pub fn fill(&self, full: bool) {
        self.full.store(full, Ordering::Relaxed);
    }

    /// Returns true if it is full.
    pub fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Opens a connection.
    pub fn open(&self) -> Result<Real, Error> {
        if let Some(connection) = self.idle.lock().unwrap().pop() {
            return Ok(Real {
                connection,
                limited: false,
            });
        }
        let connection = connect(&self.file)?;
        Ok(Real {
            connection,
            limited: false,
        })
    }

    /// Takes a connection back, as the system does when its process ends: what it had begun is undone.
    pub fn take_back(&self, mut real: Real) {
        let undone = match real.connection.is_in_transaction() {
            true => wait(AnyConnectionBackend::rollback(&mut real.connection)),
            false => Ok(()),
        };
        // SQLite undid it by itself, and sqlx takes it to go on: nobody can use this connection any more.
        if undone.is_err() {
            return;
        }
        real.limit(false);
        self.idle.lock().unwrap().push(real.connection);
    }
}

/// Opens a connection to a file.
fn connect(file: &Path) -> Result<SqliteConnection, Error> {
    // Nobody else goes on while SQLite waits for a lock, so the waiting is done outside of it.
    let options = SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(Duration::ZERO)
        .disable_statement_logging();
    wait(options.connect())
}

/// A connection to SQLite as it really is.
#[derive(Debug)]
pub(crate) struct Real {
    pub connection: SqliteConnection,
    limited: bool,
}

impl Real {
    /// Keeps the file from growing, or lets it grow again.
    pub fn limit(&mut self, limited: bool) {
        if self.limited != limited {
            let pages = if limited { 1 } else { i64::from(i32::MAX) };
            // SQLite takes the present number of pages in place of a smaller one.
            let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
            let pragma = sqlx::SqlSafeStr::into_sql_str(pragma);
            let done = self.connection.fetch_many(pragma, false, None);
            for one in wait_for_all(done) {
                one.unwrap();
            }
            self.limited = limited;
        }
    }
}
