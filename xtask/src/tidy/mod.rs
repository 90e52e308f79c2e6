//! Tidy: what the compiler does not see but a reader relies on, checked against the code.
//!
//! Each check is a function that returns its findings, listed in [`CHECKS`]. To add one, write it in a file of its own
//! and add a row.

mod arrows;
mod compare;
mod crates;
mod docs;
mod graph;
mod map;
mod modules;
mod plain;
mod size;
mod uses;

use anyhow::{Result, bail};
use crates::Crate;

/// One problem that a check has found.
pub struct Finding {
    /// The place, as `file:line`, or the name of the thing it is about.
    pub place: String,
    /// The problem, and the way to mend it.
    pub message: String,
}

impl Finding {
    /// Makes a finding.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            message: message.into(),
        }
    }
}

/// A check of all crates of the workspace.
struct Check {
    name: &'static str,
    find: fn(&[Crate]) -> Result<Vec<Finding>>,
    /// Whether findings fail the run; otherwise they are only shown.
    fails: bool,
}

const CHECKS: [Check; 5] = [
    Check {
        name: "crates use the crates that ARCHITECTURE.md lists",
        find: arrows::between_crates,
        fails: true,
    },
    Check {
        name: "modules use the modules that ARCHITECTURE.md lists, without circles",
        find: arrows::between_modules,
        fails: true,
    },
    Check {
        name: "files of one circle are at most 5",
        find: arrows::between_files,
        fails: true,
    },
    Check {
        name: "files are short",
        find: size::files,
        fails: true,
    },
    Check {
        name: "docs are there and in plain English",
        find: docs::find,
        fails: false,
    },
];

/// Runs all checks and prints their findings.
///
/// # Errors
/// Fails when a check that must pass has findings.
pub fn run() -> Result<()> {
    let crates = crates::read()?;
    let mut failed = 0;
    for check in &CHECKS {
        let findings = (check.find)(&crates)?;
        let word = match (findings.is_empty(), check.fails) {
            (true, _) => "ok",
            (false, true) => "FAILED",
            (false, false) => "warning",
        };
        println!("{word:<8} {}", check.name);
        for Finding { place, message } in &findings {
            println!("         {place}: {message}");
        }
        failed += usize::from(check.fails && !findings.is_empty());
    }
    if failed > 0 {
        bail!("{failed} of {} checks failed", CHECKS.len());
    }
    Ok(())
}
