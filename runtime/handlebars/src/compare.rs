//! The order of values, for the helpers `gt`, `gte`, `lt` and `lte`.

use std::cmp::Ordering;

use serde_json::{Number, Value as Json};

/// Compares two values, if they have an order: numbers, also in texts, exactly; texts and flags.
pub(crate) fn compare(one: &Json, other: &Json) -> Option<Ordering> {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => numbers(one, other),
        (Json::String(one), Json::String(other)) => Some(one.cmp(other)),
        (Json::Bool(one), Json::Bool(other)) => Some(one.cmp(other)),
        (Json::Number(one), Json::String(other)) => numbers(one, &read(other)?),
        (Json::String(one), Json::Number(other)) => numbers(&read(one)?, other),
        _ => None,
    }
}

/// Reads a text that is nothing but a number.
fn read(text: &str) -> Option<Number> {
    let is_number = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
    let (first, last) = (text.as_bytes().first()?, text.as_bytes().last()?);
    if !is_number(first) || !last.is_ascii_digit() {
        return None;
    }
    match serde_json::from_str(text) {
        Ok(Json::Number(number)) => Some(number),
        _ => None,
    }
}

fn numbers(one: &Number, other: &Number) -> Option<Ordering> {
    if one.is_f64() && other.is_f64() {
        return one.as_f64()?.partial_cmp(&other.as_f64()?);
    }
    let (one, other) = (Parts::of(one)?, Parts::of(other)?);
    let sizes = (one.whole.cmp(&other.whole)).then(one.rest.partial_cmp(&other.rest)?);
    Some(match (one.negative, other.negative) {
        (false, false) => sizes,
        (true, true) => sizes.reverse(),
        (negative, _) if negative => Ordering::Less,
        _ => Ordering::Greater,
    })
}

/// A number in parts that are compared one after the other. Zero is not negative.
struct Parts {
    negative: bool,
    whole: u64,
    rest: f64,
}

impl Parts {
    fn of(number: &Number) -> Option<Self> {
        if let Some(whole) = number.as_u64() {
            let (negative, rest) = (false, 0.0);
            return Some(Self {
                negative,
                whole,
                rest,
            });
        }
        if let Some(whole) = number.as_i64() {
            let (negative, rest) = (true, 0.0);
            let whole = whole.unsigned_abs();
            return Some(Self {
                negative,
                whole,
                rest,
            });
        }
        let number = number.as_f64()?;
        let size = number.abs();
        let whole = size as u64;
        // What is larger than any whole number here has the largest one, and something beside it.
        let rest = if size < 18_446_744_073_709_551_616.0 {
            size - whole as f64
        } else {
            1.0
        };
        Some(Self {
            negative: number < 0.0,
            whole,
            rest,
        })
    }
}
