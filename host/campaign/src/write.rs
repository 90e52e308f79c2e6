//! Rules as text: fields in the order in which people read them, and short values in one line.

use serde_json::{Map, Value as Json};

/// The most characters of a line.
const WIDTH: usize = 118;

/// The fields of rules in the order in which they are written; others stand behind them, by name.
const ORDER: [&str; 33] = [
    "rule",
    "name",
    "from",
    "template",
    "version",
    "type",
    "value",
    "enabled",
    "priority",
    "schedule",
    "start",
    "end",
    "zone",
    "audience",
    "identifier",
    "operator",
    "values",
    "filter",
    "conditions",
    "prerequisites",
    "max",
    "per",
    "min_gap",
    "until",
    "scope",
    "frequency",
    "key",
    "experiment",
    "segment",
    "weight",
    "split",
    "paywall",
    "form_factors",
];

/// Writes a value in lines, of which all but the first begin with so many spaces.
pub fn pretty(value: &Json, indent: usize) -> String {
    let line = compact(value);
    if line.chars().count() + indent <= WIDTH {
        return line;
    }
    let inner = " ".repeat(indent + 2);
    let outer = " ".repeat(indent);
    let lines = |parts: Vec<String>| parts.join(&format!(",\n{inner}"));
    match value {
        Json::Object(fields) => {
            let parts = ordered(fields).map(|(name, value)| {
                format!("{}: {}", Json::from(name), pretty(value, indent + 2))
            });
            format!("{{\n{inner}{}\n{outer}}}", lines(parts.collect()))
        }
        Json::Array(entries) => {
            let parts = entries.iter().map(|entry| pretty(entry, indent + 2));
            format!("[\n{inner}{}\n{outer}]", lines(parts.collect()))
        }
        _ => line,
    }
}

/// Writes a value in one line.
pub(crate) fn compact(value: &Json) -> String {
    match value {
        Json::Object(fields) if !fields.is_empty() => {
            let parts: Vec<_> = ordered(fields)
                .map(|(name, value)| format!("{}: {}", Json::from(name), compact(value)))
                .collect();
            format!("{{ {} }}", parts.join(", "))
        }
        Json::Array(entries) => {
            let parts: Vec<_> = entries.iter().map(compact).collect();
            format!("[{}]", parts.join(", "))
        }
        other => other.to_string(),
    }
}

/// Lists the fields of an object in the order in which they are written.
fn ordered(fields: &Map<String, Json>) -> impl Iterator<Item = (&str, &Json)> {
    let place = |name: &str| {
        ORDER
            .iter()
            .position(|known| *known == name)
            .unwrap_or(ORDER.len())
    };
    let mut sorted: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    sorted.sort_by_key(|(name, _)| place(name));
    sorted.into_iter()
}
