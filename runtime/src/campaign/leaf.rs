//! One comparison of a condition: an attribute of the customer against the values beside the operator.
//!
//! What is coerced is decided by the type of the condition's value, never by guessing from the attribute.

use std::cmp::Ordering;
use std::rc::Rc;
use std::slice;

use serde_json::{Map, Value as Json};

use super::operator::{Operator, Order, Test};
use super::{fold, version};
use crate::date;
use crate::limits;

/// A compiled comparison.
#[derive(Debug)]
pub struct Leaf {
    /// Which identifier it reads; a number into [`super::compile::Targets::identifiers`].
    pub slot: u32,
    /// How it compares.
    pub operator: &'static Operator,
    /// The values, made ready: folded texts, instants and lengths of time in milliseconds.
    pub values: Vec<Json>,
    /// The values as the document writes them, for the trace.
    pub written: Json,
    /// The lists that `in_list` names.
    pub lists: Vec<Rc<List>>,
    /// How many values and entries of lists there are.
    pub entries: usize,
}

/// A named list of values.
#[derive(Debug, Default)]
pub struct List {
    /// Its texts.
    pub texts: Map<String, Json>,
    /// Its numbers and truth values.
    pub others: Vec<Json>,
}

impl Leaf {
    /// Whether it holds for an attribute; null is a missing one. `now` is the time, not a number where it is not known.
    pub fn holds(&self, actual: &Json, now: f64) -> bool {
        self.test(actual, now) != self.operator.negated
    }

    /// How many entries and bytes [`Leaf::holds`] may go through.
    pub fn size(&self, actual: &Json) -> usize {
        let actual = match actual {
            Json::Array(list) => list.len(),
            Json::String(text) => text.len(),
            _ => 1,
        };
        actual.saturating_mul(self.entries)
    }

    fn test(&self, actual: &Json, now: f64) -> bool {
        let is_list = actual.is_array();
        let elements = match actual {
            Json::Null => return false,
            Json::Array(list) => list,
            single => slice::from_ref(single),
        };
        let elements = elements.get(..limits::CONDITION_VALUES).unwrap_or(elements);
        match self.operator.test {
            Test::Set => true,
            Test::AllOf => self.values.iter().all(|value| {
                elements
                    .iter()
                    .any(|element| equal(value, element, self.operator.folded))
            }),
            test => {
                // A list contains its elements, a text its parts.
                let of_list = is_list && test == Test::Contains;
                let test = if of_list { Test::Equals } else { test };
                elements.iter().any(|element| self.one(test, element, now))
            }
        }
    }

    fn one(&self, test: Test, actual: &Json, now: f64) -> bool {
        let folded = self.operator.folded;
        match test {
            Test::Equals | Test::AllOf => {
                self.values.iter().any(|value| equal(value, actual, folded))
            }
            Test::Contains | Test::StartsWith | Test::EndsWith => {
                let values = self.values.iter();
                let mut texts = values.filter_map(Json::as_str);
                let actual = actual.as_str();
                actual.is_some_and(|actual| texts.any(|part| within(test, actual, part, folded)))
            }
            Test::InList => self.lists.iter().any(|list| list.has(actual)),
            Test::Number(order) => number(actual).is_some_and(|actual| {
                ordered(order, &self.values, &mut |value| {
                    actual.partial_cmp(&value.as_f64()?)
                })
            }),
            Test::Version(order) => actual.as_str().is_some_and(|actual| {
                ordered(order, &self.values, &mut |value| {
                    version::compare(actual, value.as_str()?)
                })
            }),
            Test::Set => true,
            _ => date::instant(actual).is_some_and(|time| {
                let values = self.values.iter();
                values
                    .filter_map(Json::as_f64)
                    .any(|value| timely(test, time, value, now))
            }),
        }
    }
}

impl List {
    /// How many entries it has.
    pub fn count(&self) -> usize {
        self.texts.len() + self.others.len()
    }

    fn has(&self, actual: &Json) -> bool {
        match actual {
            Json::String(text) => self.texts.contains_key(text),
            _ => {
                self.others.iter().any(|value| equal(value, actual, false))
                    || self
                        .texts
                        .keys()
                        .any(|text| equal_text(text, actual, false))
            }
        }
    }
}

fn equal(value: &Json, actual: &Json, folded: bool) -> bool {
    match (value, actual) {
        (Json::String(text), _) => equal_text(text, actual, folded),
        (Json::Number(value), Json::Number(actual)) => value.as_f64() == actual.as_f64(),
        (Json::Bool(value), Json::Bool(actual)) => value == actual,
        _ => false,
    }
}

fn equal_text(text: &str, actual: &Json, folded: bool) -> bool {
    match actual {
        Json::String(actual) if folded => fold::equal(actual, text),
        Json::String(actual) => actual == text,
        Json::Bool(flag) => text.eq_ignore_ascii_case(if *flag { "true" } else { "false" }),
        Json::Number(actual) => text_number(text).is_some_and(|text| Some(text) == actual.as_f64()),
        _ => false,
    }
}

fn within(test: Test, actual: &str, part: &str, folded: bool) -> bool {
    if folded {
        return fold::has(
            actual,
            part,
            test == Test::StartsWith,
            test == Test::EndsWith,
        );
    }
    match test {
        Test::Contains => actual.contains(part),
        Test::StartsWith => actual.starts_with(part),
        _ => actual.ends_with(part),
    }
}

/// A number, or a text that is one: the apps' attributes are often texts.
fn number(actual: &Json) -> Option<f64> {
    match actual {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text_number(text),
        _ => None,
    }
}

/// The number a text is, when it is a number of JSON and nothing else.
pub fn text_number(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let first = bytes.first()?;
    let framed = (first.is_ascii_digit() || *first == b'-') && bytes.last()?.is_ascii_digit();
    if !framed {
        return None;
    }
    serde_json::from_str::<Json>(text).ok()?.as_f64()
}

/// `compare` says how the attribute stands to a value.
fn ordered(
    order: Order,
    values: &[Json],
    compare: &mut dyn FnMut(&Json) -> Option<Ordering>,
) -> bool {
    if order == Order::Between {
        let [from, to] = values else { return false };
        return compare(from).is_some_and(Ordering::is_ge)
            && compare(to).is_some_and(Ordering::is_le);
    }
    values.iter().any(|value| {
        compare(value).is_some_and(|found| match order {
            Order::Equal => found.is_eq(),
            Order::Greater => found.is_gt(),
            Order::GreaterOrEqual => found.is_ge(),
            Order::Less => found.is_lt(),
            _ => found.is_le(),
        })
    })
}

/// Comparisons with a `now` that is not a number are false.
fn timely(test: Test, time: f64, value: f64, now: f64) -> bool {
    match test {
        Test::Before => time < value,
        Test::After => time > value,
        Test::OlderThan => time < now - value,
        Test::WithinLast => time >= now - value && time <= now,
        _ => time > now && time <= now + value,
    }
}
