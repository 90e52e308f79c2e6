//! The part of the customers that each segment is declared to have, and
//! declarations with a meaning other than the apparent one.

use paywall_runtime::rule::bucket;
use paywall_runtime::rule::campaign::{Campaign, Segment};
use paywall_runtime::rule::experiment::Experiment;
use serde_json::Value;

use super::{Findings, Rule, Subject, at, list};

/// The number of places that are tried: hashes come in as many steps.
const PLACES: u32 = 10_000;

/// Returns the parts, from 0 to 1, that the segments of a rule are to have among those who see it on a form factor.
/// None means that the document does not say it in numbers.
pub fn declared(rule: &Campaign, form_factor: &str) -> Option<Vec<f64>> {
    let terms = rule.terms.as_ref();
    let mut out = match terms.and_then(|terms| terms.experiment.as_deref()) {
        Some(experiment) => drawn(experiment)?,
        None => split(&rule.segments, form_factor),
    };
    for (part, segment) in out.iter_mut().zip(&rule.segments) {
        if !is_for(segment, form_factor) {
            *part = 0.0;
        }
    }
    let sum: f64 = out.iter().sum();
    out.iter_mut().for_each(|part| *part /= sum);
    (sum > 0.0).then_some(out)
}

/// Returns true if a segment is for a form factor.
fn is_for(segment: &Segment, form_factor: &str) -> bool {
    segment
        .form_factors
        .iter()
        .any(|name| **name == *form_factor)
}

/// Counts the parts of an experiment's segments over all places. Overlapping ranges belong to the first segment.
pub(super) fn drawn(experiment: &Experiment) -> Option<Vec<f64>> {
    let mut out = vec![0.0; experiment.arms.len()];
    if experiment.arms.iter().any(|arm| !arm.slices.is_empty()) {
        return None;
    }
    for place in 0..PLACES {
        let place = f64::from(place) / f64::from(PLACES);
        let holds = |ranges: &Vec<bucket::Range>| bucket::contains(ranges, place);
        let mut arms = experiment.arms.iter();
        let arm = arms.position(|arm| arm.ranges.as_ref().is_none_or(holds));
        if let Some(part) = arm.and_then(|arm| out.get_mut(arm)) {
            *part += 1.0 / f64::from(PLACES);
        }
    }
    Some(out)
}

/// Returns true if the splits of a rule are weights, that is,
/// several that sum to 100. Otherwise they are upper bounds.
pub(super) fn are_weights(segments: &[Segment]) -> bool {
    let sum: f64 = segments.iter().map(|segment| segment.split).sum();
    segments.len() > 1 && (sum - 100.0).abs() < 1e-6
}

/// Returns the parts, of 100, that the platform's own split gives the segments for a form factor.
fn split(segments: &[Segment], form_factor: &str) -> Vec<f64> {
    let mut out = vec![0.0; segments.len()];
    let mut order: Vec<usize> = (0..segments.len())
        .filter(|index| {
            segments
                .get(*index)
                .is_some_and(|segment| is_for(segment, form_factor))
        })
        .collect();
    let split = |index: usize| segments.get(index).map_or(0.0, |segment| segment.split);
    let weights = are_weights(segments);
    if !weights {
        order.sort_by(|one, other| split(*one).total_cmp(&split(*other)));
    }
    let mut from = 0.0;
    for index in &order {
        let to = if weights {
            from + split(*index)
        } else {
            split(*index)
        };
        let to = to.clamp(from, 100.0);
        if let Some(part) = out.get_mut(*index) {
            *part = to - from;
        }
        from = to;
    }
    // Customers beyond all bounds fall to the last segment.
    if let Some(part) = order.last().and_then(|last| out.get_mut(*last)) {
        *part += 100.0 - from;
    }
    out
}

/// Checks the splits and weights of all rules that are asked.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    for rule in subject.rules.iter().filter(|rule| rule.is_asked()) {
        let path = at(&rule.path, "segments");
        if let Some(problem) = problem(rule) {
            let message = format!("{problem}{}", outcome(rule.rule));
            out.error("split_sum", path, message);
        }
    }
}

/// Describes the part of each segment, for people.
fn outcome(rule: &Campaign) -> String {
    let factors = rule
        .segments
        .iter()
        .flat_map(|segment| &segment.form_factors);
    let parts = factors.map(|name| declared(rule, name)).next().flatten();
    let Some(parts) = parts else {
        return String::new();
    };
    let parts = parts.iter().zip(&rule.segments);
    let parts =
        parts.map(|(part, segment)| format!("\"{}\" gets {:.0} %", segment.segment, part * 100.0));
    format!(". As it is, {}", parts.collect::<Vec<_>>().join(", "))
}

/// Names the problem with a rule's splits or weights, if there is one.
fn problem(rule: &Rule<'_>) -> Option<String> {
    let segments = list(rule.json.get("segments")).unwrap_or_default();
    let numbers = |name: &str| -> Vec<f64> {
        let values = segments.iter().filter_map(|segment| segment.get(name));
        values.filter_map(Value::as_f64).collect()
    };
    let terms = rule.rule.terms.as_ref();
    let experiment = terms.and_then(|terms| terms.experiment.as_deref());
    let (weights, splits) = (numbers("weight"), numbers("split"));
    let ranges = segments
        .iter()
        .any(|segment| segment.get("ranges").is_some());
    if segments.len() < 2 || ranges {
        let only = splits.first().filter(|split| **split != 100.0);
        let only = only.filter(|_| experiment.is_none() && segments.len() == 1);
        return only.map(|split| {
            format!("the only segment has split {split}, but without an `experiment` everybody sees it; use \
                     `experiment.coverage` for a part of the customers")
        });
    }
    if experiment.is_some() && !weights.is_empty() {
        return of_weights(&weights, segments.len());
    }
    if !weights.is_empty() {
        let what = "`weight` counts in an `experiment` only; use `split`, or add an experiment";
        return Some(what.to_owned());
    }
    match experiment {
        None => of_platform(rule.rule),
        Some(_) if splits.is_empty() => None,
        Some(_) => of_splits(&splits, segments.len()),
    }
}

/// Names the problem with the weights of an experiment, if there is one.
fn of_weights(weights: &[f64], segments: usize) -> Option<String> {
    let sum: f64 = weights.iter().sum();
    if weights.len() != segments {
        let missing = segments - weights.len();
        return Some(format!(
            "{missing} of {segments} segments have no `weight`, so all count alike; give each one"
        ));
    }
    ((sum - 100.0).abs() > 1.0).then(|| {
        format!("the weights sum to {sum}, not to 100, so all segments count alike; make them sum to 100")
    })
}

/// Names the problem with the splits of an experiment, which count over all its segments.
fn of_splits(splits: &[f64], segments: usize) -> Option<String> {
    if splits.len() != segments {
        let missing = segments - splits.len();
        return Some(format!(
            "{missing} of {segments} segments have no `split`; give each one"
        ));
    }
    let sum: f64 = splits.iter().sum();
    if (sum - 100.0).abs() < 1e-6 || rise_to_100(splits) {
        return None;
    }
    Some(format!(
        "the splits sum to {sum}, not to 100, so they are taken as upper bounds; make them sum to 100, or let them \
         rise to 100"
    ))
}

/// Names the problem with the platform's splits.
/// They count among the segments for a form factor, but over the whole rule it is decided if they are weights.
fn of_platform(rule: &Campaign) -> Option<String> {
    let segments = &rule.segments;
    if are_weights(segments) {
        return None;
    }
    let factors = segments.iter().flat_map(|segment| &segment.form_factors);
    for factor in factors {
        let fit = segments.iter().filter(|segment| is_for(segment, factor));
        let splits: Vec<_> = fit.map(|segment| segment.split).collect();
        let sum: f64 = splits.iter().sum();
        if splits.len() < 2 || rise_to_100(&splits) {
            continue;
        }
        if (sum - 100.0).abs() > 1e-6 {
            return Some(format!(
                "on {factor} the splits sum to {sum}, not to 100, so they are taken as upper bounds; make them sum to 100"
            ));
        }
        // Equal halves come out alike either way.
        let declared = declared(rule, factor).unwrap_or_default();
        let drawn = declared.iter().filter(|part| **part > 0.0);
        if !drawn.eq(splits
            .iter()
            .map(|split| split / 100.0)
            .collect::<Vec<_>>()
            .iter())
        {
            return Some(format!(
                "on {factor} the splits sum to 100, but over all segments of the rule they do not, so they are taken as \
                 upper bounds; make a rule of its own for {factor}"
            ));
        }
    }
    None
}

/// Returns true if the splits rise to exactly 100, as upper bounds do.
fn rise_to_100(splits: &[f64]) -> bool {
    let mut bounds = splits.to_vec();
    bounds.sort_by(f64::total_cmp);
    let rising = bounds
        .windows(2)
        .all(|pair| matches!(pair, [low, high] if low < high));
    rising && bounds.last() == Some(&100.0) && bounds.first().is_some_and(|first| *first >= 0.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use super::*;
    use paywall_runtime::load::Document;
    use serde_json::json;

    fn parts(splits: &[(f64, &[&str])], more: Value) -> Vec<f64> {
        let segments = splits.iter().map(|(split, factors)| {
            let factors: Vec<_> = factors.iter().map(|name| json!({ "form_factor": name })).collect();
            json!({ "segment": split.to_string(), "split": split, "paywall": "p", "form_factors": factors })
        });
        let mut rule =
            json!({ "rule": "r", "type": "default", "segments": segments.collect::<Vec<_>>() });
        rule.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let document = json!({ "campaign_rules": [rule] }).to_string();
        let (document, _) = Document::load(document.as_bytes()).unwrap();
        let parts = declared(&document.campaigns().rules[0], "phone").unwrap();
        parts
            .iter()
            .map(|part| (part * 1e6).round() / 1e6)
            .collect()
    }

    #[test]
    fn parts_are_what_the_platform_gives() {
        let both: &[&str] = &["phone", "tablet"];
        assert_eq!(
            parts(&[(20.0, both), (30.0, both), (50.0, both)], json!({})),
            [0.2, 0.3, 0.5]
        );
        assert_eq!(parts(&[(20.0, both), (100.0, both)], json!({})), [0.2, 0.8]);
        assert_eq!(parts(&[(50.0, both), (40.0, both)], json!({})), [0.6, 0.4]);
        assert_eq!(
            parts(&[(20.0, both), (80.0, &["tablet"])], json!({})),
            [1.0, 0.0]
        );
        assert_eq!(
            parts(
                &[(20.0, &["tablet"]), (30.0, both), (50.0, both)],
                json!({})
            ),
            [0.0, 0.3, 0.7]
        );
    }

    #[test]
    fn parts_of_an_experiment_do_not_depend_on_its_coverage() {
        let both: &[&str] = &["phone", "tablet"];
        let experiment = json!({ "experiment": { "key": "e", "coverage": 0.1 } });
        assert_eq!(
            parts(&[(25.0, both), (75.0, both)], experiment.clone()),
            [0.25, 0.75]
        );
        assert_eq!(
            parts(
                &[(25.0, both), (25.0, &["tablet"]), (50.0, both)],
                experiment
            ),
            [1.0 / 3.0, 0.0, 2.0 / 3.0].map(|part: f64| (part * 1e6).round() / 1e6)
        );
    }
}
