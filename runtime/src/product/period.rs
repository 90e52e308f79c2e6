//! Periods: their lengths, and their texts.

use crate::locale::{Locale, period};
use crate::number::Ratio;

/// A number of days, weeks, months or years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The unit that is counted.
    pub unit: Unit,
    /// The count of units, from 1.
    pub count: u16,
}

/// The unit that a period counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The span of time that a price is spread over.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Per {
    Day,
    Week,
    Month,
    Year,
}

/// The lengths of a day, a week, a month and a year in days, in weeks, in months and in years, as fractions.
/// A month has 30.4375 days. Weeks are counted against months and years by the calendar of a
/// subscription: 52 in a year.
const LENGTHS: [[(u16, u16); 4]; 4] = [
    [(1, 1), (7, 1), (487, 16), (1461, 4)],
    [(1, 7), (1, 1), (13, 3), (52, 1)],
    [(16, 487), (112, 487), (1, 1), (12, 1)],
    [(4, 1461), (1, 52), (1, 12), (1, 1)],
];

impl Unit {
    /// Finds the unit of a name, in any letter case, singular or plural.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        match name.strip_suffix('s').unwrap_or(&name) {
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    /// Returns the designator of ISO 8601.
    const fn letter(self) -> char {
        match self {
            Self::Day => 'D',
            Self::Week => 'W',
            Self::Month => 'M',
            Self::Year => 'Y',
        }
    }
}

impl Period {
    /// Returns the length of the period in days, weeks, months or years.
    pub fn length(self, per: Per) -> Option<Ratio> {
        let (above, below) = LENGTHS[per as usize][self.unit as usize];
        Ratio::new(i64::from(self.count) * i64::from(above), below.into())
    }

    /// Returns the days of the period as people count them: 30 in a month, 365 in a year.
    pub fn days(self) -> u32 {
        u32::from(self.count) * [1, 7, 30, 365][self.unit as usize]
    }

    /// Returns the same period counted in months where that is a whole number of them, as it is for years.
    /// Days and weeks stay as they are, for "0.23 months" says nothing to a reader.
    #[must_use]
    pub fn in_months(self) -> Self {
        match self.unit {
            Unit::Year => Self {
                unit: Unit::Month,
                count: self.count.saturating_mul(12),
            },
            _ => self,
        }
    }

    /// Writes the unit alone, in the form that the count asks for: `month`, `months`.
    pub fn word(self, locale: &Locale) -> String {
        period::word(self.count.into(), self.unit as usize, locale)
    }

    /// Writes count and unit: `3 months`; with `singular`, the form of "a 3 month plan".
    pub fn duration(self, singular: bool, locale: &Locale) -> String {
        period::duration(self.count.into(), self.unit as usize, singular, locale)
    }

    /// Writes the period as an ISO 8601 duration, seven days as one week.
    pub fn iso(self) -> String {
        let (unit, count) = match (self.unit, self.count) {
            (Unit::Day, 7) => (Unit::Week, 1),
            as_it_is => as_it_is,
        };
        let mut text = String::from("P");
        text.push_str(&count.to_string());
        text.push(unit.letter());
        text
    }
}
