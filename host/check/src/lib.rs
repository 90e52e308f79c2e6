//! Authoring checks: they find parts of a document's campaign rules and custom
//! components that can be read but are hardly what the author meant.
//!
//! The module reports what it passes over ([`paywall_engine::LoadedDocument::loaded`]); these
//! checks look at what it would carry out.
//! Nothing here decides for a customer: rules are compared with each other and with the things they name.
//! `docs/campaigns.md` lists the codes.

mod component;
mod condition;
mod experiment;
mod identifier;
mod names;
mod placement;
mod reach;
mod schedule;
mod segment;
mod shadow;
pub mod share;
pub mod simulate;
mod suggest;
mod witness;

use paywall_runtime::load::Document;
use paywall_runtime::rule::campaign::Campaign;
use paywall_runtime::rule::operator;
use serde::Serialize;
use serde_json::{Map, Value};

/// The weight of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Customers do not get what the document says.
    Error,
    /// The document works, but perhaps not as meant.
    Warning,
}

/// A part of a document that its author should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The weight of the finding.
    pub severity: Severity,
    /// A stable code, such as `never_matches`.
    pub code: String,
    /// The JSON path of the part concerned.
    pub path: Option<String>,
    /// A sentence for people: what was found, and what to do.
    pub message: String,
}

/// The findings of the checks so far.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a finding that customers do not get what the document says.
    fn error(&mut self, code: &str, path: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Error, code, path.into(), message.into());
    }

    /// Adds a finding that something works, but perhaps not as meant.
    fn warning(&mut self, code: &str, path: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Warning, code, path.into(), message.into());
    }

    /// Adds a finding, unless it was found before.
    fn add(&mut self, severity: Severity, code: &str, path: String, message: String) {
        let (code, path) = (code.to_owned(), Some(path));
        let finding = Finding {
            severity,
            code,
            path,
            message,
        };
        // An audience is checked once for every rule that names it.
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }
}

/// The document under check, as JSON and compiled.
#[derive(Debug)]
struct Subject<'a> {
    json: &'a Value,
    document: &'a Document,
    rules: Vec<Rule<'a>>,
    /// The time for schedules, in epoch milliseconds.
    now: f64,
}

/// A rule, as JSON and compiled.
#[derive(Debug, Clone)]
struct Rule<'a> {
    /// The JSON path: `$.campaign_rules[3]`.
    path: String,
    json: &'a Value,
    rule: &'a Campaign,
}

impl Rule<'_> {
    /// Returns true if the module asks the rule at all.
    fn is_asked(&self) -> bool {
        let terms = self.rule.terms.as_ref();
        terms.is_none_or(|terms| !terms.disabled && terms.invalid.is_none())
    }
}

/// Checks the campaign rules and the custom components of a document. `now` is in epoch milliseconds, for schedules.
/// A document that cannot be read has no findings: the module says why.
pub fn check(document: &[u8], now: f64) -> Vec<Finding> {
    let Some(json) = parse(document) else {
        return Vec::new();
    };
    let Ok((document, _)) = Document::load(json.to_string().as_bytes()) else {
        return Vec::new();
    };
    let subject = Subject {
        rules: rules(&json, &document),
        json: &json,
        document: &document,
        now,
    };
    let mut out = Findings::default();
    names::check(&subject, &mut out);
    component::check(&subject, &mut out);
    placement::check(&subject, &mut out);
    schedule::check(&subject, &mut out);
    condition::check(&subject, &mut out);
    segment::check(&subject, &mut out);
    share::check(&subject, &mut out);
    experiment::check(&subject, &mut out);
    shadow::check(&subject, &mut out);
    out.0
}

/// Parses the document; in the deprecated form it is a text that holds it. An app's own components are added to it.
fn parse(bytes: &[u8]) -> Option<Value> {
    let mut whole: Value = serde_json::from_slice(bytes).ok()?;
    let apps = whole.get("customComponents").cloned();
    let wrapped = whole.get_mut("document").map(Value::take);
    let mut document = match wrapped.clone().unwrap_or(whole) {
        Value::String(text) => serde_json::from_str(&text).ok()?,
        other => other,
    };
    if let (Some(_), Some(Value::Object(apps)), Some(fields)) =
        (wrapped, apps, document.as_object_mut())
    {
        let own = fields.entry("customComponents");
        if let Value::Object(own) = own.or_insert_with(|| Value::Object(Map::new())) {
            for (name, definition) in apps {
                own.entry(name).or_insert(definition);
            }
        }
    }
    Some(document)
}

/// Lists the rules in document order. An entry that is no object is passed over, as the module reports.
fn rules<'a>(json: &'a Value, document: &'a Document) -> Vec<Rule<'a>> {
    let (name, list) = match list(json.get("campaign_rules")) {
        Some(list) => ("campaign_rules", list),
        None => ("results", list(json.get("results")).unwrap_or_default()),
    };
    let objects = list
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_object());
    let pairs = objects.zip(&document.campaigns.rules);
    pairs
        .map(|((index, json), rule)| Rule {
            path: format!("$.{name}[{index}]"),
            json,
            rule,
        })
        .collect()
}

/// Returns a list, plain or as a page of the platform's API.
fn list(value: Option<&Value>) -> Option<&[Value]> {
    let value = value?;
    let list = value
        .as_array()
        .or_else(|| value.get("results")?.as_array());
    list.map(Vec::as_slice)
}

/// Returns the text in a field.
fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// Appends a field to a path: `.name`, or `["odd name"]`.
fn at(path: &str, name: &str) -> String {
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if plain && !name.is_empty() {
        format!("{path}.{name}")
    } else {
        format!("{path}[{}]", Value::from(name))
    }
}

/// Returns true for operators that compare points in time or ages, such as `before`.
pub fn compares_times(operator: &str) -> bool {
    operator::named(operator).is_some_and(|operator| operator.test.operand().is_time())
}
