//! The verdict of a report: what may be believed of the measure that decides.

use crate::arms;
use crate::compared::{Comparison, Estimate};
use crate::report::{Measure, Report, Verdict};
use crate::said;

/// Makes the verdict of a report.
pub(crate) fn of(report: &Report) -> Verdict {
    let verdict = |state, sentence: &str| Verdict {
        state,
        sentence: sentence.to_owned(),
    };
    if report.people.enrolled == 0 {
        return verdict("empty", "Nothing is measured yet: nobody has taken part.");
    }
    if report.is_hidden {
        let why =
            "Not decided: the people are not in the declared ratio, so the measures mean nothing.";
        return verdict("hidden", why);
    }
    let measure = report.measures.iter().find(|it| it.is_primary);
    let told: Vec<_> = measure
        .into_iter()
        .flat_map(|measure| told(report, measure))
        .collect();
    if told.is_empty() {
        let why = "Not decided yet: there are too few people to compare.";
        return verdict("too_few", why);
    }
    let is_decided = told.iter().any(|(one, _)| one.is_declared);
    let (state, begin) = match (is_decided, report.interval) {
        (true, _) => ("decided", "Decided: "),
        (false, "horizon") => ("ended", "Ended without a decision: "),
        (false, _) => ("open", "Not decided yet: "),
    };
    let sentences: Vec<_> = told.into_iter().map(|(_, sentence)| sentence).collect();
    verdict(state, &format!("{begin}{}", sentences.join(" ")))
}

/// Says each comparison of a variant with the control that has people enough.
fn told<'a>(report: &Report, measure: &'a Measure) -> Vec<(&'a Comparison, String)> {
    let variants = measure.comparisons.iter();
    let variants = variants.filter(|it| arms::is_variant(&it.treatment));
    let told = variants.filter_map(|one| {
        let estimate = one.absolute.as_ref()?;
        let [treatment, control] =
            [&one.treatment, &one.control].map(|arm| said::arm(report, arm));
        let sentence = format!(
            "{} of those who saw {treatment} bought first or began a trial, and {} of those who saw {control}; the true \
             difference is between {}.",
            said::value(measure, &one.treatment)?,
            said::value(measure, &one.control)?,
            between(estimate)
        );
        Some((one, sentence))
    });
    told.collect()
}

/// Says the ends of an interval of shares, without signs.
fn between(estimate: &Estimate) -> String {
    let [low, high] = [estimate.low, estimate.high].map(|it| it * 100.0);
    match (low > 0.0, high < 0.0) {
        (true, _) => format!("{low:.2} and {high:.2} points more"),
        (_, true) => format!("{:.2} and {:.2} points fewer", -high, -low),
        _ => format!("{:.2} points fewer and {high:.2} points more", -low),
    }
}
