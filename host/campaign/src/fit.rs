//! Priorities that fit the rules of a document, and last rules only where the document has none.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::document::{rules, text};

/// The distance between the priorities of two rules, which leaves room for others.
const STEP: i64 = 10;
/// The priorities from here on are for rules that go before everything, such as a sale.
const ABOVE_ALL: i64 = 1000;

/// The form factors of the format.
const FORM_FACTORS: [&str; 4] = ["phone", "tablet", "desktop", "television"];

/// The terms that keep a rule from taking everybody.
const TERMS: [&str; 5] = [
    "schedule",
    "conditions",
    "prerequisites",
    "frequency",
    "experiment",
];

/// Gives rules priorities above those that the document has at their placements, but below those that go before everything;
/// `least` says that they are such themselves. The first gets the highest.
pub(crate) fn first(document: &Json, mut filled: Vec<Json>, least: i64) -> Vec<Json> {
    let mut highest = least.max(STEP) - STEP;
    for rule in rules(document) {
        let same = filled.iter().any(|new| placement(new) == placement(rule));
        let priority = priority(rule);
        if same && (priority < ABOVE_ALL || least >= ABOVE_ALL) {
            highest = highest.max(priority);
        }
    }
    let count = filled.len() as i64;
    // Where many rules stand just below the border, they are packed more closely.
    let room = if least < ABOVE_ALL {
        ABOVE_ALL - 1 - highest
    } else {
        i64::MAX
    };
    let step = (room / count.max(1)).clamp(1, STEP);
    for (rule, above) in filled.iter_mut().rev().zip(1..) {
        rule["priority"] = (highest + above * step).into();
    }
    filled
}

/// Leaves out last rules, or form factors of them, for which the document has a rule without conditions already; the others
/// get the least priority of their placement.
pub(crate) fn last(document: &Json, filled: Vec<Json>) -> Vec<Json> {
    let fitted = filled.into_iter().filter_map(|mut rule| {
        let there: Vec<_> = rules(document)
            .iter()
            .filter(|known| placement(known) == placement(&rule))
            .collect();
        let served: BTreeSet<&str> = there
            .iter()
            .filter(|rule| takes_everybody(rule))
            .flat_map(|rule| form_factors(rule))
            .collect();
        let missing: Vec<_> = FORM_FACTORS
            .iter()
            .filter(|name| !served.contains(*name))
            .map(|name| json!({ "form_factor": name }))
            .collect();
        if missing.is_empty() {
            return None;
        }
        *rule.pointer_mut("/segments/0/form_factors")? = missing.into();
        let least = there.iter().map(|rule| priority(rule)).min();
        if let Some(least) = least.filter(|least| *least < 0) {
            rule["priority"] = least.into();
        }
        Some(rule)
    });
    fitted.collect()
}

/// Returns the kind and the name of a rule's placement.
fn placement(rule: &Json) -> (Option<&str>, Option<&str>) {
    (text(rule, "type"), text(rule, "value"))
}

/// Returns the priority of a rule.
fn priority(rule: &Json) -> i64 {
    let number = rule.get("priority").and_then(Json::as_f64);
    // As the module reads it.
    i64::from(number.unwrap_or(0.0) as i32)
}

/// Returns whether a rule takes everybody with one of its form factors, at any time.
fn takes_everybody(rule: &Json) -> bool {
    let has = |name: &str| rule.get(name).is_some_and(|value| !value.is_null());
    rule.get("enabled") != Some(&Json::Bool(false)) && !TERMS.iter().any(|name| has(name))
}

/// Lists the form factors of a rule's segments; a flattened rule is its own segment.
fn form_factors(rule: &Json) -> Vec<&str> {
    let own = std::slice::from_ref(rule);
    let segments = rule.get("segments").and_then(Json::as_array);
    let segments = segments.map_or(own, Vec::as_slice).iter();
    let factors = segments.filter_map(|segment| segment.get("form_factors")?.as_array());
    let name = |factor| text(factor, "form_factor").or_else(|| factor.as_str());
    factors.flatten().filter_map(name).collect()
}
