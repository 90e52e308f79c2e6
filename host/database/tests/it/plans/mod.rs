//! Tests of what the database does to answer: nothing that a request, a worker or
//! the clock asks for may walk through the rows of other customers.
//!
//! Each test starts this program anew, because statements and plans are read from its log, which all tests share.

mod drive;
mod fill;
mod postgres;
mod sqlite;

use std::process::Command;
use std::sync::Mutex;

use paywall_host_testing::needs;

use crate::databases::{Place, postgres_database, sqlite_file};

/// The lines of the log: statements, and PostgreSQL's notices.
static LINES: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// A log that keeps what the tests look at: targets and texts.
struct Kept;

impl log::Log for Kept {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target().starts_with("sqlx::")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = (record.target().to_owned(), record.args().to_string());
            LINES.lock().unwrap().push(line);
        }
    }

    fn flush(&self) {}
}

/// Begins to keep the log.
fn listen() {
    log::set_logger(&Kept).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
}

/// Takes the texts that were logged under a target.
fn heard(target: &str) -> Vec<String> {
    let lines = std::mem::take(&mut *LINES.lock().unwrap());
    let of_target = lines.into_iter().filter(|(of, _)| of == target);
    of_target.map(|(_, text)| text).collect()
}

/// Runs one of the ignored tests here in a program of its own.
fn alone(test: &str, place: &Place) {
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("PLANS_URL", &place.url)
        .output()
        .unwrap();
    let (out, error) = (
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{out}\n{error}");
}

#[test]
fn sqlite_looks_up_and_never_walks() {
    alone("plans::sqlite::every_statement", &sqlite_file());
}

#[needs(postgres)]
#[test]
fn postgres_looks_up_and_never_walks() {
    alone(
        "plans::postgres::every_statement",
        &postgres_database().unwrap(),
    );
}

#[needs(postgres)]
#[test]
fn postgres_looks_up_before_it_has_counted() {
    alone(
        "plans::postgres::every_statement_uncounted",
        &postgres_database().unwrap(),
    );
}

#[needs(postgres)]
#[test]
fn postgres_looks_up_between_vacuum_and_count() {
    alone(
        "plans::postgres::every_statement_vacuumed",
        &postgres_database().unwrap(),
    );
}
