//! Values by path: dots and `[n]`; an exact key wins over a split path;
//! `.first`, `.last` and `.count` of lists, `.count` of objects.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::number;

/// What is not there.
pub static MISSING: Json = Json::Null;

/// The value at `path` in an object; null when nothing is there.
pub fn in_map<'a>(map: &'a Map<String, Json>, path: &str) -> Cow<'a, Json> {
    if let Some(value) = map.get(path) {
        return Cow::Borrowed(value);
    }
    let (head, rest) = split(path);
    match map.get(head) {
        Some(value) => find(value, rest),
        None if rest.is_empty() && head == "count" => Cow::Owned(map.len().into()),
        None => Cow::Borrowed(&MISSING),
    }
}

fn find<'a>(value: &'a Json, path: &str) -> Cow<'a, Json> {
    match value {
        _ if path.is_empty() => Cow::Borrowed(value),
        Json::Object(map) => in_map(map, path),
        Json::Array(list) => in_list(list, path),
        _ => Cow::Borrowed(&MISSING),
    }
}

fn in_list<'a>(list: &'a [Json], path: &str) -> Cow<'a, Json> {
    let (head, rest) = split(path);
    let entry = match head {
        "count" if rest.is_empty() => return Cow::Owned(list.len().into()),
        "first" => list.first(),
        "last" => list.last(),
        number => number::parse(number)
            .filter(|at| *at >= 0.0)
            .and_then(|at| list.get(at as usize)),
    };
    entry.map_or(Cow::Borrowed(&MISSING), |entry| find(entry, rest))
}

/// The first step of a path, and the rest.
pub fn split(path: &str) -> (&str, &str) {
    let end = path.bytes().position(|byte| byte == b'.' || byte == b'[');
    let Some(end) = end else {
        return (without_bracket(path), "");
    };
    let (head, rest) = path.split_at(end);
    (without_bracket(head), &rest[1..])
}

/// Behind the number of `[n]` comes its bracket, and then the next step or the end.
fn without_bracket(step: &str) -> &str {
    step.strip_suffix(']').unwrap_or(step)
}
