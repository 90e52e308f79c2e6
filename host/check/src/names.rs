//! The checks of names: misspelt fields of rules, and prerequisites that name no rule.
//! They matter because unknown fields are ignored: with a slip in `conditions`, a rule is for everybody.

use serde_json::Value;

use super::{Findings, Subject, at, list, suggest, text};

/// The fields of a rule, with those of a segment that its flattened form has.
const RULE: [&str; 16] = [
    "rule",
    "name",
    "type",
    "value",
    "external_segment",
    "segments",
    "paywall",
    "flow",
    "form_factors",
    "enabled",
    "priority",
    "schedule",
    "conditions",
    "prerequisites",
    "frequency",
    "experiment",
];
/// The fields of a segment.
const SEGMENT: [&str; 11] = [
    "segment",
    "split",
    "weight",
    "ranges",
    "filters",
    "form_factors",
    "paywall",
    "flow",
    "conversion_event_type",
    "conversion_event_url",
    "name",
];
/// The fields of a rule's schedule.
const SCHEDULE: [&str; 4] = ["start", "end", "zone", "windows"];
/// The fields of a window in a schedule.
const WINDOW: [&str; 3] = ["days", "from", "to"];
/// The fields of a frequency cap.
const CAP: [&str; 5] = ["max", "per", "scope", "min_gap", "until"];
/// The fields of an experiment.
const EXPERIMENT: [&str; 13] = [
    "key",
    "seed",
    "hash",
    "hash_version",
    "unit",
    "fallback_unit",
    "coverage",
    "layer",
    "holdout",
    "filters",
    "sticky",
    "bucket_version",
    "min_bucket_version",
];
/// The fields of an experiment's layer or holdout.
const SLICE: [&str; 7] = [
    "id",
    "seed",
    "hash",
    "hash_version",
    "unit",
    "ranges",
    "percent",
];
/// The fields of a condition or a group of conditions.
const CONDITION: [&str; 6] = [
    "id",
    "identifier",
    "operator",
    "values",
    "filter",
    "audience",
];

/// Checks the names of all fields in campaign rules, and the rules' prerequisites.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    for rule in &subject.rules {
        let (json, path) = (rule.json, rule.path.as_str());
        let flat = json.get("segments").is_none();
        // In the flattened form, a rule is its own segment.
        let of_segment: &[&str] = if flat { &["segment"] } else { &[] };
        fields(json, path, &[&RULE, of_segment].concat(), out);
        each(json, path, "segments", &SEGMENT, out);
        each(json, path, "frequency", &CAP, out);
        inside(json, path, "schedule", &SCHEDULE, out);
        inside(json, path, "experiment", &EXPERIMENT, out);
        if let Some(schedule) = json.get("schedule") {
            each(schedule, &at(path, "schedule"), "windows", &WINDOW, out);
        }
        if let Some(experiment) = json.get("experiment") {
            let path = at(path, "experiment");
            inside(experiment, &path, "layer", &SLICE, out);
            inside(experiment, &path, "holdout", &SLICE, out);
        }
        if let Some(condition) = json.get("conditions") {
            conditions(condition, &at(path, "conditions"), out);
        }
        prerequisites(subject, json, path, out);
    }
    let audiences = subject.json.get("audiences").and_then(Value::as_object);
    for (name, condition) in audiences.into_iter().flatten() {
        conditions(condition, &at("$.audiences", name), out);
    }
}

/// Checks the names of an object's fields.
fn fields(value: &Value, path: &str, known: &[&str], out: &mut Findings) {
    for name in value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name)
    {
        if known.contains(&&**name) {
            continue;
        }
        // Others may add fields of their own, so only a name close to a known one counts as a slip.
        if let Some(meant) = suggest::nearest(name, known.iter().copied()) {
            let message = format!("\"{name}\" is ignored; did you mean \"{meant}\"?");
            out.error("misspelled_field", at(path, name), message);
        }
    }
}

/// Checks the names in the object that a field holds.
fn inside(value: &Value, path: &str, name: &str, known: &[&str], out: &mut Findings) {
    if let Some(value) = value.get(name) {
        fields(value, &at(path, name), known, out);
    }
}

/// Checks the names in each object of the list that a field holds.
fn each(value: &Value, path: &str, name: &str, known: &[&str], out: &mut Findings) {
    let path = at(path, name);
    for (index, entry) in list(value.get(name)).unwrap_or_default().iter().enumerate() {
        fields(entry, &format!("{path}[{index}]"), known, out);
    }
}

/// Checks the names in a condition and everything inside it.
fn conditions(condition: &Value, path: &str, out: &mut Findings) {
    if let Some(children) = condition.as_array() {
        for (index, child) in children.iter().enumerate() {
            conditions(child, &format!("{path}[{index}]"), out);
        }
        return;
    }
    fields(condition, path, &CONDITION, out);
    if let Some(children) = condition.get("filter") {
        conditions(children, &at(path, "filter"), out);
    }
}

/// Checks for rules that must have been shown before, and never are.
fn prerequisites(subject: &Subject<'_>, json: &Value, path: &str, out: &mut Findings) {
    let path = at(path, "prerequisites");
    for (index, name) in list(json.get("prerequisites"))
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let Some(name) = name.as_str() else { continue };
        let path = format!("{path}[{index}]");
        let found = subject.rules.iter().find(|rule| &*rule.rule.rule == name);
        let Some(found) = found else {
            let known = subject.rules.iter().map(|rule| &*rule.rule.rule);
            let hint = suggest::hint(name, known);
            let message = format!(
                "no rule has the id \"{name}\", so it was never shown and neither is this one{hint}"
            );
            out.error("unknown_rule", path, message);
            continue;
        };
        if text(json, "rule") == Some(name) {
            let message = "the rule waits for itself, so it is never shown; remove this";
            out.error("never_matches", path, message);
        } else if !found.is_asked() {
            let message = format!(
                "\"{name}\" is switched off or cannot be read: only customers who saw it earlier get this rule"
            );
            out.warning("prerequisite_off", path, message);
        }
    }
}
