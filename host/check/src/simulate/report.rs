//! The report of a simulation.

use std::collections::{BTreeMap, BTreeSet};

use paywall_runtime::load::Document;
use paywall_runtime::rule::campaign::Campaign;
use paywall_statistics::ratio::{self, UNLIKELY};
use serde::Serialize;
use serde_json::Value;

use super::Placement;
use super::compared::Compared;
use super::outcome::Outcome;
use super::tally::Tally;
use crate::called::Names;
use crate::share;

/// The number of pairs of experiments that are listed.
const PAIRS: usize = 50;

/// The outcome of a simulation: who sees what.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The number of people.
    pub people: u64,
    /// The number of decisions.
    pub decisions: u64,
    /// The number of people with neither an id nor a device's id: they all fall to the first segment.
    pub without_id: u64,
    /// The outcomes by placement.
    pub seen: Vec<Seen>,
    /// The segments of rules, each compared with the part that the document declares.
    pub parts: Vec<Parts>,
    /// The pairs of experiments that have people in common.
    pub overlaps: Vec<Overlap>,
    /// The rules that nobody was shown.
    pub never: Vec<Never>,
    /// The difference to another document, if there is one to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// The number of rules in the document.
    #[serde(skip)]
    pub(super) rules: u64,
    /// The names of what the report tells of, for people.
    #[serde(skip)]
    pub(super) names: Names,
}

/// The outcomes on one placement.
#[derive(Debug, Clone, Serialize)]
pub struct Seen {
    /// The placement that was launched.
    pub placement: Placement,
    /// The number of decisions.
    pub decisions: u64,
    /// The outcomes that showed something.
    pub shown: Vec<Shown>,
    /// The outcomes that showed nothing.
    pub nothing: Vec<Nothing>,
}

/// A segment that was shown.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// The id of the rule.
    pub rule: String,
    /// The id of the segment.
    pub segment: String,
    /// The id of the paywall.
    pub paywall: String,
    /// The number of decisions for it.
    pub count: u64,
}

/// A reason for which nothing was shown.
#[derive(Debug, Clone, Serialize)]
pub struct Nothing {
    /// The holdout and its rule in words, or the error's code.
    pub why: String,
    /// The id of the rule that held out, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The id of the holdout, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holdout: Option<String>,
    /// The number of decisions with this reason.
    pub count: u64,
}

/// The segments of a rule, compared with their declared parts.
#[derive(Debug, Clone, Serialize)]
pub struct Parts {
    /// The id of the rule.
    pub rule: String,
    /// The segments with their parts.
    pub segments: Vec<Part>,
    /// The probability that chance takes counts this far from the declared ones. None if there are too few to say.
    pub probability: Option<f64>,
    /// False if the counts contradict the declaration.
    pub fits: bool,
}

/// A segment, and its part of those who were shown its rule.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// The id of the segment.
    pub segment: String,
    /// The part that the document declares, from 0 to 1.
    pub declared: f64,
    /// The part that it had, from 0 to 1.
    pub drawn: f64,
    /// The number of people who got it.
    pub count: u64,
}

/// Two experiments that share people.
#[derive(Debug, Clone, Serialize)]
pub struct Overlap {
    /// The keys of the experiments.
    pub experiments: [String; 2],
    /// The number of people in each.
    pub people: [u64; 2],
    /// The number of people in both.
    pub both: u64,
    /// The dependence between the segments of the two.
    pub alike: Alike,
}

/// The dependence between the segments of two experiments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Alike {
    /// The segment in one tells something about the segment in the other.
    Yes,
    /// The segments are independent.
    No,
    /// There are too few people to say.
    Unknown,
}

/// A rule that nobody was shown.
#[derive(Debug, Clone, Serialize)]
pub struct Never {
    /// The id of the rule.
    pub rule: String,
    /// The reasons, with the number of times each was met among some of the people.
    pub reasons: BTreeMap<String, u64>,
}

/// Makes the report of a tally.
pub(super) fn of(document: &[u8], people: u64, placements: &[Placement], tally: Tally) -> Report {
    let document = Document::load(document).map(|(document, _)| document).ok();
    let rules = document
        .as_ref()
        .map_or(&[][..], |document| &document.campaigns().rules);
    Report {
        people,
        decisions: tally.decisions,
        without_id: tally.without_id,
        seen: seen(&tally),
        parts: parts(rules, &tally),
        overlaps: overlaps(&tally),
        never: never(rules, placements, &tally),
        compared: None,
        rules: rules.len() as u64,
        names: Names::default(),
    }
}

/// Sorts the counts of decisions by placement.
fn seen(tally: &Tally) -> Vec<Seen> {
    let mut out: BTreeMap<&Placement, Seen> = BTreeMap::new();
    let empty = |placement: &Placement| Seen {
        placement: placement.clone(),
        decisions: 0,
        shown: Vec::new(),
        nothing: Vec::new(),
    };
    for ((placement, outcome), count) in &tally.outcomes {
        let seen = out.entry(placement).or_insert_with(|| empty(placement));
        seen.add(outcome.clone(), *count);
    }
    out.into_values().collect()
}

impl Seen {
    /// Counts decisions of one outcome.
    fn add(&mut self, outcome: Outcome, count: u64) {
        self.decisions += count;
        match outcome {
            Outcome::Shown {
                rule,
                segment,
                paywall,
            } => self.shown.push(Shown {
                rule,
                segment,
                paywall,
                count,
            }),
            Outcome::HeldOut { holdout, rule } => self.nothing.push(Nothing {
                why: format!("held out by \"{holdout}\" (rule {rule})"),
                rule: Some(rule),
                holdout: Some(holdout),
                count,
            }),
            Outcome::Nothing { code } => self.nothing.push(Nothing {
                why: code,
                rule: None,
                holdout: None,
                count,
            }),
        }
    }
}

/// Compares the rules that have several segments.
fn parts(rules: &[Campaign], tally: &Tally) -> Vec<Parts> {
    let several = rules.iter().filter(|rule| rule.segments.len() > 1);
    several.filter_map(|rule| parts_of(rule, tally)).collect()
}

/// Compares the segments of a rule with their declared parts. None if nobody was drawn or nothing is declared.
fn parts_of(rule: &Campaign, tally: &Tally) -> Option<Parts> {
    let mut observed = vec![0_u64; rule.segments.len()];
    let mut expected = vec![0.0; rule.segments.len()];
    for ((id, form_factor, segment), count) in &tally.drawn {
        if **id != *rule.rule {
            continue;
        }
        let at = rule
            .segments
            .iter()
            .position(|known| *known.segment == **segment)?;
        *observed.get_mut(at)? += count;
        // If the document does not declare parts in numbers, nothing can be expected.
        let declared = share::declared(rule, form_factor)?;
        for (sum, part) in expected.iter_mut().zip(declared) {
            *sum += part * *count as f64;
        }
    }
    let all: u64 = observed.iter().sum();
    if all == 0 {
        return None;
    }
    // Each person counts with the form factor they came with, since the declared parts differ by it.
    let probability = ratio::fit(&observed, &expected);
    let segments = rule.segments.iter().zip(observed.iter().zip(&expected));
    let segments = segments.map(|(segment, (count, expected))| Part {
        segment: segment.segment.to_string(),
        declared: expected / all as f64,
        drawn: *count as f64 / all as f64,
        count: *count,
    });
    Some(Parts {
        rule: rule.rule.to_string(),
        segments: segments.collect(),
        probability,
        fits: probability.is_none_or(|probability| probability >= UNLIKELY),
    })
}

/// Finds the pairs of experiments with people in common, the largest first.
fn overlaps(tally: &Tally) -> Vec<Overlap> {
    let mut tables: BTreeMap<[&str; 2], BTreeMap<(&str, &str), u64>> = BTreeMap::new();
    for ((one, other), count) in &tally.both {
        let table = tables.entry([&one.0, &other.0]).or_default();
        table.insert((&one.1, &other.1), *count);
    }
    let mut out: Vec<_> = tables
        .into_iter()
        .map(|(keys, table)| {
            let people = keys.map(|key| tally.experiments.get(key).copied().unwrap_or_default());
            Overlap {
                experiments: keys.map(str::to_owned),
                people,
                both: table.values().sum(),
                alike: alike(&table),
            }
        })
        .collect();
    out.sort_by_key(|overlap| std::cmp::Reverse(overlap.both));
    out.truncate(PAIRS);
    out
}

/// Tests the dependence between two experiments.
fn alike(table: &BTreeMap<(&str, &str), u64>) -> Alike {
    let names = |at: fn(&(&str, &str)) -> String| {
        let mut names: Vec<_> = table.keys().map(at).collect();
        names.sort();
        names.dedup();
        names
    };
    let (rows, columns) = (names(|key| key.0.to_owned()), names(|key| key.1.to_owned()));
    let cell = |row: &String, column: &String| {
        let count = table.get(&(row.as_str(), column.as_str()));
        count.copied().unwrap_or_default()
    };
    let table: Vec<Vec<u64>> = rows
        .iter()
        .map(|row| columns.iter().map(|column| cell(row, column)).collect())
        .collect();
    match ratio::independent(&table) {
        Some(probability) if probability < UNLIKELY => Alike::Yes,
        Some(_) => Alike::No,
        None => Alike::Unknown,
    }
}

/// Lists the rules of the launched placements that nobody saw.
fn never(rules: &[Campaign], placements: &[Placement], tally: &Tally) -> Vec<Never> {
    let launched = |rule: &&Campaign| {
        let (kind, value) = rule.placement();
        placements.iter().any(|placement| match placement {
            Placement::Default => kind.name() == "default",
            Placement::Label(label) => kind.name() == "label" && value == label,
            Placement::Url(url) => kind.name() == "url" && value == url,
        })
    };
    let shown: BTreeSet<&str> = tally.rules_shown().collect();
    let unseen = |rule: &&Campaign| !shown.contains(&*rule.rule);
    let rules = rules.iter().filter(launched).filter(unseen);
    let never = rules.map(|rule| Never {
        rule: rule.rule.to_string(),
        reasons: BTreeMap::new(),
    });
    never.collect()
}

impl Report {
    /// Gives the report the names of its document, which its text then says.
    pub fn named(self, names: Names) -> Self {
        Self { names, ..self }
    }

    /// Counts a reason why a rule was not shown, unless somebody saw it.
    pub(super) fn add_reason(&mut self, rule: &Value, reason: &Value) {
        let (Some(rule), Some(reason)) = (rule.as_str(), reason.as_str()) else {
            return;
        };
        let found = self.never.iter_mut().find(|never| never.rule == rule);
        if let Some(never) = found.filter(|_| reason != "placement") {
            *never.reasons.entry(reason.to_owned()).or_default() += 1;
        }
    }
}
