//! Counts of decisions in the making; those of several threads are added up.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Placement;
use super::outcome::Outcome;

/// The fields of a decision that are counted.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Decision<'a> {
    #[serde(borrow)]
    pub(super) rule: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) segment: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) paywall: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) experiment: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) held_out: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) sticky: bool,
    #[serde(default)]
    pub(super) forced: bool,
}

/// An answer of `decide`, as far as it is counted.
#[derive(Debug, Deserialize)]
pub(super) struct Answer<'a> {
    #[serde(borrow)]
    pub(super) ok: Option<Decided<'a>>,
    #[serde(borrow)]
    pub(super) error: Option<Refused<'a>>,
}

/// A good answer of `decide`.
#[derive(Debug, Deserialize)]
pub(super) struct Decided<'a> {
    #[serde(borrow)]
    pub(super) decision: Option<Decision<'a>>,
}

/// An error that the module answered with.
#[derive(Debug, Deserialize)]
pub(super) struct Refused<'a> {
    #[serde(borrow)]
    pub(super) code: Cow<'a, str>,
}

/// Counts by a name. The names are few; the map is read once per decision.
pub(super) type Counts<K> = BTreeMap<K, u64>;

/// The arm of an experiment that a person is in: the experiment's key, and the segment.
pub(super) type Arm = (String, String);

/// All counts of a simulation, or of one of its threads.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) decisions: u64,
    /// The number of people without an id to draw by.
    pub(super) without_id: u64,
    /// The decisions by placement and outcome.
    pub(super) outcomes: Counts<(Placement, Outcome)>,
    /// The decisions that come out otherwise by another document, by placement, its outcome, and the outcome now.
    pub(super) moves: Counts<(Placement, Outcome, Outcome)>,
    /// The rules by which the other document shows something.
    pub(super) before: BTreeSet<String>,
    /// The people drawn now, by rule, form factor and segment.
    pub(super) drawn: Counts<(String, String, String)>,
    /// The people by experiment.
    pub(super) experiments: Counts<String>,
    /// The people who are in two experiments, by the arms of both.
    pub(super) both: Counts<(Arm, Arm)>,
}

impl Tally {
    /// Counts a decision by its outcome.
    pub(super) fn add(&mut self, placement: &Placement, form_factor: &str, answer: &Answer<'_>) {
        self.decisions += 1;
        let outcome = Outcome::of(answer);
        let decision = answer.ok.as_ref().and_then(|ok| ok.decision.as_ref());
        let is_drawn = decision.is_some_and(|decision| !decision.sticky && !decision.forced);
        if let (Outcome::Shown { rule, segment, .. }, true) = (&outcome, is_drawn) {
            let drawn = (rule.clone(), form_factor.to_owned(), segment.clone());
            count(&mut self.drawn, drawn);
        }
        count(&mut self.outcomes, (placement.clone(), outcome));
    }

    /// Counts what the same person gets by another document and by this one, where that is not the same.
    pub(super) fn add_move(&mut self, placement: &Placement, from: Outcome, to: Outcome) {
        if let Outcome::Shown { rule, .. } = &from
            && !self.before.contains(rule)
        {
            self.before.insert(rule.clone());
        }
        if from != to {
            count(&mut self.moves, (placement.clone(), from, to));
        }
    }

    /// Counts a person's experiments; an experiment on several placements counts once.
    pub(super) fn add_person(&mut self, arms: &mut Vec<Arm>, has_id: bool) {
        self.without_id += u64::from(!has_id);
        arms.sort();
        arms.dedup_by(|one, other| one.0 == other.0);
        for (index, arm) in arms.iter().enumerate() {
            count(&mut self.experiments, arm.0.clone());
            for other in arms.iter().skip(index + 1) {
                count(&mut self.both, (arm.clone(), other.clone()));
            }
        }
        arms.clear();
    }

    /// Lists the rules that somebody was shown something by, some of them several times.
    pub(super) fn rules_shown(&self) -> impl Iterator<Item = &str> {
        self.outcomes
            .keys()
            .filter_map(|(_, outcome)| match outcome {
                Outcome::Shown { rule, .. } => Some(rule.as_str()),
                _ => None,
            })
    }

    /// Adds the counts of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        self.decisions += other.decisions;
        self.without_id += other.without_id;
        merge(&mut self.outcomes, other.outcomes);
        merge(&mut self.moves, other.moves);
        self.before.extend(other.before);
        merge(&mut self.drawn, other.drawn);
        merge(&mut self.experiments, other.experiments);
        merge(&mut self.both, other.both);
    }
}

/// Adds one to a count.
fn count<K: Ord>(counts: &mut Counts<K>, key: K) {
    *counts.entry(key).or_default() += 1;
}

/// Adds other counts to these.
fn merge<K: Ord>(counts: &mut Counts<K>, others: Counts<K>) {
    for (key, number) in others {
        *counts.entry(key).or_default() += number;
    }
}
