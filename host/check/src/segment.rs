//! The checks of segments: the paywalls they show, and the devices they are for.

use std::collections::BTreeSet;

use paywall_runtime::rule::campaign::Segment;
use paywall_runtime::rule::flow::Flow;
use serde_json::Value;

use super::identifier::form_factors;
use super::share::are_weights;
use super::{Findings, Rule, Subject, at, list, suggest};

/// Checks the segments of all rules.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    for rule in &subject.rules {
        let mut names = BTreeSet::new();
        for (index, segment) in rule.rule.segments.iter().enumerate() {
            let path = path(rule, index);
            if !names.insert(&*segment.segment) {
                let message = format!(
                    "another segment of this rule is named \"{}\", too: reports and kept assignments cannot tell them \
                     apart; rename one",
                    segment.segment
                );
                out.warning("duplicate_segment", at(&path, "segment"), message);
            }
            shown(subject, segment, &path, out);
            devices(segment, &path, out);
        }
        if rule.is_asked() {
            gaps(rule, out);
        }
    }
}

/// Returns the path of a segment; a rule in the flattened form is its own only segment.
pub(super) fn path(rule: &Rule<'_>, index: usize) -> String {
    match rule.json.get("segments") {
        Some(_) => format!("{}.segments[{index}]", rule.path),
        None => rule.path.clone(),
    }
}

/// Returns true if the document has everything that the segment shows.
pub(super) fn is_complete(subject: &Subject<'_>, segment: &Segment) -> bool {
    match &segment.paywall {
        Some(id) => subject.document.has(id),
        None => {
            let screens = screens(segment);
            !screens.is_empty() && screens.iter().all(|id| has(subject, id))
        }
    }
}

/// Returns true if the document has a paywall of this id. A value that is no text is not judged here.
fn has(subject: &Subject<'_>, id: &Value) -> bool {
    id.as_str().is_none_or(|id| subject.document.has(id))
}

/// Returns the object of a flow, as the document gives it.
pub(super) fn object(flow: &Flow) -> Value {
    let mut written: Value = serde_json::from_str(&flow.written).unwrap_or_default();
    written
        .get_mut("object")
        .map(Value::take)
        .unwrap_or_default()
}

/// Lists the screens of the flow that a segment shows.
fn screens(segment: &Segment) -> Vec<Value> {
    let flow = segment.flow.as_ref().map(|flow| object(flow));
    let screens = flow.as_ref().and_then(|flow| flow.get("screens"));
    list(screens).unwrap_or_default().to_vec()
}

/// Checks that the paywall or the screens of a segment exist.
fn shown(subject: &Subject<'_>, segment: &Segment, path: &str, out: &mut Findings) {
    let lacking = |id: &str| {
        let known = subject.document.ids();
        let hint = suggest::hint(id, known);
        format!(
            "no paywall of the document has the id \"{id}\": customers in this segment see the next rule{hint}"
        )
    };
    // The module tells the cause: there are no paywalls at all.
    if subject.document.ids().next().is_none() && segment.paywall.is_some() {
        return;
    }
    if let Some(id) = &segment.paywall {
        if !subject.document.has(id) {
            out.error("unknown_paywall", at(path, "paywall"), lacking(id));
        }
        return;
    }
    let screens = screens(segment);
    if screens.is_empty() {
        let message = "this segment has no `paywall`, and no `flow` with screens: customers in it see the next rule";
        out.error("empty_segment", path, message);
    }
    for (index, id) in screens.iter().enumerate() {
        if let Some(id) = id.as_str().filter(|_| !has(subject, id)) {
            let path = format!("{path}.flow.object.screens[{index}]");
            out.error("unknown_paywall", path, lacking(id));
        }
    }
}

/// Checks that the form factors of a segment exist.
fn devices(segment: &Segment, path: &str, out: &mut Findings) {
    let path = at(path, "form_factors");
    if segment.form_factors.is_empty() {
        let message = "it is for no form factor, so nobody sees it; list phone, tablet, desktop or television";
        out.error("no_form_factor", &*path, message);
    }
    for name in &segment.form_factors {
        if !form_factors().contains(&&**name) {
            let hint = suggest::hint(name, form_factors());
            let message = format!(
                "no device has the form factor \"{name}\" (there are phone, tablet, desktop and television){hint}"
            );
            out.error("unknown_form_factor", &*path, message);
        }
    }
}

/// Checks for form factors that some segments of a rule are for and others are not.
/// Plain splits that are no weights are passed over, because in them each
/// form factor has its own segments, as the platform intends.
fn gaps(rule: &Rule<'_>, out: &mut Findings) {
    let segments = &rule.rule.segments;
    let terms = rule.rule.terms.as_ref();
    let drawn = terms.is_some_and(|terms| terms.experiment.is_some());
    if !drawn && !are_weights(segments) {
        return;
    }
    let all: BTreeSet<_> = segments
        .iter()
        .flat_map(|segment| &segment.form_factors)
        .collect();
    for (index, segment) in segments.iter().enumerate() {
        let missing = all
            .iter()
            .filter(|name| !segment.form_factors.contains(name));
        let missing: Vec<_> = missing.map(|name| &***name).collect();
        if missing.is_empty() || segment.form_factors.is_empty() {
            continue;
        }
        let what = if drawn {
            "its part of the customers sees the next rule there"
        } else {
            "all customers see the other segments there"
        };
        let message = format!(
            "segment \"{}\" is not for {}, others of this rule are: {what}; add the form factor, or make a rule of its own \
             for it",
            segment.segment,
            missing.join(", ")
        );
        let path = at(&path(rule, index), "form_factors");
        out.warning("form_factor_gap", path, message);
    }
}
