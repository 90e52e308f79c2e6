//! The names that a document uses: what people choose from when they write a condition or fill in a template.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::fact::PATTERNS;
use super::text;
use crate::content::Content;
use crate::section::Section;

/// Lists the names of each kind: paywalls, placements, entitlements, products, events, attributes and so on.
pub fn names(content: &Content) -> Value {
    let mut names = Names(BTreeMap::new());
    for section in Section::ALL {
        for entry in content.manifest.section(section) {
            let Some(part) = content.parts.get(&entry.1) else {
                continue;
            };
            match section {
                Section::Paywalls => names.add("paywall", &entry.0),
                Section::Products => names.add("product", &entry.0),
                Section::Audiences => names.add("audience", &entry.0),
                Section::Lists => names.add("list", &entry.0),
                Section::Layers => names.add("layer", &entry.0),
                Section::Rules => names.rule(part),
                Section::Components | Section::Rest => continue,
            }
            names.within(part);
        }
    }
    let listed = names.0.into_iter().map(|(kind, names)| {
        let names = names.into_iter().map(Value::String).collect();
        (kind.to_owned(), Value::Array(names))
    });
    Value::Object(listed.collect::<Map<_, _>>())
}

/// The names that were found, by kind.
struct Names(BTreeMap<&'static str, BTreeSet<String>>);

impl Names {
    fn add(&mut self, kind: &'static str, name: &str) {
        self.0.entry(kind).or_default().insert(name.to_owned());
    }

    /// Takes the placement of a rule.
    fn rule(&mut self, rule: &Value) {
        if let (Some("label"), Some(value)) = (text(rule, "type"), text(rule, "value")) {
            self.add("placement", value);
        }
    }

    /// Takes what a value names, and what is inside it.
    fn within(&mut self, value: &Value) {
        match value {
            Value::Array(list) => list.iter().for_each(|value| self.within(value)),
            Value::Object(fields) => {
                for (name, kind) in [
                    ("entitlement_ref_id", "entitlement"),
                    ("until", "event"),
                    ("sku_ref_id", "sku"),
                ] {
                    if let Some(found) = text(value, name) {
                        self.add(kind, found);
                    }
                }
                if let Some(identifier) = text(value, "identifier") {
                    self.condition(identifier, value);
                }
                fields.values().for_each(|value| self.within(value));
            }
            _ => {}
        }
    }

    /// Takes what a condition names.
    fn condition(&mut self, identifier: &str, condition: &Value) {
        if identifier == "Entitlements.active" {
            for value in super::entries(condition, "values") {
                self.add("entitlement", value.as_str().unwrap_or_default());
            }
        }
        let (space, rest) = identifier.split_once('.').unwrap_or((identifier, ""));
        let chosen = PATTERNS.iter().find_map(|pattern| {
            let name = rest.strip_prefix(pattern.before)?;
            let name = name.strip_suffix(pattern.behind)?;
            (pattern.space == space && !name.is_empty()).then_some((pattern.names, name))
        });
        if let Some((kind, name)) = chosen.filter(|_| identifier != "Entitlements.active") {
            self.add(kind, name);
        }
    }
}
