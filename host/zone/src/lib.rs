//! Time zones by name, and their clocks as the module's requests say them. The module itself has no table of zones.
#![forbid(unsafe_code)]

mod name;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Error, Timestamp};
use serde_json::{Map, Value, json};

pub use crate::name::{UnknownZone, names};

/// A time zone.
#[derive(Debug, Clone)]
pub struct Zone(TimeZone);

/// The clock of a zone around an instant, as a request says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The minutes that it is ahead of UTC at the instant.
    pub utc_offset: i32,
    /// The instants, in epoch milliseconds, from which on it is so many minutes ahead.
    pub offset_changes: Vec<(i64, i32)>,
}

impl Zone {
    /// Finds the zone that a device or a person names: by IANA (`Pacific/Auckland`, also `NZ` and `Etc/GMT-13`), in
    /// any case, or by an offset (`UTC+5:30`, `GMT-3`, `+0530`).
    ///
    /// # Errors
    /// Fails where the name is neither, and says what was perhaps meant.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        name::read(name)
            .map(Self)
            .ok_or_else(|| UnknownZone::new(name))
    }

    /// Returns the zone of UTC.
    #[must_use]
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Returns the clock as a request at `now`, in epoch milliseconds, says it: with its changes from the beginning of
    /// last year to the end of next year, as pages say it, too.
    #[must_use]
    pub fn clock(&self, now: i64) -> Clock {
        let now = Timestamp::from_millisecond(now).unwrap_or_default();
        let year = now.to_zoned_datetime(TimeZone::UTC).year();
        let begin = new_year(year.saturating_sub(1)).unwrap_or(Timestamp::MIN);
        let end = new_year(year.saturating_add(2)).unwrap_or(Timestamp::MAX);
        let mut minutes = self.minutes(begin);
        let mut offset_changes = vec![(begin.as_millisecond(), minutes)];
        for change in self.0.following(begin) {
            let (from, after) = (change.timestamp(), change.offset().seconds() / 60);
            if from >= end {
                break;
            }
            // A zone may change its name or its law, and keep its offset.
            if after != minutes {
                offset_changes.push((from.as_millisecond(), after));
                minutes = after;
            }
        }
        Clock {
            utc_offset: self.minutes(now),
            offset_changes,
        }
    }

    /// Reads a time: epoch milliseconds, a date and time with an offset, or one that this zone's clock shows
    /// (`2026-11-27T09:00`, `2026-11-27`). Returns epoch milliseconds.
    ///
    /// # Errors
    /// Fails where the text is no time.
    pub fn read_time(&self, text: &str) -> Result<i64, Error> {
        if let Ok(milliseconds) = text.parse() {
            return Ok(milliseconds);
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(instant.as_millisecond());
        }
        let shown: DateTime = text.parse()?;
        Ok(self
            .0
            .to_zoned_datetime(shown)?
            .timestamp()
            .as_millisecond())
    }

    /// Writes what the zone's clock shows at an instant, such as `Sat 2026-11-28 01:00`.
    #[must_use]
    pub fn shown(&self, now: i64) -> String {
        let now = Timestamp::from_millisecond(now).unwrap_or_default();
        let shown = now.to_zoned_datetime(self.0.clone());
        shown.strftime("%a %Y-%m-%d %H:%M").to_string()
    }

    /// Returns the minutes that the clock is ahead of UTC.
    fn minutes(&self, at: Timestamp) -> i32 {
        self.0.to_offset(at).seconds() / 60
    }
}

/// Returns the instant at which a year begins in UTC.
fn new_year(year: i16) -> Result<Timestamp, Error> {
    let first = Date::new(year, 1, 1)?.to_zoned_datetime(TimeZone::UTC)?;
    Ok(first.timestamp())
}

impl Clock {
    /// Writes the clock into a request.
    pub fn add_to(&self, request: &mut Map<String, Value>) {
        request.insert("utcOffset".into(), self.utc_offset.into());
        request.insert("offsetChanges".into(), json!(self.offset_changes));
    }
}

/// Fills a request up with the clock of the zone that its `device.timezone` names. A request that says its clock
/// itself, that names no zone or that has no time, stays as it is.
///
/// # Errors
/// Fails where the zone is not known; the request stays as it is then, and goes by UTC.
pub fn complete(request: &mut Map<String, Value>) -> Result<(), UnknownZone> {
    let says = |field: &str| request.get(field).is_some_and(|value| !value.is_null());
    if says("utcOffset") || says("offsetChanges") {
        return Ok(());
    }
    let zone = request
        .get("device")
        .and_then(|device| device.get("timezone"));
    let now = request.get("now").and_then(Value::as_f64);
    let (Some(Value::String(zone)), Some(now)) = (zone, now) else {
        return Ok(());
    };
    Zone::named(zone)?.clock(now as i64).add_to(request);
    Ok(())
}

#[cfg(test)]
mod tests;
