//! Ids for what has none: components, rules, segments and products. The same document always gets the same ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::canonical::Hash;
use crate::section::Section;
use crate::shape;

/// The components whose id has a meaning of its own: a group, a value of a form, a drawer of each product.
const BY_ID: [&str; 3] = [
    "segmentPickerItem",
    "formSegmentPickerItem",
    "collapseContainer",
];

/// A component whose id was changed, for another one of its paywall has it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The id of the paywall.
    pub paywall: String,
    /// The id that is another component's.
    pub from: String,
    /// The id that it has now.
    pub to: String,
}

/// Gives ids to all parts and components of a document that have none, made of where they stand, and new ones to components
/// whose id is taken.
///
/// An id that something else in the document names, such as a flow, stays doubled, for nobody can say which one was
/// meant; `paywall check` tells of it.
pub fn identify(document: &mut Value) -> Vec<Renamed> {
    let mut named = BTreeSet::new();
    texts(document, &mut named);
    for section in [Section::Rules, Section::Products] {
        parts(document, section);
    }
    let mut renamed = Vec::new();
    parts(document, Section::Paywalls);
    let paywalls = document.get_mut(Section::Paywalls.name());
    for paywall in paywalls.and_then(Value::as_array_mut).into_iter().flatten() {
        let id = paywall
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if let Some(Value::Array(pages)) = paywall.pointer_mut("/template/pages") {
            give(pages, "name", "page", &id);
        }
        let mut walk = Walk::new(id, &named, paywall);
        walk.value(paywall, "", &mut String::new());
        renamed.append(&mut walk.renamed);
    }
    let rules = document.get_mut(Section::Rules.name());
    for rule in rules.and_then(Value::as_array_mut).into_iter().flatten() {
        segments(rule);
    }
    renamed
}

/// Gives ids to the entries of a section that have none.
fn parts(document: &mut Value, section: Section) {
    let Some(Value::Array(entries)) = document.get_mut(section.name()) else {
        return;
    };
    let key = section.key().unwrap_or_default();
    give(entries, key, section.noun(), section.name());
}

/// Gives ids to the segments of a rule that have none.
fn segments(rule: &mut Value) {
    let id = rule
        .get("rule")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if let Some(Value::Array(entries)) = rule.get_mut("segments") {
        give(entries, "segment", "segment", &id);
    }
}

/// Gives ids to the entries of a list that have none.
fn give(entries: &mut [Value], key: &str, noun: &str, place: &str) {
    let known = entries
        .iter()
        .filter_map(|entry| entry.get(key)?.as_str().map(str::to_owned));
    let mut taken: BTreeSet<String> = known.collect();
    for (index, entry) in entries.iter_mut().enumerate() {
        let Some(fields) = entry.as_object_mut() else {
            continue;
        };
        if fields
            .get(key)
            .and_then(Value::as_str)
            .is_none_or(str::is_empty)
        {
            let made = free(noun, &format!("{place}[{index}]"), &taken);
            taken.insert(made.clone());
            fields.insert(key.to_owned(), Value::String(made));
        }
    }
}

/// Returns an id that is not taken: a word for people, and digits made of a place.
fn free(noun: &str, place: &str, taken: &BTreeSet<String>) -> String {
    let noun: String = noun
        .chars()
        .map(|char| {
            if char.is_ascii_alphanumeric() {
                char
            } else {
                '-'
            }
        })
        .collect();
    let tries = (0..).map(|round: u32| {
        let hash = Hash::of(format!("{round} {place}").as_bytes()).to_string();
        format!("{noun}-{}", hash.get(..8).unwrap_or_default())
    });
    let mut tries = tries.filter(|made| !taken.contains(made));
    tries.next().unwrap_or(noun)
}

/// Collects all texts of a value that may name a component: every text but the ids of components themselves, and the fields
/// of flows' actions.
fn texts(value: &Value, out: &mut BTreeSet<String>) {
    let is_component = shape::is_component(value);
    match value {
        Value::String(text) => {
            out.insert(text.clone());
        }
        Value::Array(entries) => entries.iter().for_each(|entry| texts(entry, out)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if let Some(actions) = value.as_object().filter(|_| name == "actions") {
                    out.extend(actions.keys().cloned());
                }
                if !(is_component && name == "id") {
                    texts(value, out);
                }
            }
        }
        _ => {}
    }
}

/// The walk through a paywall's components.
struct Walk<'a> {
    paywall: String,
    /// The texts of the document that may name a component.
    named: &'a BTreeSet<String>,
    /// The ids that components of the paywall have or were given.
    taken: BTreeSet<String>,
    /// The ids met so far, and how often.
    met: BTreeMap<String, usize>,
    renamed: Vec<Renamed>,
}

impl<'a> Walk<'a> {
    fn new(paywall: String, named: &'a BTreeSet<String>, value: &Value) -> Self {
        let mut taken = BTreeSet::new();
        ids(value, &mut taken);
        Self {
            paywall,
            named,
            taken,
            met: BTreeMap::new(),
            renamed: Vec::new(),
        }
    }

    /// Walks through a value at a place, and gives its components ids.
    fn value(&mut self, value: &mut Value, field: &str, place: &mut String) {
        if shape::is_data(field) {
            return;
        }
        let is_component = shape::is_component(value);
        let length = place.len();
        match value {
            Value::Array(entries) => {
                for (index, entry) in entries.iter_mut().enumerate() {
                    place.push_str(&format!("[{index}]"));
                    self.value(entry, "", place);
                    place.truncate(length);
                }
            }
            Value::Object(fields) => {
                if is_component {
                    self.component(fields, place);
                }
                for (name, value) in fields {
                    place.push('.');
                    place.push_str(name);
                    self.value(value, name, place);
                    place.truncate(length);
                }
            }
            _ => {}
        }
    }

    /// Gives one component an id, if it has none or another's.
    fn component(&mut self, fields: &mut Map<String, Value>, place: &str) {
        let id = shape::id(fields, shape::COMPONENT).map(str::to_owned);
        let kind = fields
            .get("component")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if BY_ID.contains(&kind) {
            return;
        }
        let Some(id) = id else {
            let made = free(kind, &format!("{} {place}", self.paywall), &self.taken);
            self.take(fields, made);
            return;
        };
        let met = self.met.entry(id.clone()).or_insert(0);
        *met += 1;
        if *met > 1 && !self.named.contains(&id) && !id.contains("${") {
            let tries = (*met..).map(|round| format!("{id}-{round}"));
            let mut tries = tries.filter(|made| !self.taken.contains(made));
            let to = tries.next().unwrap_or_default();
            self.renamed.push(Renamed {
                paywall: self.paywall.clone(),
                from: id,
                to: to.clone(),
            });
            self.take(fields, to);
        }
    }

    /// Gives a component a new id.
    fn take(&mut self, fields: &mut Map<String, Value>, id: String) {
        self.taken.insert(id.clone());
        fields.insert("id".to_owned(), Value::String(id));
    }
}

/// Collects the ids of all components.
fn ids(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| ids(entry, out)),
        Value::Object(fields) => {
            if let Some(id) = shape::id(fields, shape::COMPONENT) {
                out.insert(id.to_owned());
            }
            fields.values().for_each(|value| ids(value, out));
        }
        _ => {}
    }
}
