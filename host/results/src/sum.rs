//! The daily sums, in which no person is left.

/// The place of a sum within a phase of an experiment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The arm: `variant/ID`, `holdout/ID` or `crossed`.
    pub arm: String,
    /// The measure, such as `conversion`; `people` for the people themselves.
    pub measure: String,
    /// The day of the first exposure, counted from 1970 (UTC).
    pub day: i64,
    /// The part of the people: empty for all, `platform/ID` or `country/DE`.
    pub cut: String,
}

/// The sums of a measure, and of what was known before the exposure. All are whole numbers as long as they are below
/// nine billiards, so nothing is lost when people are taken out again.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sum {
    /// The number of people with any value.
    pub people: i64,
    /// The sum of the values.
    pub x: f64,
    /// The sum of their squares.
    pub xx: f64,
    /// The sum of the products of both.
    pub xy: f64,
    /// The sum of what was known before.
    pub y: f64,
    /// The sum of its squares.
    pub yy: f64,
}

/// A sum at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The place to which the sums belong.
    pub key: Key,
    /// The sums of one place.
    pub sum: Sum,
}

impl Sum {
    /// Makes the sums of one person.
    pub(crate) fn of(x: f64, y: f64) -> Self {
        Self {
            people: 1,
            x,
            xx: x * x,
            xy: x * y,
            y,
            yy: y * y,
        }
    }

    /// Adds other sums as often as said; -1 takes them away.
    pub fn add(&mut self, other: &Self, times: i32) {
        let factor = f64::from(times);
        self.people += other.people * i64::from(times);
        self.x += other.x * factor;
        self.xx += other.xx * factor;
        self.xy += other.xy * factor;
        self.y += other.y * factor;
        self.yy += other.yy * factor;
    }

    /// Returns true if nothing is left to be written.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}
