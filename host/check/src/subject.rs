//! The document under check, and the reading of its JSON.

use paywall_runtime::load::Document;
use paywall_runtime::rule::campaign::Campaign;
use serde_json::Value;

/// The document under check, as JSON and compiled.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub json: &'a Value,
    pub document: &'a Document,
    pub rules: Vec<Rule<'a>>,
    /// The time for schedules, in epoch milliseconds.
    pub now: f64,
}

/// A rule, as JSON and compiled.
#[derive(Debug, Clone)]
pub(crate) struct Rule<'a> {
    /// The JSON path: `$.campaign_rules[3]`.
    pub path: String,
    pub json: &'a Value,
    pub rule: &'a Campaign,
}

impl Rule<'_> {
    /// Returns true if the module asks the rule at all.
    pub fn is_asked(&self) -> bool {
        let terms = self.rule.terms.as_ref();
        terms.is_none_or(|terms| !terms.disabled && terms.invalid.is_none())
    }
}

/// Lists the rules in document order. An entry that is no object is passed over, as the module reports.
pub(crate) fn rules<'a>(json: &'a Value, document: &'a Document) -> Vec<Rule<'a>> {
    let (name, list) = match list(json.get("campaign_rules")) {
        Some(list) => ("campaign_rules", list),
        None => ("results", list(json.get("results")).unwrap_or_default()),
    };
    let objects = list
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_object());
    let pairs = objects.zip(&document.campaigns().rules);
    pairs
        .map(|((index, json), rule)| Rule {
            path: format!("$.{name}[{index}]"),
            json,
            rule,
        })
        .collect()
}

/// Returns a list, plain or as a page of the platform's API.
pub(crate) fn list(value: Option<&Value>) -> Option<&[Value]> {
    let value = value?;
    let list = value
        .as_array()
        .or_else(|| value.get("results")?.as_array());
    list.map(Vec::as_slice)
}

/// Returns the text in a field.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// Appends a field to a path: `.name`, or `["odd name"]`.
pub(crate) fn at(path: &str, name: &str) -> String {
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if plain && !name.is_empty() {
        format!("{path}.{name}")
    } else {
        format!("{path}[{}]", Value::from(name))
    }
}
