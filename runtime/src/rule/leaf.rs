//! One comparison of a condition: a value of the request against the values beside the operator.
//!
//! The type of the condition's value decides about conversion; nothing is guessed from the value of the request.

use std::cmp::Ordering;
use std::rc::Rc;
use std::slice;

use serde_json::{Map, Value as Json};

use super::operator::{Operator, Order, Test};
use super::{fold, version};
use crate::date::Moment;
use crate::limits;
use crate::request::Request;

/// A compiled comparison.
#[derive(Debug)]
pub struct Leaf {
    /// The identifier it reads, as a number into [`super::compile::Targets::identifiers`].
    pub slot: u32,
    /// The operator it compares with.
    pub operator: &'static Operator,
    /// The values, made ready: texts are folded, if the operator asks for it.
    pub values: Vec<Json>,
    /// The values that are points in time, or lengths of time in milliseconds.
    pub times: Vec<Moment>,
    /// The values as the document writes them, for the trace.
    pub written: Json,
    /// The lists that `in_list` names.
    pub lists: Vec<Rc<List>>,
    /// The count of values and of entries of lists.
    pub entries: usize,
}

/// A named list of values.
#[derive(Debug, Default)]
pub struct List {
    /// The texts of the list, as keys.
    pub texts: Map<String, Json>,
    /// The numbers and truth values of the list.
    pub others: Vec<Json>,
}

impl Leaf {
    /// Returns whether the comparison holds for a value; null is a missing one. `None` when the value should be a date
    /// and is none: then neither the comparison nor its opposite holds.
    pub fn holds(&self, actual: &Json, request: &Request) -> Option<bool> {
        Some(self.test(actual, request)? != self.operator.negated)
    }

    /// Returns the most entries and bytes that [`Leaf::holds`] may go through, for the budget of the call.
    pub fn size(&self, actual: &Json) -> usize {
        let actual = match actual {
            Json::Array(list) => list.len(),
            Json::String(text) => text.len(),
            _ => 1,
        };
        actual.saturating_mul(self.entries)
    }

    /// Returns whether the test holds for a value, or for one of a list's elements; `None` when it is no date.
    fn test(&self, actual: &Json, request: &Request) -> Option<bool> {
        let is_list = actual.is_array();
        let elements = match actual {
            Json::Null => return Some(false),
            Json::Array(list) => list,
            single => slice::from_ref(single),
        };
        // A longer list is cut, so that a customer's attribute cannot use up the steps of the call.
        let elements = elements.get(..limits::CONDITION_VALUES).unwrap_or(elements);
        Some(match self.operator.test {
            Test::Set => true,
            Test::AllOf => self.values.iter().all(|value| {
                elements
                    .iter()
                    .any(|element| equal(value, element, self.operator.folded))
            }),
            test if test.operand().is_time() => return self.is_timely(test, elements, request),
            test => {
                // `contains` asks a list for an element, and a text for a part.
                let of_list = is_list && test == Test::Contains;
                let test = if of_list { Test::Equals } else { test };
                elements.iter().any(|element| self.one(test, element))
            }
        })
    }

    /// Returns whether one of some dates fits; `None` when none does and one of them is no date.
    fn is_timely(&self, test: Test, dates: &[Json], request: &Request) -> Option<bool> {
        let clock = &request.clock;
        let now = request.now.unwrap_or(f64::NAN);
        let mut result = Some(false);
        for value in dates {
            let Some(time) = clock.read(value) else {
                if !value.is_null() {
                    result = None;
                }
                continue;
            };
            let mut bounds = self.times.iter();
            if bounds.any(|bound| timely(test, time, clock.instant_of(*bound), now)) {
                return Some(true);
            }
        }
        result
    }

    /// Returns whether a test that asks for no time holds for a single value.
    fn one(&self, test: Test, actual: &Json) -> bool {
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
            _ => true,
        }
    }
}

impl List {
    /// Returns the count of entries.
    pub fn count(&self) -> usize {
        self.texts.len() + self.others.len()
    }

    /// Returns whether a value is in the list.
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

/// Returns whether a value of the condition equals one of the request.
fn equal(value: &Json, actual: &Json, folded: bool) -> bool {
    match (value, actual) {
        (Json::String(text), _) => equal_text(text, actual, folded),
        (Json::Number(value), Json::Number(actual)) => value.as_f64() == actual.as_f64(),
        (Json::Bool(value), Json::Bool(actual)) => value == actual,
        _ => false,
    }
}

/// Returns whether a text of the condition equals a value; it may stand for a flag or a number.
fn equal_text(text: &str, actual: &Json, folded: bool) -> bool {
    match actual {
        Json::String(actual) if folded => fold::equal(actual, text),
        Json::String(actual) => actual == text,
        Json::Bool(flag) => text.eq_ignore_ascii_case(if *flag { "true" } else { "false" }),
        Json::Number(actual) => text_number(text).is_some_and(|text| Some(text) == actual.as_f64()),
        _ => false,
    }
}

/// Returns whether a text contains, begins or ends with a part.
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

/// Reads a number, or a text that is one: apps often give attributes as texts.
fn number(actual: &Json) -> Option<f64> {
    match actual {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text_number(text),
        _ => None,
    }
}

/// Reads a text as a number, when it is a number of JSON and nothing else.
pub fn text_number(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let first = bytes.first()?;
    let framed = (first.is_ascii_digit() || *first == b'-') && bytes.last()?.is_ascii_digit();
    if !framed {
        return None;
    }
    serde_json::from_str::<Json>(text).ok()?.as_f64()
}

/// Returns whether the order holds; `compare` compares the value of the request with one of the condition.
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

/// Returns whether a time fits. All comparisons with NaN are false, so without a `now` none holds that needs it.
fn timely(test: Test, time: f64, value: f64, now: f64) -> bool {
    match test {
        Test::Before => time < value,
        Test::After => time > value,
        Test::OlderThan => time < now - value,
        Test::WithinLast => time >= now - value && time <= now,
        _ => time > now && time <= now + value,
    }
}
