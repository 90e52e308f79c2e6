//! Dates in the forms in which stores write them.
//!
//! They are read apart from those of documents and requests: a store documents the form and the unit of each field, so
//! nothing may be taken for seconds because it is small, and no date is one of somebody's clock.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use paywall_ledger::Time;

/// Reads a date that may be absent. Anything in none of these forms counts as absent:
///
/// - milliseconds as a number (with a fraction in Xcode's test data) or as a text of digits (Google),
/// - an RFC 3339 text with up to nine fractional digits (Roku, Google),
/// - `/Date(1581033062000+0000)/` (Roku).
pub(crate) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| whole(number.as_f64()?))
            .map(Time::from_millis),
        Value::String(text) => in_text(&text),
        _ => None,
    })
}

/// Reads seconds since 1970 (Stripe).
pub(crate) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
    Ok(Value::deserialize(from)?.as_i64().map(Time::from_seconds))
}

/// Reads a date in a text, of any of the forms.
fn in_text(text: &str) -> Option<Time> {
    let millis = text
        .strip_prefix("/Date(")
        .and_then(|rest| rest.split(['+', ')']).next())
        .unwrap_or(text);
    match millis.parse() {
        Ok(millis) => Some(Time::from_millis(millis)),
        Err(_) => Time::parse(text),
    }
}

/// Rounds a number, if it is within the range that a double holds exactly.
#[allow(clippy::cast_possible_truncation, reason = "checked just before")]
fn whole(number: f64) -> Option<i64> {
    let rounded = number.round();
    (rounded.abs() < 9.0e15).then_some(rounded as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<String> {
        let value: Value = serde_json::from_str(json).unwrap();
        date(value).unwrap().map(|time| time.to_string())
    }

    #[test]
    fn all_the_ways_stores_write_a_date() {
        for (json, expected) in [
            ("1697679936049.7297", "2023-10-19T01:45:36.05Z"),
            (r#""1503349566168""#, "2017-08-21T21:06:06.168Z"),
            (
                r#""2022-07-11T20:00:45.458297119Z""#,
                "2022-07-11T20:00:45.458Z",
            ),
            (r#""2024-02-10T01:45:39Z""#, "2024-02-10T01:45:39Z"),
            (r#""/Date(1581033062000+0000)/""#, "2020-02-06T23:51:02Z"),
        ] {
            assert_eq!(read(json).as_deref(), Some(expected), "{json}");
        }
        assert_eq!(read("null"), None);
        assert_eq!(read(r#""soon""#), None);
    }
}
