//! The one reader of dates, and durations as conditions and schedules write them. Times are milliseconds since 1970.

use serde_json::Value as Json;

use crate::number;
use crate::string::concat;

/// The milliseconds of a minute.
pub const MINUTE: f64 = 60_000.0;
/// The milliseconds of a day. Days always have 24 hours here, because there is no time zone, only an offset.
pub const DAY: f64 = 86_400_000.0;

/// The words for what is expected where a date must stand.
pub const EXPECTED: &str = "a date such as \"2026-11-27\" or \"2026-11-27T09:00:00Z\"";

/// The code of warnings about what should be a date and is none.
pub const NOT_A_DATE: &str = "not_a_date";

/// Returns the message of such a warning.
pub fn expected(found: &str) -> String {
    concat(&["expected ", EXPECTED, ", found \"", found, "\""])
}

/// A point in time as it is written: an instant, or what the customer's clock shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// The milliseconds since 1970; those of a clock are counted as if it stood in UTC.
    pub time: f64,
    /// True if this is what the customer's clock shows, because no offset says which instant is meant.
    pub wall: bool,
}

/// Reads a date in any form of `docs/texts.md`, "Dates"; `None` for what is no date, or not plainly one.
pub fn read(value: &Json) -> Option<Moment> {
    match value {
        Json::Number(number) => since_1970(number.as_f64()?),
        Json::String(text) => read_text(text),
        _ => None,
    }
}

/// Reads a date in a text, as [`read`].
pub fn read_text(text: &str) -> Option<Moment> {
    let text = text.trim();
    // Four digits are a year, eight a day; fewer are no date, and neither is 12.2025.
    let digits = text.strip_prefix('-').unwrap_or(text);
    let digits = digits.find('.').unwrap_or(digits.len());
    let counts = digits > 4 && digits != 8;
    match number::parse(text).filter(|_| counts) {
        Some(number) => since_1970(number),
        None => calendar(text.as_bytes()),
    }
}

/// Returns the instant of a count of milliseconds, or of seconds when it is below 10^11.
fn since_1970(number: f64) -> Option<Moment> {
    // Such a count of milliseconds ends in March 1973, one of seconds begins in the year 5138.
    let unit = if number.abs() < 1e11 { 1000.0 } else { 1.0 };
    let time = number * unit;
    // Years of four digits, which a calendar date has too. Microseconds lie beyond.
    let known = (-62_135_596_800_000.0..253_402_300_800_000.0).contains(&time);
    known.then_some(Moment { time, wall: false })
}

/// Reads a date of ISO 8601, with a time and an offset or without, in its extended form or its basic one.
fn calendar(text: &[u8]) -> Option<Moment> {
    let mut reader = Reader(text);
    let year = reader.digits(4)?;
    let (mut month, mut day) = (1, None);
    if let Some(sign) = reader.sign(b"-/") {
        month = reader.pair()?;
        if reader.sign(&[sign]).is_some() {
            day = Some(reader.pair()?);
        }
    } else if let Some(digits) = reader.digits(2) {
        month = digits;
        day = Some(reader.digits(2)?);
    }
    let ((time, leap), offset) = match day.and_then(|_| reader.sign(b"Tt ")) {
        Some(_) => (reader.time()?, reader.offset()?),
        None => ((0.0, false), None),
    };
    let day = day.unwrap_or(1);
    let days = f64::from(day_number(year, month, day));
    let time = days * DAY + time - offset.unwrap_or(0.0) * MINUTE;
    let known = year > 0
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        // A leap second is the last one of a day in UTC, and counts as the first of the next.
        && (!leap || time - (time / DAY).floor() * DAY < 1000.0)
        // The name of the offset's zone says nothing more.
        && matches!(reader.0, [] | [b'[', .., b']']);
    known.then_some(Moment {
        time,
        wall: offset.is_none(),
    })
}

/// Returns the length of an ISO 8601 duration in milliseconds: whole weeks, days, hours, minutes
/// and seconds, in this order.
/// Years and months have no fixed length and are refused.
pub fn duration(text: &str) -> Option<f64> {
    const UNITS: &[u8] = b"WDTHMS";
    const LENGTHS: [f64; 6] = [7.0 * DAY, DAY, 0.0, 60.0 * MINUTE, MINUTE, 1000.0];
    let (mut total, mut number, mut digits) = (0.0, 0.0, 0);
    let (mut next, mut timed, mut complete) = (0, false, false);
    for &byte in text.strip_prefix('P')?.as_bytes() {
        if byte.is_ascii_digit() {
            number = number * 10.0 + f64::from(byte - b'0');
            digits += 1;
            continue;
        }
        let at = UNITS.iter().position(|unit| *unit == byte)?;
        let is_t = byte == b'T';
        // Nine digits of weeks are more than any document means, and still exact in a double.
        if at < next || (digits == 0) != is_t || digits > 9 || at > 2 && !timed {
            return None;
        }
        total += number * LENGTHS.get(at)?;
        (number, digits, next, complete) = (0.0, 0, at + 1, !is_t);
        timed |= is_t;
    }
    (complete && digits == 0).then_some(total)
}

/// Returns the minutes since midnight of `HH:MM`; `24:00` is the end of the day.
pub fn time_of_day(text: &str) -> Option<u32> {
    let mut reader = Reader(text.as_bytes());
    let hour = reader.digits(2)?;
    reader.sign(b":")?;
    let minutes = hour * 60 + reader.digits(2).filter(|minute| *minute < 60)?;
    (reader.0.is_empty() && minutes <= 24 * 60).then_some(minutes)
}

/// The names of the days of the week, from Monday.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Splits a local time into the day since 1970, the day of the week (0 is Monday), and the minute of the day.
pub fn local(wall: f64) -> (i64, usize, u32) {
    const MINUTES: i64 = 24 * 60;
    let minutes = (wall / MINUTE).floor() as i64;
    let day = minutes.div_euclid(MINUTES);
    // 1970 began on a Thursday.
    let weekday = day.saturating_add(3).rem_euclid(7) as usize;
    (day, weekday, minutes.rem_euclid(MINUTES) as u32)
}

/// Writes a day since 1970 as `YYYY-MM-DD`.
pub fn date(day: i64) -> String {
    // The algorithms of Howard Hinnant's "chrono-compatible low-level date algorithms": years begin in March.
    // Years have four digits: a day beyond them is written as the first or the last that has.
    let day = day.clamp(-719_162, 2_932_896) as i32 + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i32::from(month <= 2);
    let mut out = String::new();
    for (number, mut unit) in [(year, 1000), (month, 10), (day, 10)] {
        if !out.is_empty() {
            out.push('-');
        }
        while unit > 0 {
            out.push(char::from(b'0' + (number / unit % 10) as u8));
            unit /= 10;
        }
    }
    out
}

/// Returns the time that comes this many months, and then days, later. A month that is shorter ends it earlier.
pub fn later(wall: f64, months: u32, days: u32) -> f64 {
    let (day, ..) = local(wall);
    let text = date(day);
    let mut parts = text.split('-');
    let mut next = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let (year, month, of_month): (u32, u32, u32) = (next(), next(), next());
    let count = (month - 1).saturating_add(months);
    let (year, month) = (year.saturating_add(count / 12).min(9_999), count % 12 + 1);
    let to = day_number(year, month, of_month.min(days_of(year, month)));
    wall + (f64::from(to) + f64::from(days) - day as f64) * DAY
}

/// Returns the count of days of a month.
fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the day since 1970 of a date of the Gregorian calendar; see [`date`] for the algorithm.
fn day_number(year: u32, month: u32, day: u32) -> i32 {
    let (year, month) = if month > 2 {
        (year as i32, month as i32 - 3)
    } else {
        (year as i32 - 1, month as i32 + 9)
    };
    let (era, year) = (year / 400, year % 400);
    let day = (153 * month + 2) / 5 + day as i32 - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468
}

/// A text that is read from its front.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    /// Reads a number of exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut number = 0;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + u32::from(digit - b'0');
        }
        self.0 = rest;
        Some(number)
    }

    /// Reads a number of one digit or two.
    fn pair(&mut self) -> Option<u32> {
        self.digits(2).or_else(|| self.digits(1))
    }

    /// Reads one byte, if it is among `any_of`.
    fn sign(&mut self, any_of: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        any_of.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    /// Reads a time of day in milliseconds, and whether it lies in a leap second.
    fn time(&mut self) -> Option<(f64, bool)> {
        self.0 = self.0.trim_ascii_start();
        let hour = self.pair()?;
        let (mut minute, mut second, mut fraction) = (0, None, 0);
        if self.sign(b":").is_some() {
            minute = self.digits(2)?;
            if self.sign(b":").is_some() {
                second = Some(self.digits(2)?);
            }
        } else if let Some(digits) = self.digits(2) {
            minute = digits;
            second = self.digits(2);
        }
        if second.is_some() {
            fraction = self.fraction()?;
        }
        let second = second.unwrap_or(0);
        let time = f64::from(hour * 3600 + minute * 60 + second) * 1000.0 + f64::from(fraction);
        // 24:00 is the end of the day.
        let known = (hour < 24 || time == DAY) && minute < 60 && second <= 60;
        known.then_some((time, second == 60))
    }

    /// Reads a point or a comma and a fraction of a second, in whole milliseconds; 0 without one.
    fn fraction(&mut self) -> Option<u32> {
        if self.sign(b".,").is_none() {
            return Some(0);
        }
        let (mut milliseconds, mut scale) = (self.digits(1)? * 100, 100);
        while let Some(digit) = self.digits(1) {
            scale /= 10;
            milliseconds += digit * scale;
        }
        Some(milliseconds)
    }

    /// Reads an offset from UTC in minutes: `Z`, `UTC`, `GMT`, `+HH`, `+HHMM` or `+HH:MM`; `Some(None)` when there is none.
    fn offset(&mut self) -> Option<Option<f64>> {
        self.0 = self.0.trim_ascii_start();
        if self.0.is_empty() {
            return Some(None);
        }
        for name in [b"UTC", b"GMT"] {
            if let Some(rest) = self.0.strip_prefix(name) {
                self.0 = rest;
                return Some(Some(0.0));
            }
        }
        let sign = match self.sign(b"Zz+-")? {
            b'+' => 1.0,
            b'-' => -1.0,
            _ => return Some(Some(0.0)),
        };
        let hours = self.digits(2)?;
        let minutes = match self.sign(b":") {
            Some(_) => self.digits(2)?,
            None => self.digits(2).unwrap_or(0),
        };
        let known = hours < 24 && minutes < 60;
        known.then_some(Some(sign * f64::from(hours * 60 + minutes)))
    }
}

#[cfg(test)]
mod tests;
