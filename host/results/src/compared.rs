//! The comparison of two arms in one measure.

use paywall_statistics::{Arm, Effect, Interval, Scale, Sums, effect};
use serde::Serialize;

use crate::sum::Sum;

/// The way in which the intervals of a report are made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looks {
    /// The part of measures without a difference that may be declared in one comparison.
    pub alpha: f64,
    /// The people of both arms at which the interval is narrowest.
    pub expected: f64,
    /// True if the horizon that was set beforehand is reached, so that the narrower interval for one look is valid.
    pub at_horizon: bool,
}

/// A difference with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimated difference itself.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
    /// The p-value against no difference.
    pub p: f64,
}

/// The comparison of two arms in a measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The arm that is compared with.
    pub control: String,
    /// The arm that is compared.
    pub treatment: String,
    /// The part of comparisons without a difference that may be declared: that of the report, divided among those of the
    /// measure.
    pub alpha: f64,
    /// The difference in the unit of the measure. None with too few people, or without any variation.
    pub absolute: Option<Estimate>,
    /// The difference as a part of the control's mean.
    pub relative: Option<Estimate>,
    /// True if no difference is outside of the interval.
    pub is_declared: bool,
    /// Both arms with their values, in words.
    pub values: String,
    /// The difference with its interval, in words.
    pub effect: String,
}

/// The kind of a measure, by which its mean varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Each person has it or has not.
    Share,
    /// Hundredths of a currency's unit.
    Money,
}

/// Makes a variant for the statistics, of so many people. None with too few.
pub(crate) fn arm(kind: Kind, people: i64, sum: &Sum) -> Option<Arm> {
    let people = u64::try_from(people).ok()?;
    match kind {
        Kind::Share => Arm::proportion(sum.x.max(0.0) as u64, people),
        Kind::Money => Arm::mean(&Sums {
            people,
            sum: sum.x / 100.0,
            squares: sum.xx / 10_000.0,
        }),
    }
}

/// Compares two arms.
pub(crate) fn compare(
    (control, treatment): (&str, &str),
    (one, other): (Option<Arm>, Option<Arm>),
    looks: Looks,
) -> Comparison {
    let estimate = |scale| {
        let effect = effect(one.as_ref()?, other.as_ref()?, scale)?;
        estimate(&effect, looks)
    };
    let absolute = estimate(Scale::Absolute);
    Comparison {
        control: control.to_owned(),
        treatment: treatment.to_owned(),
        alpha: looks.alpha,
        absolute,
        relative: estimate(Scale::Relative),
        is_declared: absolute.is_some_and(|it| it.low > 0.0 || it.high < 0.0),
        values: String::new(),
        effect: String::new(),
    }
}

/// Returns an effect with the interval that is valid.
fn estimate(effect: &Effect, looks: Looks) -> Option<Estimate> {
    let Interval { low, high, p } = match looks.at_horizon {
        true => effect.at_horizon(looks.alpha)?,
        false => effect.always(looks.alpha, looks.expected)?,
    };
    Some(Estimate {
        value: effect.value,
        low,
        high,
        p,
    })
}
