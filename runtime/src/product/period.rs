//! Periods: how long they are, and how they read.

use crate::locale::{Locale, period};
use crate::number::Ratio;

/// A number of days, weeks, months or years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// What is counted.
    pub unit: Unit,
    /// How many, from 1.
    pub count: u16,
}

/// What a period counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// What a price is spread over.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Per {
    Day,
    Week,
    Month,
}

/// How many days, weeks and months a day, a week, a month and a year have. A month has 30.4375 days. Weeks are counted against
/// months and years by the calendar of a subscription: 52 in a year.
const LENGTHS: [[(u16, u16); 4]; 3] = [
    [(1, 1), (7, 1), (487, 16), (1461, 4)],
    [(1, 7), (1, 1), (13, 3), (52, 1)],
    [(16, 487), (112, 487), (1, 1), (12, 1)],
];

impl Unit {
    /// The unit of this name, in any letter case, singular or plural.
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
    /// How many days, weeks or months it has.
    pub fn length(self, per: Per) -> Option<Ratio> {
        let (above, below) = LENGTHS[per as usize][self.unit as usize];
        Ratio::new(i64::from(self.count) * i64::from(above), below.into())
    }

    /// The same period counted in months, where that is a whole number of them: years.
    /// Days and weeks stay what they are, for "0.23 months" says nothing to a reader.
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

    /// The unit, in the number that the count asks for: `month`, `months`.
    pub fn word(self, locale: &Locale) -> String {
        period::word(self.count.into(), self.unit as usize, locale)
    }

    /// Count and unit: `3 months`; `singular`, as in "a 3 month plan".
    pub fn duration(self, singular: bool, locale: &Locale) -> String {
        period::duration(self.count.into(), self.unit as usize, singular, locale)
    }

    /// The ISO 8601 duration; seven days are one week.
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
