//! Dates of schedules: read in the form that pages write, and said in words.

/// The milliseconds of a day.
pub(super) const DAY: f64 = 86_400_000.0;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The time, and the place from which campaigns are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// The time in milliseconds since 1970.
    pub now: f64,
    /// The minutes by which the clock there is ahead of UTC, for times on the customer's clock.
    pub offset: f64,
}

/// A date of a schedule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    /// The milliseconds since 1970 that its clock shows.
    wall: f64,
    /// The minutes by which that clock is ahead of UTC; `None` for the clock of whoever it is about.
    offset: Option<f64>,
}

impl Moment {
    /// Reads `2026-11-27`, `2026-11-27T18:00` and the same with seconds and an offset. The module reads more forms.
    pub(super) fn read(text: &str, is_utc: bool) -> Option<Self> {
        let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
        let mut fields = date.splitn(3, '-').map(|field| field.parse::<i64>().ok());
        let (year, month, day) = (fields.next()??, fields.next()??, fields.next()??);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let (time, offset) = zone(time)?;
        let wall = days(year, month, day) as f64 * DAY + of_day(time)?;
        let offset = offset.or(is_utc.then_some(0.0));
        Some(Self { wall, offset })
    }

    /// Returns the milliseconds since 1970, seen from a place.
    pub(super) fn at(self, clock: Clock) -> f64 {
        self.wall - self.offset.unwrap_or(clock.offset) * 60_000.0
    }

    /// Writes it in words, without its zone.
    pub(super) fn words(self) -> String {
        let day = (self.wall / DAY).floor();
        let (year, month, date) = civil(day as i64);
        let month = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
        let minutes = ((self.wall - day * DAY) / 60_000.0) as i64;
        let time = match minutes {
            0 => String::new(),
            minutes => format!(", {:02}:{:02}", minutes / 60, minutes % 60),
        };
        format!("{date} {month} {year}{time}")
    }
}

/// Takes the offset off a time: `Z`, or `+13:00`.
fn zone(time: &str) -> Option<(&str, Option<f64>)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, Some(0.0)));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Some((time, None));
    };
    let (time, offset) = (time.get(..at)?, time.get(at..)?);
    let sign = if offset.starts_with('-') { -1.0 } else { 1.0 };
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = (
        digits.get(..2)?,
        digits.get(2..).filter(|it| !it.is_empty()),
    );
    let minutes: u32 = minutes.unwrap_or("0").parse().ok()?;
    let offset = sign * f64::from(hours.parse::<u32>().ok()? * 60 + minutes);
    Some((time, Some(offset)))
}

/// Reads a time of day as milliseconds; none is midnight.
fn of_day(time: &str) -> Option<f64> {
    let mut out = 0.0;
    let units = [3_600_000.0, 60_000.0, 1_000.0];
    let fields = time.split(':').filter(|field| !field.is_empty());
    for (field, unit) in fields.zip(units) {
        // Parts of a second decide nothing here.
        let whole = field.split('.').next().unwrap_or(field);
        out += f64::from(whole.parse::<u32>().ok()?) * unit;
    }
    Some(out)
}

/// Counts the days since 1970 (Hinnant's algorithm).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Returns year, month and day of a day since 1970.
fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = (shifted + 2) % 12 + 1;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    (year + era * 400 + i64::from(month <= 2), month, date)
}
