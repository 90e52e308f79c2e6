//! Periods: how long they are, and how they read.

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

/// A year of 365.25 days has 12 months.
const DAYS_PER_MONTH: f64 = 30.4375;
/// Weeks are counted against months and years by the calendar of a subscription: 52 in a year.
const WEEKS_PER_YEAR: f64 = 52.0;

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

    const fn singular(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    const fn plural(self) -> &'static str {
        match self {
            Self::Day => "days",
            Self::Week => "weeks",
            Self::Month => "months",
            Self::Year => "years",
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
    /// How many days it has.
    pub fn days(self) -> f64 {
        self.count_of(match self.unit {
            Unit::Day => 1.0,
            Unit::Week => 7.0,
            Unit::Month => DAYS_PER_MONTH,
            Unit::Year => 12.0 * DAYS_PER_MONTH,
        })
    }

    /// How many weeks it has.
    pub fn weeks(self) -> f64 {
        match self.unit {
            Unit::Day => f64::from(self.count) / 7.0,
            Unit::Week => f64::from(self.count),
            Unit::Month => self.count_of(WEEKS_PER_YEAR) / 12.0,
            Unit::Year => self.count_of(WEEKS_PER_YEAR),
        }
    }

    /// How many months it has.
    pub fn months(self) -> f64 {
        match self.unit {
            Unit::Day | Unit::Week => self.days() / DAYS_PER_MONTH,
            Unit::Month => f64::from(self.count),
            Unit::Year => self.count_of(12.0),
        }
    }

    fn count_of(self, each: f64) -> f64 {
        f64::from(self.count) * each
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
    pub const fn word(self) -> &'static str {
        if self.count == 1 {
            self.unit.singular()
        } else {
            self.unit.plural()
        }
    }

    /// Count and unit: `3 months`.
    pub fn duration(self) -> String {
        self.with(self.word())
    }

    /// Count and unit in the singular, as in "a 3 month plan".
    pub fn duration_singular(self) -> String {
        self.with(self.unit.singular())
    }

    fn with(self, word: &str) -> String {
        let mut text = self.count.to_string();
        text.push(' ');
        text.push_str(word);
        text
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
