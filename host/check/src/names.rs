//! The checks of names: misspelt fields of rules, and prerequisites that name no rule.
//! They matter because unknown fields are ignored: with a slip in `conditions`, a rule is for everybody.

use paywall_schema::known;
use serde_json::Value;

use super::{Findings, Subject, at, list, suggest, text};

/// Checks the names of all fields in campaign rules, and the rules' prerequisites.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    for rule in &subject.rules {
        let (json, path) = (rule.json, rule.path.as_str());
        let mut of_rule = known::fields("rule");
        if json.get("segments").is_some() {
            // Only in the flattened form, a rule is its own segment; else a slip in `segments` would count as that.
            of_rule.retain(|name| *name != "segment");
        }
        fields(json, path, &of_rule, out);
        each(json, path, "segments", &known::fields("segment"), out);
        each(json, path, "frequency", &known::fields("cap"), out);
        inside(json, path, "schedule", &known::fields("schedule"), out);
        inside(json, path, "experiment", &known::fields("experiment"), out);
        if let Some(schedule) = json.get("schedule") {
            each(
                schedule,
                &at(path, "schedule"),
                "windows",
                &known::fields("window"),
                out,
            );
        }
        if let Some(experiment) = json.get("experiment") {
            let path = at(path, "experiment");
            inside(
                experiment,
                &path,
                "layer",
                &known::fields("part of customers"),
                out,
            );
            inside(
                experiment,
                &path,
                "holdout",
                &known::fields("part of customers"),
                out,
            );
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
        if let Some(meant) = suggest::slip(name, known.iter().copied()) {
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
    fields(condition, path, &known::fields("condition"), out);
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
