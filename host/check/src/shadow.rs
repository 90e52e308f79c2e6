//! The check for rules that are never reached, because an earlier one takes everybody they are for.

use std::collections::BTreeMap;

use paywall_runtime::rule::campaign::PlacementKind;
use paywall_runtime::rule::condition::Node;

use super::reach::Search;
use super::segment::is_complete;
use super::share::declared;
use super::{Findings, Rule, Subject};

/// The number of pairs compared at most: a document may have thousands of rules for one placement.
const PAIRS: usize = 200_000;

/// Checks that every rule can be reached, placement by placement.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    let mut placements: BTreeMap<(PlacementKind, &str), Vec<&Rule<'_>>> = BTreeMap::new();
    for rule in subject.rules.iter().filter(|rule| rule.is_asked()) {
        placements
            .entry(rule.rule.placement())
            .or_default()
            .push(rule);
    }
    let mut pairs = PAIRS;
    // Rules of an unknown type answer no placement, so none can stand before another.
    placements.remove(&(PlacementKind::Unknown, ""));
    for rules in placements.values_mut() {
        // Rules stand in the order they are asked; those of one priority stay in document order.
        rules.sort_by_key(|rule| -i64::from(rule.rule.priority));
        for (index, rule) in rules.iter().enumerate() {
            let before = rules.get(..index).unwrap_or_default();
            let takers: Vec<_> = before.iter().filter(|rule| takes(rule)).collect();
            pairs = pairs.saturating_sub(takers.len());
            if pairs > 0 {
                shadowed(subject, rule, &takers, out);
            }
        }
    }
}

/// Reports a rule if earlier ones take everybody on all its form factors.
fn shadowed(subject: &Subject<'_>, rule: &Rule<'_>, takers: &[&&Rule<'_>], out: &mut Findings) {
    let factors: Vec<_> = rule
        .rule
        .segments
        .iter()
        .flat_map(|segment| &segment.form_factors)
        .collect();
    let mut by = Vec::new();
    for factor in &factors {
        let taker = takers.iter().find(|taker| {
            serves(subject, taker, factor) && includes(subject, condition(taker), condition(rule))
        });
        let Some(taker) = taker else { return };
        let text = format!("\"{}\" ({})", taker.rule.rule, taker.path);
        if !by.contains(&text) {
            by.push(text);
        }
    }
    if by.is_empty() {
        return;
    }
    let higher = takers
        .iter()
        .any(|taker| taker.rule.priority > rule.rule.priority);
    let what = if higher {
        "give this one a higher `priority`"
    } else {
        "move this one before it"
    };
    let message = format!(
        "never reached: {} is asked first and takes everybody this rule is for; {what}, or narrow the other's conditions",
        by.join(" and ")
    );
    out.error("shadowed", &*rule.path, message);
}

/// Returns true if a rule takes everybody who meets its conditions, at any time.
fn takes(rule: &Rule<'_>) -> bool {
    rule.rule.terms.as_ref().is_none_or(|terms| {
        terms.schedule.is_none()
            && terms.prerequisites.is_empty()
            && terms.frequency.is_empty()
            && terms.experiment.is_none()
    })
}

/// Returns true if everybody with such a device is shown something.
fn serves(subject: &Subject<'_>, rule: &Rule<'_>, form_factor: &str) -> bool {
    let mut fit = rule.rule.segments.iter().filter(|segment| {
        segment
            .form_factors
            .iter()
            .any(|name| **name == *form_factor)
    });
    declared(rule.rule, form_factor).is_some() && fit.all(|segment| is_complete(subject, segment))
}

/// Returns the compiled condition of a rule. None means that it is for everybody.
fn condition<'a>(rule: &Rule<'a>) -> Option<&'a Node> {
    rule.rule.terms.as_ref()?.condition.as_ref()
}

/// Returns true if `wide` holds wherever `narrow` does. A missing condition always holds.
fn includes<'a>(subject: &Subject<'a>, wide: Option<&'a Node>, narrow: Option<&'a Node>) -> bool {
    let Some(wide) = wide else { return true };
    let mut goals = vec![(wide, false)];
    goals.extend(narrow.map(|narrow| (narrow, true)));
    let targets = &subject.document.campaigns().targets;
    !Search::new(targets, subject.now, false).is_possible(goals)
}
