//! The log of events in the host, one line of JSON each, for its operators.
//! It repeats nothing of what calls and messages say, and no identifier of a device or a user.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};

use paywall_ledger::Clock;

/// The amount that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// No lines at all.
    Off,
    /// Failures that the operator, a store or a receiver must set right.
    #[default]
    Errors,
    /// Failures and, beyond them, every call.
    Calls,
}

/// A writer of lines to standard error. Cheap to clone.
#[derive(Clone)]
pub struct Log {
    level: Level,
    clock: Clock,
    /// The numbers of failures, by what they are.
    failures: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl Log {
    /// Makes a log of this level.
    pub fn new(level: Level, clock: &Clock) -> Self {
        let clock = Arc::clone(clock);
        Self {
            level,
            clock,
            failures: Arc::default(),
        }
    }

    /// Writes a failure. `fields` is a JSON object.
    pub fn error(&self, what: &str, fields: &Value) {
        self.count(what);
        self.write(Level::Errors, what, fields);
    }

    /// Counts what is no failure of the host's, and writes nothing: it may come with any call.
    pub fn count(&self, what: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        *failures.entry(what.to_owned()).or_default() += 1;
    }

    /// Returns the numbers of failures so far, written or not, by what they are.
    pub fn failures(&self) -> BTreeMap<String, u64> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.clone()
    }

    /// Writes that a call was answered. `fields` is a JSON object.
    pub fn call(&self, fields: &Value) {
        self.write(Level::Calls, "call", fields);
    }

    /// Writes a line, if the level of the log includes it.
    fn write(&self, level: Level, what: &str, fields: &Value) {
        if level > self.level {
            return;
        }
        let mut line = json!({"at": (self.clock)().to_string(), "what": what});
        if let (Some(line), Some(fields)) = (line.as_object_mut(), fields.as_object()) {
            line.extend(fields.clone());
        }
        // If standard error is closed, there is nobody left to tell.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}
