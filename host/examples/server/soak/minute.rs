//! A reading every minute, as a line.

use std::fs;
use std::time::Instant;

use super::callers::{Callers, Made};
use crate::Outcome;
use crate::host::{Host, Waiting};
use crate::place::Database;
use crate::times::Times;

pub const MEGABYTE: f64 = 1_048_576.0;

/// The counts and times of a minute's calls, and what the host took at its end.
pub struct Minute {
    pub made: Made,
    pub rate: f64,
    pub memory: f64,
    pub files: f64,
    pub connections: f64,
    pub waiting: Waiting,
    pub database: f64,
    /// The share of one processor that the host took.
    pub processor: f64,
    /// The machine's load, which others make as well.
    pub load: String,
}

impl Minute {
    /// Returns the times of all calls.
    pub fn all(&self) -> Times {
        let mut all = Times::default();
        self.made.times.values().for_each(|it| all.join(it));
        all
    }
}

pub struct Minutes<'a> {
    host: &'a Host,
    database: &'a Database,
    since: Instant,
    processor: f64,
    pub read: Vec<Minute>,
}

impl<'a> Minutes<'a> {
    pub fn new(host: &'a Host, database: &'a Database) -> Self {
        Self {
            host,
            database,
            since: Instant::now(),
            processor: host.processor(),
            read: Vec::new(),
        }
    }

    /// Reads, and prints the line.
    pub async fn read(&mut self, callers: &Callers) -> Outcome<()> {
        let (made, host) = (callers.take(), self.host);
        let span = self.since.elapsed().as_secs_f64();
        let processor = host.processor();
        let (files, connections) = host.files();
        let count: usize = made.times.values().map(Times::count).sum();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let minute = Minute {
            rate: count as f64 / span,
            memory: host.memory() as f64 / MEGABYTE,
            files: files as f64,
            connections: connections as f64,
            waiting: host.waiting().await?,
            database: self.database.bytes() as f64 / MEGABYTE,
            processor: (processor - self.processor) / span,
            load: load.split(' ').next().unwrap_or("?").to_owned(),
            made,
        };
        (self.since, self.processor) = (Instant::now(), processor);
        self.read.push(minute);
        self.tell();
        Ok(())
    }

    fn tell(&mut self) {
        let number = self.read.len();
        let Some(minute) = self.read.last_mut() else {
            return;
        };
        let waiting = &minute.waiting;
        println!(
            "{number:>4} | {:.1}/s, {} failed, load {}, processor {:.0} % | {:.1} MB, {} files, {} connections | \
             inbox {} ({:.0} s), outbox {} ({:.0} s), not understood {} | database {:.1} MB | all {} ms",
            minute.rate,
            minute.made.failed,
            minute.load,
            100.0 * minute.processor,
            minute.memory,
            minute.files,
            minute.connections,
            waiting.inbox,
            waiting.oldest_message,
            waiting.outbox,
            waiting.oldest_event,
            waiting.not_understood,
            minute.database,
            minute.all().told(),
        );
        let kinds = minute.made.times.iter_mut();
        let kinds: Vec<_> = kinds
            .map(|(kind, times)| format!("{} {}", kind.name(), times.told()))
            .collect();
        println!("     | median/p99 in ms: {}", kinds.join(", "));
        for words in &minute.made.words {
            println!("     | failed: {words}");
        }
    }
}
