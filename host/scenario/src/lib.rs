//! Scenarios: a list of things that happen, and who owns what after each. `docs/ledger.md` has the file format.
//!
//! A scenario runs the ledger itself, with made-up purchases and a made-up clock. Support and tests use the same
//! files: to see what the platform's rules do to a case, and to say what they must do.

mod describe;
mod expect;
mod file;
mod names;
mod purchase;
mod report;
mod run;
mod shipped;
mod shop;

pub use report::{Moved, Played, Report, UserRow};
pub use shipped::{shipped, shipped_names};

use serde_json::{Map, Value};

use paywall_ledger::{App, Input, Record, Refused};

/// Why a scenario cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is not a JSON list of steps.
    #[error("not a list of steps: {0}")]
    File(#[from] serde_json::Error),
    /// A step cannot be read.
    #[error("step {step}: {source}")]
    Step {
        /// The step, from 1.
        step: usize,
        /// What was wrong with it.
        source: serde_json::Error,
    },
    /// A step names something that no step before it made.
    #[error("step {step}: no {what} named {name}")]
    Unknown {
        /// The step, from 1.
        step: usize,
        /// `purchase`, `user`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A step gives a time or a span that cannot be read.
    #[error(
        "step {step}: {text} is no time (2026-01-31T00:00:00Z) and no span (90s, 5m, -2h, 30d)"
    )]
    Time {
        /// The step, from 1.
        step: usize,
        /// What it gives.
        text: String,
    },
    /// A step asks the ledger for something that is not there.
    #[error("step {step}: {source}")]
    Refused {
        /// The step, from 1.
        step: usize,
        /// What the ledger said.
        source: Refused,
    },
    /// A step carries a store's message that cannot be read.
    #[error("step {step}: {source}")]
    Message {
        /// The step, from 1.
        step: usize,
        /// What was wrong with it.
        source: paywall_stores::notification::Unreadable,
    },
}

/// One thing that a scenario gives to the ledger, and what the ledger makes of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The app, with its policy of that moment.
    pub app: App,
    /// What goes in.
    pub input: Input,
    /// What comes out; none when the key was accepted before.
    pub record: Option<Record>,
}

/// Plays the scenario in a JSON text.
///
/// # Errors
/// When the text is not a scenario, or a step speaks of something that is not there. Expectations that do not hold
/// are no errors: [`Report::failures`] lists them.
pub fn play(text: &str) -> Result<Report, Error> {
    Ok(run::play(&read(text)?)?.0)
}

/// All that a scenario gives to the ledger, for those who keep ledgers elsewhere.
///
/// # Errors
/// As [`play`].
pub fn exchanges(text: &str) -> Result<Vec<Exchange>, Error> {
    Ok(run::play(&read(text)?)?.1)
}

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
