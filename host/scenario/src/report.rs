//! The result of a scenario: as JSON for programs, as text for people.

use std::fmt;

use serde::Serialize;

use paywall_ledger::Time;

/// The result of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The steps, in order. Expectations are not among them.
    pub steps: Vec<Played>,
    /// A sentence for each expectation that does not hold.
    pub failures: Vec<String>,
    /// The number of expectations that hold.
    pub held: usize,
}

/// The result of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Played {
    /// The number of the step in the file, from 1.
    pub step: usize,
    /// The time to which the made-up clock had come.
    pub at: Time,
    /// The step put into words.
    pub what: String,
    /// The same as a sentence for those who help customers.
    pub told: String,
    /// The remark in the file.
    pub note: Option<String>,
    /// The changes of owners, announced or not.
    pub moves: Vec<Moved>,
    /// Other things worth a line: refusals, merges.
    pub remarks: Vec<String>,
    /// The events for the outside, except transfers.
    pub events: Vec<String>,
    /// Every user with everything they have after the step.
    pub users: Vec<UserRow>,
}

/// A change of owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The name of the purchase in the file.
    pub purchase: String,
    /// The name of the owner before.
    pub from: String,
    /// The name of the owner after.
    pub to: String,
    /// The cause in one word.
    pub cause: String,
    /// The cause as a sentence.
    pub why: String,
    /// True if the outside hears of it.
    pub announced: bool,
}

/// A user's state after a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserRow {
    /// The name: `U:` and the account; `A` and a number for an anonymous
    /// user who came with a device; `N` for one without.
    pub user: String,
    /// The ids of the user's devices.
    pub devices: Vec<String>,
    /// The names of the user's purchases, each with its phase.
    pub owns: Vec<String>,
    /// The user's entitlements, each with its end.
    pub entitlements: Vec<String>,
    /// The names of the journey flags that are set.
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
    /// Writes the change in one line: `C: A1 -> U:e1 (login)`.
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
