//! Hints from a document's conditions, so that a made-up population has what
//! they ask for: identifiers, and values near the bounds.

use std::collections::BTreeMap;

use paywall_runtime::date;
use paywall_runtime::rule::operator::{self, Operand};
use serde_json::{Value, json};

/// The values that conditions compare with, by identifier, and values just beside them.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// The values by identifier, in the order of the identifiers' names.
    pub(super) values: BTreeMap<String, Vec<Value>>,
    /// The entitlements that products give or conditions name.
    pub(super) entitlements: Vec<String>,
    /// The form factors that segments are for.
    pub(super) form_factors: Vec<String>,
}

impl Hints {
    /// Collects the hints of documents that the same people are sent through. `now` is in epoch milliseconds.
    pub(super) fn of(documents: &[Value], now: f64) -> Self {
        let mut out = Self::default();
        for document in documents {
            let lists = document.get("lists").unwrap_or(&Value::Null);
            out.visit(document, lists, now);
        }
        let named = out.values.remove("Entitlements.active");
        for name in named.unwrap_or_default().iter().filter_map(Value::as_str) {
            add(&mut out.entitlements, name.to_owned());
        }
        if out.form_factors.is_empty() {
            let all = ["phone", "tablet", "desktop", "television"];
            out.form_factors = all.map(str::to_owned).to_vec();
        }
        out
    }

    /// Looks everywhere except in the paywalls, whose conditions have another form.
    fn visit(&mut self, value: &Value, lists: &Value, now: f64) {
        match value {
            Value::Array(entries) => {
                for entry in entries {
                    self.visit(entry, lists, now);
                }
            }
            Value::Object(fields) => {
                self.condition(value, lists, now);
                let factors = value.get("form_factors").and_then(Value::as_array);
                for entry in factors.into_iter().flatten() {
                    // The platform also takes a bare name.
                    let name = entry.get("form_factor").unwrap_or(entry).as_str();
                    name.into_iter()
                        .for_each(|name| add(&mut self.form_factors, name.to_owned()));
                }
                if let Some(name) = value.get("entitlement_ref_id").and_then(Value::as_str) {
                    add(&mut self.entitlements, name.to_owned());
                }
                for (_, field) in fields.iter().filter(|(name, _)| *name != "paywalls") {
                    self.visit(field, lists, now);
                }
            }
            _ => {}
        }
    }

    /// Adds the values of one comparison.
    fn condition(&mut self, condition: &Value, lists: &Value, now: f64) {
        let text = |name| condition.get(name).and_then(Value::as_str);
        let (Some(identifier), Some(operator)) = (text("identifier"), text("operator")) else {
            return;
        };
        let written = condition.get("values").and_then(Value::as_array);
        let known = self.values.entry(identifier.to_owned()).or_default();
        for value in written.map_or(&[][..], Vec::as_slice) {
            for value in near(operator, value, lists, now) {
                add(known, value);
            }
        }
    }
}

/// Adds a value unless the list has it.
fn add<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

/// Lists values that meet a comparison, and values that just miss it.
fn near(operator: &str, value: &Value, lists: &Value, now: f64) -> Vec<Value> {
    let text = value.as_str().unwrap_or_default();
    let number = value.as_f64().or_else(|| text.parse().ok());
    let operand = operator::named(operator).map(|operator| operator.test.operand());
    match (operand.unwrap_or(Operand::Whole), number) {
        (Operand::List, _) => lists
            .get(text)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default(),
        (Operand::Number, Some(number)) => {
            vec![json!(number - 1.0), json!(number), json!(number + 1.0)]
        }
        (Operand::Instant, _) => {
            let time = date::read(value).map_or(now, |moment| moment.time);
            vec![json!(time - 3_600_000.0), json!(time + 3_600_000.0)]
        }
        (Operand::Duration, _) => {
            let length = length(text).unwrap_or(86_400_000.0);
            let around = [-1.5, -0.5, 0.5, 1.5];
            around.map(|times| json!(now + times * length)).to_vec()
        }
        (Operand::Version, _) => {
            vec![json!("0.1"), value.clone(), json!(format!("{text}.1"))]
        }
        _ => vec![value.clone(), json!("another")],
    }
}

/// Reads an ISO 8601 duration as milliseconds, with days of 24 hours.
fn length(text: &str) -> Option<f64> {
    let span: jiff::Span = text.parse().ok()?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    span.total((jiff::Unit::Millisecond, days)).ok()
}
