//! What came of a scenario: for programs as JSON, for people as text.

use std::fmt;

use serde::Serialize;

use paywall_ledger::Time;

/// What came of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The steps, in order. Expectations are not among them.
    pub steps: Vec<Played>,
    /// The expectations that do not hold.
    pub failures: Vec<String>,
    /// How many expectations hold.
    pub held: usize,
}

/// What came of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Played {
    /// Its number in the file, from 1.
    pub step: usize,
    /// When.
    pub at: Time,
    /// What was done.
    pub what: String,
    /// The file's remark.
    pub note: Option<String>,
    /// The changes of owners, announced or not.
    pub moves: Vec<Moved>,
    /// Other things worth a line: refusals, merges.
    pub remarks: Vec<String>,
    /// The events for the outside, except transfers.
    pub events: Vec<String>,
    /// Who has what now.
    pub users: Vec<UserRow>,
}

/// A change of owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The purchase.
    pub purchase: String,
    /// Who owned it.
    pub from: String,
    /// Who owns it.
    pub to: String,
    /// Why, in one word.
    pub cause: String,
    /// Why, as a sentence.
    pub why: String,
    /// Whether the outside hears of it.
    pub announced: bool,
}

/// One user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserRow {
    /// `U:` and the account; `A` and a number for an anonymous user who came with a device; `N` for one who did not.
    pub user: String,
    /// Their devices.
    pub devices: Vec<String>,
    /// Their purchases, each with its phase.
    pub owns: Vec<String>,
    /// What they may use, each with its end.
    pub entitlements: Vec<String>,
    /// The journey flags that are set.
    pub journey: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            step.fmt(out)?;
        }
        for failure in &self.failures {
            writeln!(out, "NOT AS EXPECTED: {failure}")?;
        }
        if self.failures.is_empty() && self.held > 0 {
            writeln!(out, "as expected ({} checks)", self.held)?;
        }
        Ok(())
    }
}

impl fmt::Display for Played {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}. {}  [{}]", self.step, self.what, self.at)?;
        if let Some(note) = &self.note {
            writeln!(out, "   # {note}")?;
        }
        for it in &self.moves {
            writeln!(out, "   {it}")?;
        }
        for it in self.remarks.iter().chain(&self.events) {
            writeln!(out, "   {it}")?;
        }
        for user in &self.users {
            writeln!(out, "     {user}")?;
        }
        writeln!(out)
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.announced {
            "transferred"
        } else {
            "moved silently"
        };
        write!(out, "{word} {}", self.arrow())
    }
}

impl Moved {
    /// `C: A1 -> U:e1 (login)`.
    pub fn arrow(&self) -> String {
        let Self {
            purchase,
            from,
            to,
            cause,
            ..
        } = self;
        format!("{purchase}: {from} -> {to} ({cause})")
    }
}

impl fmt::Display for UserRow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |items: &[String], none: &str| match items {
            [] => none.to_owned(),
            items => items.join(", "),
        };
        write!(
            out,
            "{:<6} on {:<8} owns {}",
            self.user,
            list(&self.devices, "-"),
            list(&self.owns, "-")
        )?;
        if !self.entitlements.is_empty() {
            write!(out, "; may use {}", self.entitlements.join(", "))?;
        }
        if !self.journey.is_empty() {
            write!(out, "; {}", self.journey.join(", "))?;
        }
        Ok(())
    }
}
