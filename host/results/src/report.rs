//! The report of an experiment.

use serde::Serialize;

use crate::arms::{self, CROSSED};
use crate::compared::Comparison;

/// The question that a report answers.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The part of the people: empty for all, `platform/ID` or `country/DE`.
    pub cut: String,
    /// The variant that the others are compared with; the first of the document without it.
    pub control: Option<String>,
    /// The people of two arms at which the decision is expected.
    pub expected: Option<f64>,
    /// The part of measures without a difference that may be declared; 0.05 without it.
    pub alpha: Option<f64>,
    /// True if measures are wanted even where the people are not in the declared ratio.
    pub even_if_red: bool,
}

/// The results of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The key of the experiment.
    pub experiment: String,
    /// The phase of which these are the results.
    pub phase: i64,
    /// The id of the rule.
    pub rule: String,
    /// The name of the rule.
    pub name: String,
    /// The arm that the variants are compared with.
    pub control: Option<String>,
    /// The part of the people; empty for all.
    pub cut: String,
    /// The parts there are.
    pub cuts: Vec<Cut>,
    /// The numbers of people.
    pub people: People,
    /// The check of the ratio. None with too few people, or where no document says the ratio.
    pub ratio: Option<Ratio>,
    /// True if the measures are left out, because the people are not in the declared ratio.
    pub is_hidden: bool,
    /// The kind of intervals: `always`, which holds on all days at once, or `horizon`.
    pub interval: &'static str,
    /// The people of two arms at which the interval is narrowest.
    pub expected: f64,
    /// The number of people at which the experiment is decided, if one was set beforehand.
    pub horizon: Option<i64>,
    /// The arms, those of the document first.
    pub arms: Vec<ReportArm>,
    /// The measures, the primary one first.
    pub measures: Vec<Measure>,
    /// The latest days of first exposures.
    pub days: Vec<Day>,
    /// What it says in the end.
    pub verdict: Verdict,
    /// All of it, in sentences: first about the people, then about their ratio, then about each comparison.
    pub sentences: Vec<String>,
}

/// The verdict of a report, by the measure that decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The kind: `empty`, `hidden`, `too_few`, `open`, `ended` or `decided`.
    pub state: &'static str,
    /// The verdict in words.
    pub sentence: String,
}

/// The numbers of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct People {
    /// Those who took part: exposed, held out, or crossed.
    pub enrolled: i64,
    /// Those who saw a variant.
    pub exposed: i64,
    /// Those who would have, and were held out.
    pub held_out: i64,
    /// Those who met two arms, and are left out.
    pub crossed: i64,
}

/// A part of the people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cut {
    /// The name: `platform/ID` or `country/DE`.
    pub cut: String,
    /// The number of people.
    pub people: i64,
    /// The probability of their ratio by chance alone.
    pub p: Option<f64>,
    /// True if they are not in the declared ratio.
    pub is_red: bool,
}

/// The check whether people are in the ratio that the document declares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ratio {
    /// The arms whose people were counted.
    pub arms: Vec<RatioArm>,
    /// Pearson's statistic of them.
    pub statistic: f64,
    /// The probability of such a ratio by chance alone.
    pub p: f64,
    /// True if it is so small that the results mean nothing.
    pub is_red: bool,
}

/// The people of an arm, and those who were to be expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RatioArm {
    /// The name of the arm.
    pub arm: String,
    /// The people who are there.
    pub people: i64,
    /// The people to be expected.
    pub expected: f64,
}

/// An arm of the experiment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportArm {
    /// The name: `variant/ID` or `holdout/ID`.
    pub arm: String,
    /// The name for people.
    pub title: String,
    /// The number of people.
    pub people: i64,
}

/// A measure, compared between the arms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// The name, such as `conversion` or `revenue/EUR`.
    pub measure: String,
    /// The name for people.
    pub title: String,
    /// The kind: `share` or `money`.
    pub kind: &'static str,
    /// The currency of money.
    pub currency: Option<String>,
    /// True for the measure that decides.
    pub is_primary: bool,
    /// The measure in each arm.
    pub arms: Vec<MeasureArm>,
    /// The comparisons of variants with the control.
    pub comparisons: Vec<Comparison>,
}

/// A measure in an arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureArm {
    /// The name of the arm.
    pub arm: String,
    /// The people who are asked.
    pub people: i64,
    /// The sum of their values.
    pub sum: f64,
    /// The value of one of them on average. None without people.
    pub mean: Option<f64>,
}

/// A day of first exposures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day, such as `2026-11-30` (UTC).
    pub day: String,
    /// The people of each arm.
    pub arms: Vec<DayArm>,
}

/// An arm on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayArm {
    /// The name of the arm.
    pub arm: String,
    /// The people whose first exposure was on that day.
    pub people: i64,
    /// Those of them who have converted by now.
    pub conversions: i64,
}

impl People {
    /// Counts people by their arms.
    pub fn of<'a>(arms: impl IntoIterator<Item = (&'a str, i64)>) -> Self {
        let mut out = Self::default();
        for (arm, people) in arms {
            out.enrolled += people;
            let own = match arm {
                CROSSED => &mut out.crossed,
                arm if arms::is_holdout(arm) => &mut out.held_out,
                _ => &mut out.exposed,
            };
            *own += people;
        }
        out
    }
}
