//! Checks that maps and pages say what the code says: `cargo xtask tidy`, and the first section of `cargo xtask test`.
//!
//! A check is a function that returns its findings, each as `place: what is wrong`. To add one, write it in a file of
//! its own and add a row to [`CHECKS`].

mod arrows;
mod codes;
mod commands;
mod compare;
mod crates;
mod docs;
mod graph;
mod links;
mod map;
mod modules;
mod packages;
mod pages;
mod plain;
mod size;
mod uses;

use std::fmt::Display;

use anyhow::{Result, bail};

use crates::Crate;
use pages::Page;

/// The crates and the pages of the project.
struct Project {
    crates: Vec<Crate>,
    pages: Vec<Page>,
}

/// A check of the project.
struct Check {
    name: &'static str,
    find: fn(&Project) -> Result<Vec<String>>,
    /// True if findings fail the run; otherwise they are only shown.
    fails: bool,
}

const CHECKS: [Check; 9] = [
    Check {
        name: "crates use the crates that ARCHITECTURE.md lists",
        find: |project| arrows::between_crates(&project.crates),
        fails: true,
    },
    Check {
        name: "modules use the modules that ARCHITECTURE.md lists, without circles",
        find: |project| arrows::between_modules(&project.crates),
        fails: true,
    },
    Check {
        name: "files of one circle are at most 5",
        find: |project| arrows::between_files(&project.crates),
        fails: true,
    },
    Check {
        name: "crates compile as few packages as they promise",
        find: |_| packages::check(),
        fails: true,
    },
    Check {
        name: "files are short",
        find: |project| size::files(&project.crates),
        fails: true,
    },
    Check {
        name: "docs are there and in plain English",
        find: |project| docs::find(&project.crates),
        fails: true,
    },
    Check {
        name: "links and paths in pages lead somewhere",
        find: |project| Ok(links::check(&project.pages)),
        fails: true,
    },
    Check {
        name: "commands in pages are there",
        find: |project| commands::check(&project.pages),
        fails: true,
    },
    Check {
        name: "codes in pages are those of the code",
        find: |project| codes::check(&project.pages),
        fails: true,
    },
];

/// Runs every check and prints its findings. Fails if a check that must pass has any.
pub fn check() -> Result<()> {
    let project = Project {
        crates: crates::read()?,
        pages: Page::all()?,
    };
    let mut failed = 0;
    for check in &CHECKS {
        let findings = (check.find)(&project)?;
        let word = match (findings.is_empty(), check.fails) {
            (true, _) => "ok",
            (false, true) => "FAILED",
            (false, false) => "warning",
        };
        println!("{word:<8} {}", check.name);
        for finding in &findings {
            println!("         {finding}");
        }
        failed += usize::from(check.fails && !findings.is_empty());
    }
    if failed > 0 {
        bail!("{failed} of {} checks failed", CHECKS.len());
    }
    Ok(())
}

/// Makes a finding.
fn finding(place: impl Display, message: impl Display) -> String {
    format!("{place}: {message}")
}
