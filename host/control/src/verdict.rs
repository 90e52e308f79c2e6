//! The verdict of the gate about a content: what an engine and the check found in it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::policy::Warning;

/// The most faults that a verdict lists.
pub const MOST_FAULTS: usize = 200;

/// The verdict of an engine about a content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The reasons why it may not be published; none where it may.
    pub faults: Vec<Fault>,
    /// The warnings, which an environment may want to have ticked off, by their codes and places.
    pub warnings: Vec<Note>,
}

/// A warning with what it says to people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// The warning by which it is ticked off.
    #[serde(flatten)]
    pub warning: Warning,
    /// A sentence for people. Verdicts of older versions have none.
    #[serde(default)]
    pub message: String,
}

/// A reason why a content may not be published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    /// The stable code.
    pub code: String,
    /// The place in the document, with ids in place of positions.
    pub path: String,
    /// A sentence for people.
    pub message: String,
}

impl Verdict {
    /// Returns the warnings without their sentences.
    pub fn warnings(&self) -> BTreeSet<Warning> {
        let warnings = self.warnings.iter().map(|note| note.warning.clone());
        warnings.collect()
    }

    /// Returns true if the content may be published, as far as the engine is concerned.
    pub fn is_good(&self) -> bool {
        self.faults.is_empty()
    }
}
