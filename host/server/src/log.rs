//! What happens in the host, a line of JSON each, for those who run it: nothing of what calls and messages say, no
//! identifier of a device or a user.

use std::io::Write;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use paywall_ledger::Clock;

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing.
    Off,
    /// What failed, and is the host's, a store's or a receiver's to set right.
    #[default]
    Errors,
    /// Every call, too.
    Calls,
}

/// Writes lines to standard error. Cheap to clone.
#[derive(Clone)]
pub struct Log {
    level: Level,
    clock: Clock,
}

impl Log {
    /// A log of this level.
    pub fn new(level: Level, clock: &Clock) -> Self {
        let clock = Arc::clone(clock);
        Self { level, clock }
    }

    /// Writes what failed. `fields` is a JSON object.
    pub fn error(&self, what: &str, fields: &Value) {
        self.write(Level::Errors, what, fields);
    }

    /// Writes that a call was answered. `fields` is a JSON object.
    pub fn call(&self, fields: &Value) {
        self.write(Level::Calls, "call", fields);
    }

    fn write(&self, level: Level, what: &str, fields: &Value) {
        if level > self.level {
            return;
        }
        let mut line = json!({"at": (self.clock)().to_string(), "what": what});
        if let (Some(line), Some(fields)) = (line.as_object_mut(), fields.as_object()) {
            line.extend(fields.clone());
        }
        // Nobody can be told that nobody listens.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}
