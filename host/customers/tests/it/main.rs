//! Tests of exports as they are read, row by row.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod accounts;
mod plain;
mod revenuecat;

use paywall_customers::{Entry, LeftOut, Source, open};
use paywall_host_testing::shop::app;

/// Reads a file that other files say more about, with an app that sells `premium` in every store.
fn read(text: &str, others: &[&str]) -> Vec<Result<Entry, LeftOut>> {
    let app = app();
    let mut source = Source::new(&app);
    for other in others.iter().chain([&text]) {
        open("other.csv", other.as_bytes())
            .unwrap()
            .learn(&mut source);
    }
    let mut file = open("file.csv", text.as_bytes()).unwrap();
    let mut all = Vec::new();
    while let Some(row) = file.next(&source) {
        all.push(row);
    }
    all
}

/// Returns the codes of the rows that are left out, each with its line.
fn left_out(rows: &[Result<Entry, LeftOut>]) -> Vec<(u64, &'static str)> {
    let left = rows.iter().filter_map(|it| it.as_ref().err());
    left.map(|it| (it.line, it.code)).collect()
}
