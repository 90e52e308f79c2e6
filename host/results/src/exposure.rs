//! The first exposure of a customer to an experiment.

use paywall_ledger::Time;

use crate::arms::CROSSED;

/// The knowledge about a customer and a phase of an experiment: the first exposure, and whether another arm was met later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposure {
    /// The arm that was met first.
    pub arm: String,
    /// True if another one was met, too.
    pub crossed: bool,
    /// The time of the first exposure.
    pub at: Time,
    /// The app platform.
    pub platform: String,
    /// The country, two capitals; empty if it is not known.
    pub country: String,
    /// The rule that decided.
    pub rule: String,
    /// The paywall that was seen; empty for none.
    pub paywall: String,
    /// The hash of the paywall; empty if it is not known.
    pub revision: String,
}

impl Exposure {
    /// Joins what is known of two users who turn out to be one.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let crossed = self.crossed || other.crossed || self.arm != other.arm;
        let first = if other.at < self.at { other } else { self };
        Self { crossed, ..first }
    }

    /// Returns the arm that the customer counts for.
    pub(crate) fn counts_for(&self) -> &str {
        if self.crossed { CROSSED } else { &self.arm }
    }
}
