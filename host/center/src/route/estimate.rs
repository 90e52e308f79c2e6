//! The estimate of an experiment before it begins: how many people it needs, and how long that takes.

use std::collections::BTreeSet;

use axum::Json;
use paywall_statistics::{people_in_all, people_per_arm, people_per_arm_always};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::Body;
use crate::call::Call;
use crate::problem::Problem;
use crate::traffic;

/// The part of experiments without a difference that may be declared.
const ALPHA: f64 = 0.05;
/// The part of experiments with the wished difference that find it.
const POWER: f64 = 0.8;

/// The most activity of the app that is read to count people.
const MOST_ACTIVITY: u32 = 20_000;

/// An experiment that is planned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"baseline": 0.05, "change": 0.1, "shares": [50.0, 50.0], "coverage": 1.0, "holdout": 5.0, "placement": ["home", "home a", "home b"]}))]
pub(crate) struct Planned {
    /// The part of the people who do what is measured today, from 0 to 1.
    baseline: f64,
    /// The smallest change that is worth finding, relative to the baseline: 0.1 is from 5.0 % to 5.5 %.
    change: f64,
    /// The shares of the variants, that of the control first, in any unit.
    shares: Vec<f64>,
    /// The part of the people who take part, from 0 to 1.
    #[serde(default = "one")]
    coverage: f64,
    /// The percentage of the people who are held out.
    #[serde(default)]
    holdout: f64,
    /// The people who come on a day for the first time since the experiment began.
    #[serde(default)]
    daily: Option<f64>,
    /// The ids of the placement's rules and of their segments. Where `daily` is absent, those who came in the last week are
    /// counted; without either, no days are told.
    #[serde(default)]
    placement: BTreeSet<String>,
}

/// Returns the coverage of an experiment that names none.
const fn one() -> f64 {
    1.0
}

/// The people and days that an experiment needs, with a chance of four in five to find the change.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ExperimentEstimate)]
pub(crate) struct Estimate {
    /// The people in all variants, if the result may be looked at on any day. None if there is nothing to find.
    people: Option<u64>,
    /// The days that they take to come.
    days: Option<u64>,
    /// The people in all variants, if the result is looked at once, on a day that was set beforehand.
    people_once: Option<u64>,
    /// The days that those take to come.
    days_once: Option<u64>,
    /// The people on a day by which the days are told.
    daily: Option<f64>,
    /// The estimate in words.
    sentence: String,
}

/// Estimates how many people an experiment needs, and how many days they take to come.
#[utoipa::path(post, path = "/control/v1/apps/{app}/estimate", tag = "engine", request_body = Planned,
    responses((status = 200, description = "The estimate", body = Estimate)))]
pub(crate) async fn estimate(
    call: Call,
    Body(mut planned): Body<Planned>,
) -> Result<Json<Estimate>, Problem> {
    if let (None, false, Some(ledger)) = (
        planned.daily,
        planned.placement.is_empty(),
        &call.app.ledger,
    ) {
        let since = call.now.plus_days(-7);
        let newest = ledger.newest_activity(since, MOST_ACTIVITY).await?;
        planned.daily = traffic::daily(&newest, &planned.placement, call.now).map(f64::ceil);
    }
    Ok(Json(planned.estimate()))
}

impl Planned {
    /// Estimates the people and the days.
    fn estimate(&self) -> Estimate {
        // Each variant is compared with the control, so each comparison has its part of the mistakes.
        let comparisons = self.shares.len().saturating_sub(1).max(1);
        let alpha = ALPHA / comparisons as f64;
        let all = |per_arm: fn(f64, f64, f64, f64) -> Option<f64>| {
            let needed = per_arm(self.baseline, self.change, alpha, POWER)?;
            whole(people_in_all(needed, &self.shares)?)
        };
        let (people, people_once) = (all(people_per_arm_always), all(people_per_arm));
        let mut estimate = Estimate {
            people,
            days: self.days(people),
            people_once,
            days_once: self.days(people_once),
            daily: self.daily,
            sentence: String::new(),
        };
        estimate.sentence = self.say(&estimate);
        estimate
    }

    /// Returns the people who take part on a day. None if that is not known.
    fn taking_part(&self) -> Option<f64> {
        let shown = 1.0 - self.holdout.clamp(0.0, 100.0) / 100.0;
        Some(self.daily? * self.coverage.clamp(0.0, 1.0) * shown)
    }

    /// Returns the days until so many people took part.
    fn days(&self, people: Option<u64>) -> Option<u64> {
        let daily = self.taking_part().filter(|daily| *daily > 0.0)?;
        whole(people? as f64 / daily)
    }

    /// Says the estimate in words.
    fn say(&self, estimate: &Estimate) -> String {
        let (Some(people), Some(once)) = (estimate.people, estimate.people_once) else {
            return self.say_why_not().to_owned();
        };
        let to = percent(self.baseline * (1.0 + self.change));
        let change = format!("from {} to {to}", percent(self.baseline));
        let once = match estimate.days_once {
            Some(days) => format!(
                "{} ({})",
                counted(once, "person", "people"),
                counted(days, "day", "days")
            ),
            None => counted(once, "person", "people"),
        };
        let people = counted(people, "person", "people");
        let needs = match (estimate.days, self.taking_part()) {
            (Some(days), _) => format!("{}: {people}", counted(days, "day", "days")),
            (None, None) => people,
            (None, Some(_)) => {
                format!("{people}, and nobody takes part on a day, so it never ends")
            }
        };
        format!(
            "{needs}, to find a change {change} in four of five such experiments, looked at on any day. \
             Looked at only once, on a day set beforehand: {once}."
        )
    }

    /// Says why there is nothing to estimate.
    fn say_why_not(&self) -> &'static str {
        let other = self.baseline * (1.0 + self.change);
        if self.shares.len() < 2 {
            "One variant is compared with nothing: add another one."
        } else if self.shares.iter().any(|share| *share <= 0.0) {
            "A variant without any people can be compared with nothing: give it a share."
        } else if !(self.baseline > 0.0 && self.baseline < 1.0) {
            "The baseline is a part of the people: more than none, and fewer than all."
        } else if self.change == 0.0 {
            "No number of people finds a change of nothing."
        } else if other <= 0.0 || other >= 1.0 {
            "The change leads to nobody or to everybody: choose a smaller one."
        } else {
            "So small a change cannot be found by any number of people."
        }
    }
}

/// Rounds up to whole people or days. None for what is no number, or larger than any app has.
fn whole(number: f64) -> Option<u64> {
    (number.is_finite() && number < 1e15).then_some(number.ceil() as u64)
}

/// Writes a part of the people in percent.
fn percent(part: f64) -> String {
    let text = format!("{:.2}", part * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}

/// Writes a number with its noun.
fn counted(number: u64, one: &str, many: &str) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(shares: &[f64], daily: Option<f64>) -> Planned {
        Planned {
            baseline: 0.05,
            change: 0.1,
            shares: shares.to_vec(),
            coverage: 1.0,
            holdout: 0.0,
            daily,
            placement: BTreeSet::new(),
        }
    }

    #[test]
    fn an_estimate_says_people_and_days() {
        let found = planned(&[50.0, 50.0], Some(1_024.0)).estimate();
        // Twice the 31,233.44 of the reference values, in 61 days of 1,024 people.
        assert_eq!(
            (found.people_once, found.days_once),
            (Some(62_467), Some(62))
        );
        assert_eq!((found.people, found.days), (Some(119_620), Some(117)));
        assert_eq!(
            found.sentence,
            "117 days: 119,620 people, to find a change from 5 % to 5.5 % in four of five such experiments, looked at on \
             any day. Looked at only once, on a day set beforehand: 62,467 people (62 days)."
        );
    }

    #[test]
    fn coverage_holdout_and_uneven_shares_take_longer() {
        let even = planned(&[50.0, 50.0], Some(1_000.0)).estimate();
        let half = Planned {
            coverage: 0.5,
            holdout: 50.0,
            ..planned(&[50.0, 50.0], Some(1_000.0))
        };
        let half = half.estimate();
        assert_eq!(half.people, even.people);
        assert!(half.days.unwrap_or_default() > 3 * even.days.unwrap_or(u64::MAX));
        let uneven = planned(&[90.0, 10.0], Some(1_000.0)).estimate();
        assert!(uneven.days > even.days);
        let more = planned(&[25.0, 25.0, 25.0, 25.0], Some(1_000.0)).estimate();
        assert!(more.days > even.days);
    }

    #[test]
    fn without_traffic_no_days_are_told() {
        let found = planned(&[50.0, 50.0], None).estimate();
        assert_eq!(found.days, None);
        assert!(found.sentence.starts_with("119,620 people, to find"));
        let found = planned(&[50.0, 50.0], Some(0.0)).estimate();
        assert_eq!(found.days, None);
        assert!(found.sentence.contains("nobody takes part on a day"));
    }

    #[test]
    fn what_cannot_be_found_is_said() {
        let two = [50.0, 50.0];
        let odd = |baseline, change| Planned {
            baseline,
            change,
            ..planned(&two, None)
        };
        for (planned, words) in [
            (planned(&[100.0], None), "add another one"),
            (planned(&[100.0, 0.0], None), "give it a share"),
            (odd(0.0, 0.1), "The baseline"),
            (odd(1.5, 0.1), "The baseline"),
            (odd(0.05, 0.0), "a change of nothing"),
            (odd(0.6, 0.9), "a smaller one"),
            (odd(0.05, 1e-12), "any number of people"),
        ] {
            let found = planned.estimate();
            assert_eq!(found.people, None, "{words}");
            assert!(found.sentence.contains(words), "{}", found.sentence);
        }
    }
}
