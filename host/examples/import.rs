//! A measurement of how fast customers are imported: a million rows of an export, in rows a second.
//!
//! `cargo run --release -p paywall-host --example import -- sqlite:/tmp/import.db [ROWS]`, or a `postgres://` URL.
//! The database should be empty and on the disk that will be used.
//!
//! The rows are made here, in the form of RevenueCat's export: two or three terms of a subscription for each customer,
//! in the order of time, so that those of one customer lie far from each other. They are read, and written into the
//! ledger, as `paywall import customers` does it.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for people, about time"
)]

use std::io::{self, BufReader, Read};
use std::time::Instant;

use paywall_host::customers::{Source, inputs, open};
use paywall_host::database::{Database, LedgerDatabase};
use paywall_host_testing::shop;
use paywall_ledger::{Arrival, Note, Time};

/// The allocator of `paywall`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The number of rows that are written together, as by `paywall import customers`.
const TOGETHER: usize = 2000;
/// The number of rows for so many customers.
const ROWS: u64 = 12;
const CUSTOMERS: u64 = 5;
/// The first line.
const HEADER: &str = "rc_original_app_user_id,rc_last_seen_app_user_id_alias,product_identifier,start_time,end_time,\
store,is_auto_renewable,original_store_transaction_id,store_transaction_id,updated_at\n";
/// A month in milliseconds, and the beginning of the first term.
const MONTH: i64 = 30 * 86_400_000;
const BEGIN: i64 = 1_700_000_000_000;

/// The text of an export, made while it is read.
struct Export {
    rows: u64,
    next: u64,
    line: Vec<u8>,
    at: usize,
}

impl Export {
    fn new(rows: u64) -> Self {
        Self {
            rows,
            next: 0,
            line: HEADER.into(),
            at: 0,
        }
    }

    /// Writes the next row.
    fn write_row(&mut self) {
        let customers = (self.rows * CUSTOMERS / ROWS).max(1);
        let (customer, term) = (self.next % customers, self.next / customers);
        // Neighbours in the file are no neighbours in the database.
        let customer = customer * 7_919 % customers;
        let starts = BEGIN + MONTH * i64::try_from(term).unwrap_or_default();
        let (starts, ends) = (Time::from_millis(starts), Time::from_millis(starts + MONTH));
        let id = 1_000_000_000 + customer;
        self.line = format!(
            "customer-{customer},customer-{customer},premium,{starts},{ends},app_store,true,{id},{id}.{term},{starts}\n"
        )
        .into_bytes();
        self.at = 0;
        self.next += 1;
    }
}

impl Read for Export {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() && self.next < self.rows {
            self.write_row();
        }
        let rest = self.line.get(self.at..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments
        .next()
        .ok_or("usage: import DATABASE-URL [ROWS]")?;
    let rows: u64 = arguments.next().map_or(Ok(1_000_000), |it| it.parse())?;
    let database = Database::open_to_fill(&url).await?;
    let ledger = LedgerDatabase::new(&database, shop::app());
    let begun = Instant::now();
    let app = ledger.app();
    let mut source = Source::new(&app);
    let file = || open("export.csv", BufReader::new(Export::new(rows)));
    file()?.learn(&mut source);
    println!("read once in {:.1} s", begun.elapsed().as_secs_f64());
    let (mut file, mut new, mut done) = (file()?, 0, 0);
    let mut is_last = false;
    while !is_last {
        let mut some = Vec::with_capacity(TOGETHER);
        while some.len() < TOGETHER && !is_last {
            match file.next(&source) {
                Some(row) => some.push(row.map_err(|it| it.reason.into_owned())?),
                None => is_last = true,
            }
        }
        done += some.len();
        let arrivals = ledger
            .accept_all(inputs(some, shop::NOW, &Note::default()))
            .await?;
        new += arrivals
            .iter()
            .filter(|it| matches!(it, Arrival::New(_)))
            .count();
        if done % (50 * TOGETHER) == 0 || is_last {
            let seconds = begun.elapsed().as_secs_f64();
            println!(
                "{done} rows, {new} inputs: {:.0} rows/s",
                done as f64 / seconds
            );
        }
    }
    database.close().await;
    Ok(())
}
