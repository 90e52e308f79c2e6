//! The thing that a finding is about, by the path at which a check found it.

use serde_json::Value;

use crate::tree::Key;

/// The fields by which an entry of a list is named in a path.
const NAMES: [&str; 3] = ["id", "name", "segment"];

/// Finds the thing that a path leads to, the last one on the way that has an id, and the attribute of it.
///
/// A path is such as `$.paywalls[0].template.pages[0]`, with positions, or with ids in their place; none that leads into
/// another part belongs to a thing of this one.
pub fn owner(part: &Value, name: &str, path: &str) -> Option<(Key, Option<String>)> {
    let steps = steps(path);
    let mut waiting = steps.iter();
    let is_here = waiting.next()? == "paywalls"
        && waiting.next().is_some_and(|one| one == "0" || one == name);
    if !is_here {
        return None;
    }
    let mut found = (Key::new(), steps.get(2).cloned());
    let mut value = Some(part);
    for (at, step) in steps.iter().enumerate().skip(2) {
        value = value.and_then(|value| entered(value, step));
        let id = value.filter(|value| value.get("component").is_some_and(Value::is_string));
        let id = id.and_then(|value| value.get("id")?.as_str());
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            found = (id.to_owned(), steps.get(at + 1).cloned());
        }
    }
    Some(found)
}

/// Returns what a step leads to: an entry of a list by its name or its position, or a field.
fn entered<'a>(value: &'a Value, step: &str) -> Option<&'a Value> {
    let Some(list) = value.as_array() else {
        return value.get(step);
    };
    let name = |entry: &Value| {
        NAMES
            .iter()
            .find_map(|name| Some(entry.get(name)?.as_str()? == step))
    };
    let named = list.iter().find(|entry| name(entry).unwrap_or_default());
    named.or_else(|| list.get(step.parse::<usize>().ok()?))
}

/// Splits a path into its fields, positions and names.
fn steps(path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    while let Some(sign) = rest.chars().next() {
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        let (step, behind) = match sign {
            '[' if rest.starts_with('"') => quoted(rest),
            '[' => rest
                .split_once(']')
                .map(|(step, behind)| (step.to_owned(), behind))
                .unwrap_or_default(),
            _ => {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (step, behind) = rest.split_at(end);
                (step.to_owned(), behind)
            }
        };
        rest = behind;
        if !step.is_empty() {
            steps.push(step);
        }
    }
    steps
}

/// Reads a name in quotes, and what stands behind its bracket.
fn quoted(text: &str) -> (String, &str) {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, letter)| {
        let ends = *letter == '"' && !is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        ends
    });
    let (name, behind) = text.split_at(end.map_or(text.len(), |(at, _)| at + 1));
    let name: Value = serde_json::from_str(name).unwrap_or_default();
    let name = name.as_str().unwrap_or_default().to_owned();
    (name, behind.strip_prefix(']').unwrap_or_default())
}
