//! Experiments as documents declare them, kept beside the sums: a document may be another one by the time of the results.

use serde::{Deserialize, Serialize};

use crate::arms;

/// An experiment in one of its phases.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Experiment {
    /// The key by which documents name the experiment.
    pub experiment: String,
    /// The phase, which results keep apart.
    pub phase: i64,
    /// The id of the rule.
    pub rule: String,
    /// The name of the rule, for people.
    pub name: String,
    /// The variants in the order of the document, each with its part of those who are not held out. Of one whose parts no
    /// document says in numbers, all are 0.
    pub variants: Vec<Share>,
    /// The holdout, with its part of all.
    pub holdout: Option<Share>,
    /// The number of people, set before the first of them came, at which the experiment is decided.
    pub horizon: Option<i64>,
}

/// A part of the people.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The id of the variant or the holdout.
    pub id: String,
    /// The name for people: that of the variant, or of its paywall. Empty where the document has neither.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The part, from 0 to 1.
    pub share: f64,
}

impl Experiment {
    /// Names an arm for a heading.
    pub(crate) fn title(&self, arm: &str) -> String {
        let variant = self.variants.iter().find(|it| arms::variant(&it.id) == arm);
        match variant.filter(|it| !it.name.is_empty()) {
            Some(variant) => variant.name.clone(),
            None => arms::title(arm),
        }
    }

    /// Lists the arms with the part of all people that each is declared to have.
    pub(crate) fn arms(&self) -> Vec<(String, f64)> {
        let held_out = self.holdout.as_ref().map_or(0.0, |it| it.share);
        let variants = self.variants.iter();
        let variants = variants.map(|it| (arms::variant(&it.id), it.share * (1.0 - held_out)));
        let holdout = self.holdout.iter();
        let holdout = holdout.map(|it| (arms::holdout(&it.id), it.share));
        variants.chain(holdout).collect()
    }
}
