//! The outcome of a decision: a paywall by a rule, or nothing with its reason.

use serde::Serialize;

use super::tally::Answer;

/// The outcome of a decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Outcome {
    /// A paywall is shown.
    Shown {
        /// The id of the rule.
        rule: String,
        /// The id of the segment.
        segment: String,
        /// The id of the paywall.
        paywall: String,
    },
    /// Nothing is shown, on purpose.
    HeldOut {
        /// The id of the holdout.
        holdout: String,
        /// The id of the rule.
        rule: String,
    },
    /// Nothing is shown, for want of a rule or a paywall.
    Nothing {
        /// The error's code.
        code: String,
    },
}

impl Outcome {
    /// Reads the outcome of an answer.
    pub(super) fn of(answer: &Answer<'_>) -> Self {
        let decision = answer.ok.as_ref().and_then(|ok| ok.decision.as_ref());
        let Some(decision) = decision else {
            let error = answer.error.as_ref();
            let code = error.map_or("nothing", |error| &*error.code).to_owned();
            return Self::Nothing { code };
        };
        let rule = decision.rule.to_string();
        match &decision.held_out {
            Some(holdout) => Self::HeldOut {
                holdout: holdout.to_string(),
                rule,
            },
            None => Self::Shown {
                rule,
                segment: decision.segment.to_string(),
                paywall: decision.paywall.as_deref().unwrap_or_default().to_owned(),
            },
        }
    }
}
