//! The making of a report, of sums alone.

use std::collections::{BTreeMap, BTreeSet};

use paywall_ledger::Time;
use paywall_statistics::ratio;

use crate::arms::{self, CROSSED, SHOWN};
use crate::compared::{Comparison, Kind, Looks, arm, compare};
use crate::experiment::Experiment;
use crate::report::{
    Ask, Cut, Day, DayArm, Measure, MeasureArm, People, Ratio, RatioArm, Report, ReportArm, Verdict,
};
use crate::said;
use crate::sum::{Row, Sum};
use crate::verdict;

/// The people of both arms at which a decision is expected if nobody says otherwise.
const EXPECTED: f64 = 10_000.0;
/// The measures of things that each person has or has not; the first is the primary one.
const SHARES: [&str; 5] = ["conversion", "trial", "trial_paid", "paid", "refunded"];
/// The measure whose people are those with a trial.
const TRIAL_PAID: &str = "trial_paid";
/// The days that are listed, the latest ones.
const DAYS: usize = 400;
/// The milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The sums of a cut, by arm and measure.
type Sums<'a> = BTreeMap<(&'a str, &'a str), Sum>;

impl Report {
    /// Makes the report of an experiment of its sums: all rows of the phase, of all cuts.
    pub fn new(experiment: &Experiment, rows: &[Row], ask: &Ask) -> Self {
        Maker::new(experiment, rows, ask).report()
    }
}

/// The making of a report.
struct Maker<'a> {
    experiment: &'a Experiment,
    rows: &'a [Row],
    ask: &'a Ask,
    /// The sums of the cut.
    sums: Sums<'a>,
    /// The arms, those of the document first.
    arms: Vec<String>,
}

impl<'a> Maker<'a> {
    /// Begins a report.
    fn new(experiment: &'a Experiment, rows: &'a [Row], ask: &'a Ask) -> Self {
        let sums = added(rows.iter().filter(|it| it.key.cut == ask.cut));
        let mut arms: Vec<String> = experiment.arms().into_iter().map(|(arm, _)| arm).collect();
        let seen: BTreeSet<&str> = sums.keys().map(|(arm, _)| *arm).collect();
        for arm in seen.into_iter().filter(|it| *it != CROSSED) {
            if !arms.iter().any(|known| known == arm) {
                arms.push(arm.to_owned());
            }
        }
        Self {
            experiment,
            rows,
            ask,
            sums,
            arms,
        }
    }

    /// Makes the report.
    fn report(self) -> Report {
        let ratio = self.ratio(&self.sums);
        let is_red = ratio.as_ref().is_some_and(|it| it.is_red);
        let is_hidden = is_red && !self.ask.even_if_red;
        let (at_horizon, decided) = self.horizon();
        let looks = Looks {
            alpha: self.ask.alpha.unwrap_or(0.05),
            expected: self.expected(),
            at_horizon,
        };
        let measures = match is_hidden {
            true => Vec::new(),
            false => self.measures(&decided, looks),
        };
        let mut report = Report {
            experiment: self.experiment.experiment.clone(),
            phase: self.experiment.phase,
            rule: self.experiment.rule.clone(),
            name: self.experiment.name.clone(),
            control: self.control().map(str::to_owned),
            cut: self.ask.cut.clone(),
            cuts: self.cuts(),
            people: people(&self.sums),
            ratio,
            is_hidden,
            interval: if at_horizon { "horizon" } else { "always" },
            expected: looks.expected,
            horizon: self.experiment.horizon,
            arms: self.people_of_arms(),
            measures,
            days: self.days(),
            verdict: Verdict::default(),
            sentences: Vec::new(),
        };
        said::compare(&mut report);
        report.verdict = verdict::of(&report);
        report.sentences = said::sentences(&report);
        report
    }

    /// Returns the arm that variants are compared with.
    fn control(&self) -> Option<&str> {
        let wanted = self.ask.control.as_deref().map(arms::variant);
        let mut variants = self.arms.iter().filter(|it| arms::is_variant(it));
        let found = variants.find(|it| wanted.as_ref().is_none_or(|wanted| wanted == *it));
        found.map(String::as_str)
    }

    /// Returns the people of two arms at which the decision is expected.
    fn expected(&self) -> f64 {
        let horizon = self.experiment.horizon.map(|it| it as f64);
        let expected = self.ask.expected.or(horizon).unwrap_or(EXPECTED);
        expected.max(2.0)
    }

    /// Returns whether the horizon is reached, and the sums that decide: at a horizon, those of whoever came until the
    /// day on which it was reached. Whoever comes later would be another look.
    fn horizon(&self) -> (bool, Sums<'a>) {
        let Some(horizon) = self.experiment.horizon.filter(|it| *it > 0) else {
            return (false, self.sums.clone());
        };
        let everybody = self.rows.iter().filter(|it| it.key.cut.is_empty());
        let mut of_days = BTreeMap::<i64, i64>::new();
        for row in everybody.filter(|it| it.key.measure == "people" && it.key.arm != CROSSED) {
            *of_days.entry(row.key.day).or_default() += row.sum.people;
        }
        let mut sum = 0;
        let last = of_days.into_iter().find_map(|(day, people)| {
            sum += people;
            (sum >= horizon).then_some(day)
        });
        match last {
            None => (false, self.sums.clone()),
            Some(last) => {
                let rows = self.rows.iter();
                let rows = rows.filter(|it| it.key.cut == self.ask.cut && it.key.day <= last);
                (true, added(rows))
            }
        }
    }

    /// Returns the people of an arm.
    fn people_of(&self, arm: &str) -> i64 {
        people_in(&self.sums, arm)
    }

    /// Lists the arms.
    fn people_of_arms(&self) -> Vec<ReportArm> {
        let arm = |arm: &String| ReportArm {
            arm: arm.clone(),
            title: self.experiment.title(arm),
            people: self.people_of(arm),
        };
        self.arms.iter().map(arm).collect()
    }

    /// Checks the ratio of the people in these sums.
    fn ratio(&self, sums: &Sums<'_>) -> Option<Ratio> {
        let declared = self.experiment.arms();
        let whole: f64 = declared.iter().map(|(_, share)| share).sum();
        if whole <= 0.0 {
            return None;
        }
        let share = |arm: &str| declared.iter().find(|(it, _)| it == arm);
        // Whoever saw what no document declares was in no ratio.
        let arms = self.arms.iter().filter_map(|arm| share(arm));
        let (arms, weights): (Vec<&String>, Vec<f64>) =
            arms.map(|(arm, share)| (arm, *share)).unzip();
        let people = arms.iter().map(|arm| people_in(sums, arm));
        let observed: Vec<u64> = people.map(|it| u64::try_from(it).unwrap_or(0)).collect();
        let expected = ratio::expected(&observed, &weights);
        let p = ratio::fit(&observed, &expected)?;
        let counted = arms.into_iter().zip(&observed).zip(&expected);
        let counted = counted.map(|((arm, people), expected)| RatioArm {
            arm: arm.clone(),
            people: i64::try_from(*people).unwrap_or(i64::MAX),
            expected: *expected,
        });
        Some(Ratio {
            arms: counted.collect(),
            statistic: ratio::statistic(&observed, &expected),
            p,
            is_red: p < ratio::UNLIKELY,
        })
    }

    /// Lists the parts of the people, each with its ratio, which helps to find why that of all is wrong.
    fn cuts(&self) -> Vec<Cut> {
        let mut cuts = BTreeMap::<&str, Vec<&Row>>::new();
        let parts = self.rows.iter().filter(|it| !it.key.cut.is_empty());
        for row in parts.filter(|it| it.key.measure == "people") {
            cuts.entry(&row.key.cut).or_default().push(row);
        }
        let cut = |(cut, rows): (&str, Vec<&'a Row>)| {
            let sums = added(rows.into_iter());
            let ratio = self.ratio(&sums);
            Cut {
                cut: cut.to_owned(),
                people: people(&sums).enrolled,
                p: ratio.as_ref().map(|it| it.p),
                is_red: ratio.is_some_and(|it| it.is_red),
            }
        };
        cuts.into_iter().map(cut).collect()
    }

    /// Lists the measures with their comparisons.
    fn measures(&self, sums: &Sums<'_>, looks: Looks) -> Vec<Measure> {
        let money = sums.keys().map(|(_, measure)| *measure);
        let money: BTreeSet<&str> = money.filter(|it| it.starts_with("revenue/")).collect();
        let names = SHARES.into_iter().chain(money);
        names.map(|name| self.measure(name, sums, looks)).collect()
    }

    /// Makes a measure.
    fn measure(&self, name: &str, sums: &Sums<'_>, looks: Looks) -> Measure {
        let currency = name.strip_prefix("revenue/");
        let kind = if currency.is_some() {
            Kind::Money
        } else {
            Kind::Share
        };
        let of = |arm: &str| {
            let sum = sums.get(&(arm, name)).copied().unwrap_or_default();
            let people = match name {
                TRIAL_PAID => sum.people,
                _ => people_in(sums, arm),
            };
            (people, sum)
        };
        let entry = |arm: &String| {
            let (people, sum) = of(arm);
            let sum = if kind == Kind::Money {
                sum.x / 100.0
            } else {
                sum.x
            };
            MeasureArm {
                arm: arm.clone(),
                people,
                sum,
                mean: (people > 0).then(|| sum / people as f64),
            }
        };
        Measure {
            measure: name.to_owned(),
            title: said::title(name, currency),
            kind: if kind == Kind::Money {
                "money"
            } else {
                "share"
            },
            currency: currency.map(str::to_owned),
            is_primary: name == SHARES[0],
            arms: self.arms.iter().map(entry).collect(),
            comparisons: self.comparisons(kind, &of, looks),
        }
    }

    /// Compares the variants with the control, and all of them together with those who were held out.
    fn comparisons(
        &self,
        kind: Kind,
        of: &impl Fn(&str) -> (i64, Sum),
        looks: Looks,
    ) -> Vec<Comparison> {
        let variants = || self.arms.iter().filter(|it| arms::is_variant(it));
        let control = self.control();
        let others = variants().filter(|it| control.is_some_and(|control| control != it.as_str()));
        let mut pairs: Vec<(&str, &str)> = others
            .filter_map(|it| Some((control?, it.as_str())))
            .collect();
        let held_out = self.arms.iter().find(|it| arms::is_holdout(it));
        pairs.extend(held_out.map(|it| (it.as_str(), SHOWN)));
        // Each may be declared, so each gets its part of what may be declared wrongly.
        let alpha = looks.alpha / pairs.len().max(1) as f64;
        let looks = Looks { alpha, ..looks };
        let made = |name: &str| {
            let (people, sum) = match name {
                SHOWN => variants().map(|it| of(it)).fold(
                    (0, Sum::default()),
                    |(people, mut sum), (more, other)| {
                        sum.add(&other, 1);
                        (people + more, sum)
                    },
                ),
                name => of(name),
            };
            arm(kind, people, &sum)
        };
        let compared = pairs.into_iter().map(|(control, treatment)| {
            let both = (made(control), made(treatment));
            compare((control, treatment), both, looks)
        });
        compared.collect()
    }

    /// Lists the latest days.
    fn days(&self) -> Vec<Day> {
        let mut days = BTreeMap::<i64, BTreeMap<&str, (i64, i64)>>::new();
        let own = self.rows.iter().filter(|it| it.key.cut == self.ask.cut);
        for row in own.filter(|it| it.key.arm != CROSSED) {
            let arm = days.entry(row.key.day).or_default();
            let counts = arm.entry(&row.key.arm).or_default();
            match row.key.measure.as_str() {
                "people" => counts.0 += row.sum.people,
                "conversion" => counts.1 += row.sum.x as i64,
                _ => {}
            }
        }
        let skipped = days.len().saturating_sub(DAYS);
        let day = |(day, arms): (i64, BTreeMap<&str, (i64, i64)>)| {
            let arms = arms.into_iter().map(|(arm, (people, conversions))| DayArm {
                arm: arm.to_owned(),
                people,
                conversions,
            });
            Day {
                day: date(day),
                arms: arms.collect(),
            }
        };
        days.into_iter().skip(skipped).map(day).collect()
    }
}

/// Adds up rows by arm and measure.
fn added<'a>(rows: impl Iterator<Item = &'a Row>) -> Sums<'a> {
    let mut sums = Sums::new();
    for row in rows {
        let key = (row.key.arm.as_str(), row.key.measure.as_str());
        sums.entry(key).or_default().add(&row.sum, 1);
    }
    sums
}

/// Returns the people of an arm.
fn people_in(sums: &Sums<'_>, arm: &str) -> i64 {
    sums.get(&(arm, "people")).map_or(0, |it| it.people)
}

/// Counts the people.
fn people(sums: &Sums<'_>) -> People {
    let people = sums.iter().filter(|((_, measure), _)| *measure == "people");
    People::of(people.map(|((arm, _), sum)| (*arm, sum.people)))
}

/// Writes a day.
fn date(day: i64) -> String {
    let time = Time::from_millis(day.saturating_mul(DAY)).to_string();
    time.split('T').next().unwrap_or_default().to_owned()
}
