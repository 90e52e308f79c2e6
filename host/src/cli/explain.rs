//! A decision's trace for people: one line for each rule, with its conditions as a tree below.

use std::fmt::Write as _;

use paywall_host::check::{self, Names};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The explained answer of `decide`; `docs/abi.md` defines it.
#[derive(Deserialize)]
pub(super) struct Explained {
    decision: Option<Map<String, Value>>,
    error: Option<Map<String, Value>>,
    trace: Vec<Map<String, Value>>,
}

/// Writes the whole explanation.
pub(super) fn text(explained: &Explained, names: &Names) -> String {
    let mut out = conclusion(explained, names);
    // Rules of other placements are only counted, because a document has many.
    let (others, asked): (Vec<_>, Vec<_>) = explained
        .trace
        .iter()
        .partition(|rule| field(rule, "reason") == "placement");
    for rule in asked {
        out.push('\n');
        write_rule(&mut out, rule, names);
    }
    if !others.is_empty() {
        let _ = writeln!(out, "\n{} of other placements", rules(others.len()));
    }
    out
}

/// Says in one line what is shown, and by which rule.
fn conclusion(explained: &Explained, names: &Names) -> String {
    if let Some(error) = &explained.error {
        let (code, message) = (field(error, "code"), field(error, "message"));
        return format!("nothing is shown: {code}: {message}\n");
    }
    let Some(decision) = &explained.decision else {
        return "nothing is shown\n".to_owned();
    };
    let (id, rule) = (field(decision, "rule"), names.rule(field(decision, "rule")));
    if let Some(holdout) = decision.get("heldOut") {
        return format!("nothing is shown: rule {rule} holds the customer out ({holdout})\n");
    }
    let mut out = format!(
        "shown: paywall {} by rule {rule}, {}\n",
        names.paywall(field(decision, "paywall")),
        names.segment(id, field(decision, "segment"))
    );
    if let Some(remember) = decision.get("remember") {
        let _ = writeln!(out, "to be remembered: {remember}");
    }
    if decision.get("entitlementsUnknown").is_some() {
        out.push_str("the customer's entitlements are not known yet: the decision may change\n");
    }
    out
}

/// Writes a rule with the reason for its result, and its conditions below.
fn write_rule(out: &mut String, rule: &Map<String, Value>, names: &Names) {
    let reason = field(rule, "reason");
    let mark = mark(reason == "matched" || reason == "held_out");
    let id = field(rule, "rule");
    let _ = write!(out, "{mark} {}: {reason}", names.rule(id));
    for (name, value) in rule {
        if !["rule", "reason", "steps"].contains(&name.as_str()) {
            let _ = match (name.as_str(), value.as_str()) {
                ("segment", Some(segment)) => write!(out, ", {}", names.segment(id, segment)),
                ("paywall", Some(paywall)) => write!(out, ", paywall {}", names.paywall(paywall)),
                ("start" | "end" | "now", None) => {
                    let time = time(value).unwrap_or_else(|| plain(value));
                    write!(out, ", {name} {time}")
                }
                _ => write!(out, ", {name} {}", plain(value)),
            };
        }
    }
    out.push('\n');
    for step in rule
        .get("steps")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if let Some(step) = step.as_object() {
            write_step(out, step);
        }
    }
}

/// Writes one condition, indented by its depth.
fn write_step(out: &mut String, step: &Map<String, Value>) {
    let depth = step.get("depth").and_then(Value::as_u64).unwrap_or(0) as usize;
    let holds = step.get("result") == Some(&Value::Bool(true));
    let _ = write!(out, "{}{} ", "  ".repeat(depth + 1), mark(holds));
    for name in ["group", "audience"] {
        if let Some(value) = step.get(name) {
            let prefix = if name == "group" { "" } else { "audience " };
            let _ = writeln!(out, "{prefix}{}", plain(value));
            return;
        }
    }
    let (identifier, operator) = (field(step, "identifier"), field(step, "operator"));
    let expected = step.get("expected").filter(|values| !values.is_null());
    let expected = expected.map_or(String::new(), |values| format!(" {values}"));
    let actual = match step.get("actual") {
        None => "hidden".to_owned(),
        Some(Value::Null) if step.contains_key("notLoaded") => "not known yet".to_owned(),
        Some(Value::Null) => "missing".to_owned(),
        Some(value) if step.contains_key("notADate") => format!("{value}, which is no date"),
        Some(value) => check::instant(value)
            .filter(|_| check::compares_times(operator))
            .and_then(|instant| time(&instant.into()))
            .unwrap_or_else(|| value.to_string()),
    };
    let _ = write!(out, "{identifier} {operator}{expected}, is {actual}");
    if let Some(id) = step.get("id") {
        let _ = write!(out, "  ({})", plain(id));
    }
    out.push('\n');
}
/// Writes epoch milliseconds as a date and time.
fn time(value: &Value) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(value.as_f64()? as i64).ok()?;
    Some(time.to_string())
}

/// Marks a line that holds or does not.
fn mark(holds: bool) -> &'static str {
    if holds { "+" } else { "-" }
}

/// Writes a number of rules in words.
fn rules(count: usize) -> String {
    match count {
        1 => "1 rule".to_owned(),
        _ => format!("{count} rules"),
    }
}

/// Returns the text of a field, empty if there is none.
fn field<'a>(map: &'a Map<String, Value>, name: &str) -> &'a str {
    map.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Writes a text without its quotes, everything else as JSON.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
