//! Periods as text: `3 months`, `Monat`.

use super::table::Section;
use super::{Locale, number, plural};
use crate::number::Decimal;
use crate::string::{concat, push};

/// The count of units that have words: days, weeks, months and years.
const UNITS: usize = 4;

/// Writes the number of a period with its unit: `3 months`. `unit` counts from days (0) to years (3).
/// With `singular`, the unit stands in the singular, as in "a 3 month plan".
pub fn duration(count: u32, unit: usize, singular: bool, locale: &Locale) -> String {
    let number = Decimal::whole_number(count);
    let own = plural::category(&number, locale).1;
    let plural = if singular {
        plural::singular(locale)
    } else {
        own
    };
    let mut form = form(unit, plural, locale);
    // A singular that is the word alone (an Arabic month) would not say the number.
    if singular && form.starts_with('=') && !form.contains('0') {
        form = self::form(unit, own, locale);
    }
    let count = number::format(&number, number::Form::Plain, locale);
    match form.strip_prefix('=') {
        Some(pattern) => substituted(pattern, b'0', &count),
        None => concat(&[&count, " ", form]),
    }
}

/// Writes the unit alone, in the form that the number asks for: `month`, `months`.
pub fn word(count: u32, unit: usize, locale: &Locale) -> String {
    let own = plural::category(&Decimal::whole_number(count), locale).1;
    let form = form(unit, own, locale);
    match form.strip_prefix('=') {
        Some(pattern) => substituted(pattern, b'0', "").trim().into(),
        None => form.into(),
    }
}

/// Returns the words of a unit for one of the language's plural categories, or `=` and a pattern around the number.
fn form(unit: usize, plural: usize, locale: &Locale) -> &str {
    let record = locale.record(Section::Units);
    record.field(record.count() / UNITS * unit + plural)
}

/// Returns a text with `with` in place of each `sign`, which must be an ASCII character.
pub fn substituted(text: &str, sign: u8, with: &str) -> String {
    let mut out = String::with_capacity(text.len() + with.len());
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte == sign {
            push(&mut out, &[text.get(from..at).unwrap_or_default(), with]);
            from = at + 1;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}
