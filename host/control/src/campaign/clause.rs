//! Conditions as clauses: “who is a former subscriber and whose country is NZ”.

use serde_json::Value;

use super::fact::{Found, find};
use super::kind::Kind;
use super::moment::Moment;
use super::operator::{Operator, Takes, named};
use super::{entries, joined, quoted, span, text};

/// The most values that a clause lists.
const MOST: usize = 6;
/// The deepest groups that are told; the module reads no deeper ones.
const DEEPEST: usize = 16;

/// Says whom conditions are for.
pub fn who(conditions: Option<&Value>) -> String {
    let clause = conditions.map(|conditions| clause(conditions, 0));
    match clause.as_deref() {
        None | Some("") => "Everybody".to_owned(),
        Some(clause) => format!("A customer {clause}"),
    }
}

/// Writes a condition, or a list of them that must all hold.
pub(super) fn clause(condition: &Value, depth: usize) -> String {
    if depth > DEEPEST {
        return "…".to_owned();
    }
    if let Some(list) = condition.as_array() {
        return group("and", list, depth);
    }
    if let Some(name) = text(condition, "audience") {
        return format!("who is in the audience {}", quoted(name));
    }
    if condition.get("filter").is_some() {
        let operator = text(condition, "operator").unwrap_or("and");
        return group(operator, entries(condition, "filter"), depth);
    }
    comparison(condition)
}

/// Writes a group.
fn group(operator: &str, conditions: &[Value], depth: usize) -> String {
    let told = conditions.iter().map(|condition| {
        let clause = clause(condition, depth + 1);
        match conditions.len() > 1 && is_group(condition) {
            true => format!("({clause})"),
            false => clause,
        }
    });
    let inner: Vec<String> = told.filter(|clause| !clause.is_empty()).collect();
    let or = ["or", "nor"].contains(&operator);
    let all = joined(&inner, if or { " or " } else { " and " });
    match operator {
        "not" => format!("for whom not all of this holds: {all}"),
        "nor" => format!("for whom none of this holds: {all}"),
        _ => all,
    }
}

/// Returns whether a condition is a group of several.
fn is_group(condition: &Value) -> bool {
    condition.is_array() || entries(condition, "filter").len() > 1
}

/// Writes a comparison.
fn comparison(condition: &Value) -> String {
    let Some(identifier) = text(condition, "identifier") else {
        return String::new();
    };
    let name = text(condition, "operator").unwrap_or("equals");
    let values = entries(condition, "values");
    let Some(Found {
        title,
        opposite,
        kind,
    }) = find(identifier)
    else {
        return format!("whose {} {}", quoted(identifier), plainly(name, values));
    };
    if let Some(holds) = (kind == Kind::Flag).then(|| asks(name, values)).flatten() {
        return format!("who {}", if holds { title } else { opposite });
    }
    match named(name) {
        Some(operator) => format!("whose {title} {}", predicate(operator, kind, values)),
        None => format!("whose {title} {}", plainly(name, values)),
    }
}

/// Returns what a comparison asks of a flag: that it holds, or that it does not.
fn asks(operator: &str, values: &[Value]) -> Option<bool> {
    let [value] = values else { return None };
    let wanted = value.as_bool().or_else(|| value.as_str()?.parse().ok())?;
    match operator {
        "equals" | "any_of" | "i_equals" => Some(wanted),
        "not_equals" | "none_of" | "not_i_equals" => Some(!wanted),
        _ => None,
    }
}

/// Writes an operator with its values.
fn predicate(operator: &Operator, kind: Kind, values: &[Value]) -> String {
    let words = operator.say(kind, values.len());
    let said = |value: &Value| match operator.takes {
        Takes::Span => span::words(value.as_str().unwrap_or_default()),
        Takes::Date => date(value),
        Takes::Lists => quoted(value.as_str().unwrap_or_default()),
        _ => spoken(value),
    };
    let mut said: Vec<String> = values.iter().map(said).collect();
    let more = said.len().saturating_sub(MOST);
    if more > 0 {
        said.truncate(MOST);
        said.push(format!("{more} more"));
    }
    match operator.takes {
        Takes::None => words.to_owned(),
        Takes::Two => format!("{words} {}", said.join(" to ")),
        _ if more > 0 => format!("{words} {}", joined(&said, " and ")),
        _ => format!("{words} {}", said.join(", ")),
    }
}

/// Writes a comparison of which the words are not known as it stands.
fn plainly(operator: &str, values: &[Value]) -> String {
    let known = named(operator).map(|operator| predicate(operator, Kind::Any, values));
    let values: Vec<String> = values.iter().map(spoken).collect();
    known.unwrap_or_else(|| format!("{operator} {}", values.join(", ")))
}

/// Writes a date.
fn date(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    Moment::read(text, true).map_or_else(|| spoken(value), Moment::words)
}

/// Writes a value as people would.
fn spoken(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
