//! The policy of an environment: who may publish what there.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::canonical::Hash;
use crate::error::Error;

/// The most approvals that an environment may ask for.
const MOST_APPROVALS: u8 = 5;
/// The code of the warning about an experiment that changes within its phase.
pub const SAME_PHASE: &str = "same_phase";

/// The rights of a person in an app. Each role may do what the ones before it may, but `Support`, which sees customers and
/// their history alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks at customers and their history.
    Support,
    /// Reads and comments.
    Viewer,
    /// Makes drafts, reviews, and publishes where the policy lets editors.
    Editor,
    /// Publishes to production.
    Publisher,
    /// Decides about people and settings.
    Owner,
}

/// The policy of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The approvals that a publication needs.
    pub approvals: u8,
    /// The least role that publishes.
    pub publisher: Role,
    /// True if the authors' own approvals count.
    pub authors_approve: bool,
    /// True if warnings of the check must be ticked off.
    pub warnings_block: bool,
}

impl Default for Policy {
    /// Returns the policy of production: a publisher publishes, and warnings are ticked off.
    fn default() -> Self {
        Self {
            approvals: 0,
            publisher: Role::Publisher,
            authors_approve: false,
            warnings_block: true,
        }
    }
}

impl Policy {
    /// Returns the policy of a sandbox: editors publish, and nothing is asked.
    pub fn sandbox() -> Self {
        Self {
            publisher: Role::Editor,
            warnings_block: false,
            ..Self::default()
        }
    }

    /// Checks that the policy can be kept.
    ///
    /// # Errors
    /// `invalid_policy`.
    pub fn check(&self) -> Result<(), Error> {
        if self.approvals > MOST_APPROVALS || self.publisher < Role::Editor {
            let message = format!(
                "expected at most {MOST_APPROVALS} approvals, and an editor, publisher or owner to publish"
            );
            return Err(Error::new("invalid_policy", message));
        }
        Ok(())
    }

    /// Judges whether something may be published; lists everything that is missing.
    pub fn judge(&self, attempt: &Attempt<'_>) -> Vec<Missing> {
        let mut missing = Vec::new();
        if attempt.role < self.publisher {
            missing.push(Missing::Role {
                needed: self.publisher,
            });
        }
        if attempt.is_rollback {
            // It was published before: nobody waits for a second approval to take a fault back.
            return missing;
        }
        let counts = |review: &&Review| {
            review.manifest == attempt.manifest
                && (self.authors_approve || !attempt.authors.contains(&review.reviewer))
        };
        let reviews: Vec<&Review> = attempt.reviews.iter().filter(counts).collect();
        let people: BTreeSet<&String> = reviews
            .iter()
            .filter(|review| review.is_approval)
            .map(|review| &review.reviewer)
            .collect();
        let against = reviews.iter().find(|review| !review.is_approval);
        if let Some(review) = against.filter(|_| self.approvals > 0) {
            missing.push(Missing::Rejected {
                by: review.reviewer.clone(),
            });
        }
        if people.len() < usize::from(self.approvals) {
            let (needed, given) = (self.approvals, people.len());
            missing.push(Missing::Approvals { needed, given });
        }
        if self.warnings_block {
            let open = attempt.warnings.difference(attempt.ticked);
            missing.extend(open.map(|warning| Missing::Warning(warning.clone())));
        }
        missing
    }
}

/// A warning of the check, by which it is ticked off: its code, and the part that it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    /// The stable code.
    pub code: String,
    /// The JSON path in the document, with ids in place of positions.
    pub path: String,
}

/// A reviewer's verdict about a content. It names the content by its hash, so every edit makes it one about something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The hash of the content.
    pub manifest: Hash,
    /// The id of the reviewer.
    pub reviewer: String,
    /// True if the reviewer agrees.
    pub is_approval: bool,
}

/// An attempt to publish.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// The role of whoever publishes.
    pub role: Role,
    /// The hash of the content.
    pub manifest: Hash,
    /// The authors of what is new in it.
    pub authors: &'a BTreeSet<String>,
    /// The last verdict of each reviewer about each content.
    pub reviews: &'a [Review],
    /// The warnings of the check.
    pub warnings: &'a BTreeSet<Warning>,
    /// The warnings that were ticked off.
    pub ticked: &'a BTreeSet<Warning>,
    /// True if the content was live in this environment before.
    pub is_rollback: bool,
}

/// A thing that is missing for a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "missing", rename_all = "lowercase")]
pub enum Missing {
    /// A role that may publish.
    Role {
        /// The least one.
        needed: Role,
    },
    /// Approvals of this content.
    Approvals {
        /// The number that the policy asks for.
        needed: u8,
        /// The number that there are.
        given: usize,
    },
    /// The agreement of a reviewer who rejected the content.
    Rejected {
        /// The id of the reviewer.
        by: String,
    },
    /// A warning that nobody ticked off.
    Warning(Warning),
}

impl Missing {
    /// Writes what is missing as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Role { needed } => {
                let needed = serde_json::to_value(needed).unwrap_or_default();
                format!("Only a person with the role {needed} publishes here.")
            }
            Self::Approvals { needed, given } => {
                format!("{needed} people must approve this content, and {given} did.")
            }
            Self::Rejected { by } => format!("{by} rejected this content."),
            Self::Warning(Warning { code, path }) if code == SAME_PHASE => {
                format!(
                    "An experiment that runs is changed: raise its phase, or the numbers before and after are mixed. \
                     The warning {code} at {path} is not ticked off."
                )
            }
            Self::Warning(Warning { code, path }) => {
                format!("The warning {code} at {path} is not ticked off.")
            }
        }
    }
}
