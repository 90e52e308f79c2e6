//! Results of experiments: what each customer counts for, and what the sums of all of them say.
//!
//! A customer's [`Exposure`]s and purchases make a [`Unit`], and a unit adds itself to the daily sums ([`Unit::parts`]).
//! A [`Report`] is made of these sums alone. So a database can keep the sums for ever, whatever becomes of the people.
//! `docs/results.md` says which statistics are used, and why.

mod arms;
mod compared;
mod experiment;
mod exposure;
mod made;
mod report;
mod said;
mod sum;
mod unit;
mod verdict;

pub use arms::{CROSSED, SHOWN, holdout, variant};
pub use compared::{Comparison, Estimate};
pub use experiment::{Experiment, Share};
pub use exposure::Exposure;
pub use report::{
    Ask, Cut, Day, DayArm, Measure, MeasureArm, People, Ratio, RatioArm, Report, ReportArm, Verdict,
};
pub use sum::{Key, Row, Sum};
pub use unit::{Unit, Windows};
