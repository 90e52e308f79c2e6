//! The checks of conditions: the names in them, and rules with conditions that nobody can meet.

use std::collections::BTreeSet;

use paywall_control::campaign;
use paywall_runtime::rule::operator::{self, OPERATORS, Operand};
use serde_json::Value;

use super::identifier::{self, Domain};
use super::reach::{Conflict, Search};
use super::{Findings, Rule, Subject, at, list, suggest, text};

/// Checks the conditions of rules and audiences, and that each rule's can be met.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    for rule in &subject.rules {
        if let Some(condition) = rule.json.get("conditions") {
            walk(subject, condition, &at(&rule.path, "conditions"), out);
        }
        if rule.is_asked() {
            reachable(subject, rule, out);
        }
    }
    let audiences = subject.json.get("audiences").and_then(Value::as_object);
    for (name, condition) in audiences.into_iter().flatten() {
        walk(subject, condition, &at("$.audiences", name), out);
    }
}

/// Checks a condition and everything inside it.
fn walk(subject: &Subject<'_>, condition: &Value, path: &str, out: &mut Findings) {
    if let Some(children) = condition.as_array() {
        for (index, child) in children.iter().enumerate() {
            walk(subject, child, &format!("{path}[{index}]"), out);
        }
        return;
    }
    if let Some(children) = condition.get("filter") {
        walk(subject, children, &at(path, "filter"), out);
    }
    if let Some(name) = text(condition, "audience") {
        let code = "unknown_audience";
        entry(subject, code, "audiences", name, &at(path, "audience"), out);
    }
    if let Some(name) = text(condition, "identifier") {
        check_operator(condition, &at(path, "operator"), out);
        if campaign::is_known(name) {
            values(subject, name, condition, path, out);
        } else {
            unknown(name, &at(path, "identifier"), out);
        }
    }
}

/// Reports an identifier that names nothing, with the one that was perhaps meant.
fn unknown(name: &str, path: &str, out: &mut Findings) {
    out.error("unknown_identifier", path, campaign::unknown(name));
}

/// Checks that an operator exists.
fn check_operator(condition: &Value, path: &str, out: &mut Findings) {
    let Some(name) = text(condition, "operator") else {
        return;
    };
    let known: Vec<_> = OPERATORS.iter().map(|operator| operator.name).collect();
    if !known.contains(&name) {
        let hint = suggest::hint(name, known);
        let message =
            format!("there is no operator \"{name}\": the rule is passed over as a whole{hint}");
        out.error("unknown_operator", path, message);
    }
}

/// Checks that a name stands for an entry in a section of the document.
pub(super) fn entry(
    subject: &Subject<'_>,
    code: &str,
    section: &str,
    name: &str,
    path: &str,
    out: &mut Findings,
) {
    let entries = subject.json.get(section).and_then(Value::as_object);
    if entries.is_some_and(|entries| entries.contains_key(name)) {
        return;
    }
    let known = entries
        .into_iter()
        .flatten()
        .map(|(known, _)| known.as_str());
    let hint = suggest::hint(name, known);
    let message = format!(
        "`{section}` of the document has no \"{name}\": the rule is passed over as a whole{hint}"
    );
    out.error(code, path, message);
}

/// Checks for values that the identifier never has.
fn values(
    subject: &Subject<'_>,
    identifier: &str,
    condition: &Value,
    path: &str,
    out: &mut Findings,
) {
    let operator = text(condition, "operator").and_then(operator::named);
    let operand = operator.map_or(Operand::Nothing, |operator| operator.test.operand());
    let path = at(path, "values");
    let texts = list(condition.get("values")).unwrap_or_default();
    let texts = texts
        .iter()
        .enumerate()
        .filter_map(|(index, value)| Some((format!("{path}[{index}]"), value.as_str()?)));
    let known = match operand {
        Operand::List => {
            for (path, name) in texts {
                entry(subject, "unknown_list", "lists", name, &path, out);
            }
            return;
        }
        Operand::Whole | Operand::Element => vocabulary(subject, identifier),
        _ => None,
    };
    let Some(known) = known else { return };
    for (path, value) in texts {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(value)) {
            let hint = suggest::hint(value, known.iter().map(String::as_str));
            let all = known.join(", ");
            let message = format!("{identifier} is never \"{value}\" (it is one of {all}){hint}");
            out.warning("unknown_value", path, message);
        }
    }
}

/// Returns the texts that an identifier, or an entry of its list, can have. None if they are not known.
fn vocabulary(subject: &Subject<'_>, identifier: &str) -> Option<Vec<String>> {
    match identifier {
        "Customer.journey" => return Some(identifier::flags().map(str::to_owned).to_vec()),
        "Entitlements.active" => {
            return Some(entitlements(subject)).filter(|known| !known.is_empty());
        }
        _ => {}
    }
    let Domain::Closed(values) = identifier::domain(identifier) else {
        return None;
    };
    let texts = values.iter().filter(|value| !value.is_null());
    let texts = texts.map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
    Some(texts.collect())
}

/// Collects the entitlements that the document's products give.
fn entitlements(subject: &Subject<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for product in &subject.document.products() {
        for entitlement in list(product.get("entitlements")).unwrap_or_default() {
            let name = text(entitlement, "entitlement_ref_id").map(str::to_owned);
            out.extend(name.filter(|name| !out.contains(name)));
        }
    }
    out
}

/// Checks that somebody can meet a rule's conditions, first if every attribute may be a list, then if none is.
fn reachable(subject: &Subject<'_>, rule: &Rule<'_>, out: &mut Findings) {
    let terms = rule.rule.terms.as_ref();
    let Some(condition) = terms.and_then(|terms| terms.condition.as_ref()) else {
        return;
    };
    for singles in [false, true] {
        let targets = &subject.document.campaigns().targets;
        let mut search = Search::new(targets, subject.now, singles);
        if search.is_possible(vec![(condition, true)]) {
            continue;
        }
        let conflicts = &search.conflicts;
        // Unknown identifiers were reported already.
        let known = |conflict: &Conflict| campaign::is_known(&conflict.identifier);
        if !conflicts.iter().all(known) {
            return;
        }
        let path = at(&rule.path, "conditions");
        let mut texts: Vec<_> = conflicts.iter().map(explain).collect();
        if texts.is_empty() {
            texts.push("an empty group always holds, so its negation never does".into());
        }
        let message = format!("nobody can meet this: {}", texts.join("; "));
        if singles {
            let names = conflicts.iter().map(|conflict| &*conflict.identifier);
            let names: BTreeSet<_> = names.collect();
            let names: Vec<_> = names.into_iter().collect();
            let message = format!("{message} (unless {} is a list)", names.join(" or "));
            out.warning("never_matches", path, message);
        } else {
            out.error("never_matches", path, message);
        }
        return;
    }
}

/// Explains a conflict in one sentence.
fn explain(conflict: &Conflict) -> String {
    match conflict.texts.as_slice() {
        [only] => format!("{only} never holds"),
        texts => format!(
            "{} exclude each other (several values in one list mean any of them)",
            texts.join(" and ")
        ),
    }
}
