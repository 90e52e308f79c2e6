//! Points in time. The ledger has no clock: every one of them comes in with an input.

use std::fmt;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// The length of a day, in milliseconds.
const DAY: i64 = 86_400_000;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. In JSON it is that number.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(i64);

impl Time {
    /// Makes a time from milliseconds since 1970 (UTC).
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Makes a time from seconds since 1970 (UTC), as Stripe counts.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Reads an RFC 3339 text with up to nine fractional digits. Returns None if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let timestamp: Timestamp = text.trim().parse().ok()?;
        Some(Self(timestamp.as_millisecond()))
    }

    /// Reads a date of HTTP's (`Sun, 06 Nov 1994 08:49:37 GMT`). Returns None if it is not one.
    pub fn parse_http(text: &str) -> Option<Self> {
        let zoned = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }

    /// Returns the milliseconds since 1970 (UTC).
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the time `millis` later (earlier, if negative).
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Returns the time `days` days of 24 hours later (earlier, if negative).
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_millis(days.saturating_mul(DAY))
    }

    /// Returns the time `months` months later by the calendar (UTC), on the last day of a shorter month.
    /// None beyond the years that a calendar has.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let months = Span::new().try_months(months).ok()?;
        let date = Timestamp::from_millisecond(self.0)
            .ok()?
            .to_zoned_datetime(TimeZone::UTC);
        let later = date.checked_add(months).ok()?;
        Some(Self(later.timestamp().as_millisecond()))
    }

    /// Returns the first moment of the next day (UTC).
    #[must_use]
    pub const fn end_of_day(self) -> Self {
        Self(self.0.div_euclid(DAY).saturating_add(1).saturating_mul(DAY))
    }
}

/// Writes RFC 3339 in UTC, with a fraction if there is one; outside
/// the years -9999 to 9999, the number of milliseconds.
impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(timestamp) => timestamp.fmt(out),
            Err(_) => self.0.fmt(out),
        }
    }
}
