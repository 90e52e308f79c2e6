//! Counts of decisions in the making; those of several threads are added up.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::Placement;

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
    /// The decisions by placement, rule, segment and paywall.
    pub(super) shown: Counts<(Placement, String, String, String)>,
    /// The decisions without a paywall, by placement and reason: the holdout or the error's code.
    pub(super) nothing: Counts<(Placement, String)>,
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
        let decision = answer.ok.as_ref().and_then(|ok| ok.decision.as_ref());
        let Some(decision) = decision else {
            let code = answer
                .error
                .as_ref()
                .map_or("nothing", |error| &*error.code);
            count(&mut self.nothing, (placement.clone(), code.to_owned()));
            return;
        };
        let rule = || decision.rule.to_string();
        if let Some(holdout) = &decision.held_out {
            let what = format!("held out by \"{holdout}\" (rule {})", decision.rule);
            count(&mut self.nothing, (placement.clone(), what));
            return;
        }
        let segment = || decision.segment.to_string();
        let paywall = decision.paywall.as_deref().unwrap_or_default().to_owned();
        count(
            &mut self.shown,
            (placement.clone(), rule(), segment(), paywall),
        );
        if !decision.sticky && !decision.forced {
            count(&mut self.drawn, (rule(), form_factor.to_owned(), segment()));
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

    /// Adds the counts of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        self.decisions += other.decisions;
        self.without_id += other.without_id;
        merge(&mut self.shown, other.shown);
        merge(&mut self.nothing, other.nothing);
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
