//! JSON paths, read back.

use serde_json::Value;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// The name of a field.
    Key(String),
    /// The position in a list.
    Index(usize),
}

/// Reads a path such as `$.paywalls[0]["odd name"]`. It ends where it cannot be read.
pub(crate) fn steps(path: &str) -> Vec<Step> {
    let mut out = Vec::new();
    let mut rest = path.strip_prefix('$').unwrap_or_default();
    while let Some((step, after)) = step(rest) {
        out.push(step);
        rest = after;
    }
    out
}

/// Reads the first step of a path, and returns what is behind it.
fn step(path: &str) -> Option<(Step, &str)> {
    if let Some(name) = path.strip_prefix('.') {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (name, rest) = name.split_at(end);
        return Some((Step::Key(name.to_owned()), rest));
    }
    let inside = path.strip_prefix('[')?;
    if inside.starts_with('"') {
        let mut names = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let name = names.next()?.ok()?;
        let rest = inside.get(names.byte_offset()..)?.strip_prefix(']')?;
        return Some((Step::Key(name), rest));
    }
    let (index, rest) = inside.split_once(']')?;
    Some((Step::Index(index.parse().ok()?), rest))
}

/// Returns the value that a path leads to. A list may be a page of the platform's API.
pub(crate) fn find<'a>(json: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    let mut value = json;
    for step in steps {
        value = match step {
            Step::Key(name) => value.get(name)?,
            Step::Index(index) => value.get("results").unwrap_or(value).get(index)?,
        };
    }
    Some(value)
}

/// The fields by which the entries of lists are known.
const IDS: [&str; 4] = ["id", "rule", "segment", "name"];

/// Writes a path with positions in place of ids, as far as it leads somewhere: what [`with_ids`] wrote, read back.
pub fn with_positions(json: &Value, path: &str) -> String {
    let mut out = String::from("$");
    let mut value = Some(json);
    let mut rest = path.strip_prefix('$').unwrap_or_default();
    while !rest.is_empty() {
        let named = rest.strip_prefix('[').filter(|name| !name.starts_with('"'));
        let entry = named.and_then(|name| name.split_once(']')).zip(value);
        let (index, after) = match entry {
            Some(((name, after), list)) => {
                let Some(index) = position(list, name) else {
                    break;
                };
                (Step::Index(index), after)
            }
            None => match step(rest) {
                Some(found) => found,
                None => break,
            },
        };
        match &index {
            Step::Key(name) => {
                out = super::at(&out, name);
                value = value.and_then(|value| value.get(name));
            }
            Step::Index(index) => {
                out.push_str(&format!("[{index}]"));
                value = value.and_then(|value| value.get("results").unwrap_or(value).get(index));
            }
        }
        rest = after;
    }
    out
}

/// Finds an entry of a list by its id, or else by its position.
fn position(list: &Value, name: &str) -> Option<usize> {
    let entries = list.get("results").unwrap_or(list).as_array()?;
    let has_id = |entry: &Value| {
        let ids = IDS.iter().filter_map(|field| entry.get(field)?.as_str());
        ids.into_iter().find(|id| !id.is_empty()) == Some(name)
    };
    let found = entries.iter().position(has_id);
    found.or_else(|| name.parse().ok().filter(|index| *index < entries.len()))
}

/// Writes a path with ids in place of positions, where entries have some: `$.campaign_rules[winback].segments[all]`.
pub fn with_ids(json: &Value, path: &str) -> String {
    let mut out = String::from("$");
    let mut value = Some(json);
    for step in steps(path) {
        value = match &step {
            Step::Key(name) => {
                out = super::at(&out, name);
                value.and_then(|value| value.get(name))
            }
            Step::Index(index) => {
                let entry =
                    value.and_then(|value| value.get("results").unwrap_or(value).get(index));
                let ids = IDS.iter().filter_map(|field| entry?.get(field)?.as_str());
                let id = ids.into_iter().find(|id| !id.is_empty());
                out.push_str(&format!(
                    "[{}]",
                    id.map_or_else(|| index.to_string(), str::to_owned)
                ));
                entry
            }
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        let document = json!({ "a": [{ "odd \"name]": { "b-c": 7 } }], "d": { "results": [8] } });
        for (path, found) in [
            ("$.a[0][\"odd \\\"name]\"].b-c", json!(7)),
            ("$.d[0]", json!(8)),
            ("$.a[1]", json!(null)),
        ] {
            let value = find(&document, &steps(path)).cloned();
            assert_eq!(value.unwrap_or_default(), found, "{path}");
        }
        assert_eq!(find(&document, &steps("$")), Some(&document));
    }

    #[test]
    fn a_path_of_ids_that_leads_nowhere_ends_where_it_does() {
        let document = json!({ "campaign_rules": [{ "rule": "w" }] });
        for (named, path) in [
            ("$.campaign_rules[gone].split", "$.campaign_rules"),
            ("$.campaign_rules[w].a[x]", "$.campaign_rules[0].a"),
            ("$", "$"),
        ] {
            assert_eq!(with_positions(&document, named), path);
        }
    }

    #[test]
    fn positions_become_ids_where_there_are_some() {
        let document = json!({ "campaign_rules": [{}, { "rule": "w", "segments": [{ "segment": "all", "odd name": [1] }] }] });
        for (path, named) in [
            (
                "$.campaign_rules[1].segments[0].split",
                "$.campaign_rules[w].segments[all].split",
            ),
            (
                "$.campaign_rules[1].segments[0][\"odd name\"][0]",
                "$.campaign_rules[w].segments[all][\"odd name\"][0]",
            ),
            ("$.campaign_rules[0].x", "$.campaign_rules[0].x"),
        ] {
            assert_eq!(with_ids(&document, path), named);
            assert_eq!(with_positions(&document, named), path);
        }
    }
}
