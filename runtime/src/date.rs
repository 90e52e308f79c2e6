//! Dates and durations as conditions and schedules write them. Times are milliseconds since 1970.

use serde_json::Value as Json;

/// The milliseconds of a minute.
pub const MINUTE: f64 = 60_000.0;
/// The milliseconds of a day. Days always have 24 hours here, because there is no time zone, only an offset.
pub const DAY: f64 = 86_400_000.0;

/// A date and time as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Written {
    /// The time that the clock on the wall shows, as if it stood in UTC.
    pub wall: f64,
    /// The minutes that this clock is ahead of UTC; `None` when the text does not say.
    pub offset: Option<f64>,
}

/// Reads an RFC 3339 date and time, with its offset or without. Fractions of milliseconds are cut off.
pub fn written(text: &str) -> Option<Written> {
    let mut reader = Reader(text.as_bytes());
    let year = reader.digits(4)?;
    reader.expect(b"-")?;
    let month = reader.digits(2)?;
    reader.expect(b"-")?;
    let day = reader.digits(2)?;
    reader.expect(b"Tt")?;
    let hour = reader.digits(2)?;
    reader.expect(b":")?;
    let minute = reader.digits(2)?;
    reader.expect(b":")?;
    let second = reader.digits(2)?;
    let milliseconds = reader.fraction()?;
    let offset = reader.offset()?;
    let known = year > 0
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60
        && reader.0.is_empty();
    let days = f64::from(day_number(year, month, day));
    let seconds = f64::from(hour * 3600 + minute * 60 + second);
    known.then_some(Written {
        wall: days * DAY + seconds * 1000.0 + f64::from(milliseconds),
        offset,
    })
}

/// Returns the instant that a value stands for: a number of milliseconds, or an RFC 3339 text with an offset.
pub fn instant(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => {
            let written = written(text)?;
            Some(written.wall - written.offset? * MINUTE)
        }
        _ => None,
    }
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
    reader.expect(b":")?;
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

    /// Reads one byte, which must be among `any_of`.
    fn expect(&mut self, any_of: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        any_of.contains(&first).then_some(first)
    }

    /// Reads a point and a fraction of a second, in milliseconds; 0 without a point.
    fn fraction(&mut self) -> Option<u32> {
        let Some(rest) = self.0.strip_prefix(b".") else {
            return Some(0);
        };
        self.0 = rest;
        let (mut milliseconds, mut scale) = (self.digits(1)? * 100, 100);
        while let Some(digit) = self.digits(1) {
            scale /= 10;
            milliseconds += digit * scale;
        }
        Some(milliseconds)
    }

    /// Reads `Z` or `+HH:MM`; returns `Some(None)` at the end of the text.
    fn offset(&mut self) -> Option<Option<f64>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let sign = match self.expect(b"Zz+-")? {
            b'+' => 1.0,
            b'-' => -1.0,
            _ => return Some(Some(0.0)),
        };
        let hours = self.digits(2).filter(|hours| *hours < 24)?;
        self.expect(b":")?;
        let minutes = self.digits(2).filter(|minutes| *minutes < 60)?;
        Some(Some(sign * f64::from(hours * 60 + minutes)))
    }
}
