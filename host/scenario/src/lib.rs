//! Scenarios: lists of things that happen, with the owners of
//! everything after each. `docs/ledger.md` has the file format.
//!
//! A scenario runs the ledger itself, with made-up purchases and a made-up clock.
//! Support and tests use the same files: to see how the platform's rules treat a case, and to say how they must.

mod describe;
mod expect;
mod file;
mod names;
mod purchase;
mod report;
mod run;
mod shipped;
mod shop;
mod told;

pub use report::{Moved, Played, Report, UserRow};
pub use shipped::{shipped, shipped_names};
pub use told::questions;

use serde_json::{Map, Value};

use paywall_ledger::{App, Input, Record, Refused};

/// The reason why a scenario cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is not a JSON list of steps.
    #[error("not a list of steps: {0}")]
    File(#[from] serde_json::Error),
    /// A step has an unknown action, or fields that do not fit it.
    #[error("step {step}: {source}")]
    Step {
        /// The number of the step, from 1.
        step: usize,
        /// The reason that the parser gives.
        source: serde_json::Error,
    },
    /// A step names something that no earlier step made.
    #[error("step {step}: no {what} named {name}")]
    Unknown {
        /// The number of the step, from 1.
        step: usize,
        /// The kind of thing: `purchase` or `user`.
        what: &'static str,
        /// The name that is not known.
        name: String,
    },
    /// A step gives a time or a span that cannot be read.
    #[error(
        "step {step}: {text} is neither a time (2026-01-31T00:00:00Z) nor a span (90s, 5m, -2h, 30d)"
    )]
    Time {
        /// The number of the step, from 1.
        step: usize,
        /// The text as the file gives it.
        text: String,
    },
    /// A step asks the ledger for something that is not there.
    #[error("step {step}: {source}")]
    Refused {
        /// The number of the step, from 1.
        step: usize,
        /// The reason that the ledger gives.
        source: Refused,
    },
    /// A step carries a store's message that cannot be read.
    #[error("step {step}: {source}")]
    Message {
        /// The number of the step, from 1.
        step: usize,
        /// The reason that the reader gives.
        source: paywall_stores::Unreadable,
    },
}

/// One input that a scenario gives to the ledger, and the record that the ledger makes of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The app, with the policy that applied at that moment.
    pub app: App,
    /// The input, under a key made from the number of its step.
    pub input: Input,
    /// The ledger's record. None if the key was accepted before.
    pub record: Option<Record>,
}

/// Plays the scenario in a JSON text.
///
/// # Errors
/// Fails if the text is not a scenario, or if a step speaks of something that is not there.
/// Expectations that do not hold are no errors: [`Report::failures`] lists them.
pub fn play(text: &str) -> Result<Report, Error> {
    Ok(run::play(&read(text)?)?.0)
}

/// Plays a scenario and returns every input with its record, for callers that keep a ledger elsewhere.
///
/// # Errors
/// Fails in the same cases as [`play`].
pub fn exchanges(text: &str) -> Result<Vec<Exchange>, Error> {
    Ok(run::play(&read(text)?)?.1)
}

/// Reads the steps of a JSON text.
fn read(text: &str) -> Result<Vec<file::Step>, Error> {
    let steps: Vec<Map<String, Value>> = serde_json::from_str(text)?;
    let read = |(at, json)| {
        file::Step::read(json).map_err(|source| Error::Step {
            step: at + 1,
            source,
        })
    };
    steps.into_iter().enumerate().map(read).collect()
}
