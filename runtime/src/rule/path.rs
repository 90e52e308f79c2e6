//! Values by path: steps are separated by dots or written `[n]`; an exact key wins over a split path.
//! Lists have `.first`, `.last` and `.count`, objects `.count`.

use serde_json::{Map, Value as Json};

use crate::number;

/// Returns the value at `path` in an object, or null when nothing is there.
pub fn in_map(map: &Map<String, Json>, path: &str) -> Json {
    if let Some(value) = map.get(path) {
        return value.clone();
    }
    let (head, rest) = split(path);
    match map.get(head) {
        Some(value) => find(value, rest),
        None if rest.is_empty() && head == "count" => map.len().into(),
        None => Json::Null,
    }
}

/// Returns the value at a path inside a value.
fn find(value: &Json, path: &str) -> Json {
    match value {
        _ if path.is_empty() => value.clone(),
        Json::Object(map) => in_map(map, path),
        Json::Array(list) => in_list(list, path),
        _ => Json::Null,
    }
}

/// Returns the value at a path inside a list.
fn in_list(list: &[Json], path: &str) -> Json {
    let (head, rest) = split(path);
    let entry = match head {
        "count" if rest.is_empty() => return list.len().into(),
        "first" => list.first(),
        "last" => list.last(),
        number => number::parse(number)
            .filter(|at| *at >= 0.0)
            .and_then(|at| list.get(at as usize)),
    };
    entry.map_or(Json::Null, |entry| find(entry, rest))
}

/// Splits a path into its first step and the rest.
pub fn split(path: &str) -> (&str, &str) {
    let end = path.bytes().position(|byte| byte == b'.' || byte == b'[');
    let Some(end) = end else {
        return (without_bracket(path), "");
    };
    let (head, rest) = path.split_at(end);
    (without_bracket(head), &rest[1..])
}

/// Removes the bracket behind the number of `[n]`, which the next step or the end follows.
fn without_bracket(step: &str) -> &str {
    step.strip_suffix(']').unwrap_or(step)
}
