//! All that happened in a run, line by line.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

use tokio::time::Instant;

/// The lines of a run, each with its time in milliseconds.
#[derive(Debug)]
pub(crate) struct Trace {
    began: Instant,
    lines: Mutex<Vec<String>>,
}

impl Trace {
    /// Begins a trace now.
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            lines: Mutex::default(),
        }
    }

    /// Adds a line.
    pub fn say(&self, who: &str, what: fmt::Arguments<'_>) {
        let at = self.began.elapsed().as_millis();
        let line = format!("{at:>9} {who:<8} {what}");
        self.lines.lock().unwrap().push(line);
    }

    /// Returns the lines.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

/// Returns a number by which traces are compared.
pub(crate) fn digest(lines: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    lines.hash(&mut hasher);
    hasher.finish()
}
