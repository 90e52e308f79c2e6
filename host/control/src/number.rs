//! Numbers as ECMAScript writes them, which is how canonical JSON has them.

use serde_json::Number;

use crate::error::Error;

/// The largest integer up to which every one has a `double` of its own.
const EXACT: u64 = 1 << 53;
/// The most digits before the point that are written without an exponent.
const WHOLE: isize = 21;
/// The most zeros after the point that are written without one.
const ZEROS: isize = 6;

/// Appends a number. An integer beyond 2^53 is written if its digits are those of the nearest `double`.
pub(crate) fn put(number: &Number, out: &mut String) -> Result<(), Error> {
    let written = number.to_string();
    let size = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
    if size.is_some_and(|size| size <= EXACT) {
        out.push_str(&written);
        return Ok(());
    }
    let double = number.as_f64().and_then(Number::from_f64);
    let double = double.map(|double| plain(&double.to_string()));
    let double = double.filter(|double| size.is_none() || *double == written);
    out.push_str(&double.ok_or_else(|| {
        let message = format!("expected a number that a double holds exactly, found {written}");
        Error::new("inexact_number", message)
    })?);
    Ok(())
}

/// Writes a `double` as ECMAScript does. The digits are the same as the parser's library writes, the fewest that lead back to
/// the number; where the point is, and whether there is an exponent, is not.
fn plain(written: &str) -> String {
    let (sign, size) = match written.strip_prefix('-') {
        Some(size) => ("-", size),
        None => ("", written),
    };
    let (digits, exponent) = size.split_once('e').unwrap_or((size, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [whole, part].concat();
    let digits = all.trim_start_matches('0');
    // The number is 0.DIGITS, its point moved by so many places to the right.
    let moved = exponent.parse::<isize>().unwrap_or_default();
    let moved = moved + whole.len() as isize - (all.len() - digits.len()) as isize;
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let zeros = |count: isize| "0".repeat(count.unsigned_abs());
    let count = digits.len() as isize;
    if moved > WHOLE || moved <= -ZEROS {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let plus = if moved > 0 { "+" } else { "" };
        let exponent = (moved - 1).to_string();
        [sign, first, point, rest, "e", plus, &exponent].concat()
    } else if moved >= count {
        [sign, digits, &zeros(moved - count)].concat()
    } else if moved > 0 {
        let (whole, part) = digits.split_at(moved.unsigned_abs());
        [sign, whole, ".", part].concat()
    } else {
        [sign, "0.", &zeros(moved), digits].concat()
    }
}
