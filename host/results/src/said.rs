//! A report in sentences.

use crate::arms::{self, SHOWN};
use crate::compared::{Comparison, Estimate};
use crate::report::{Measure, MeasureArm, Report};

/// Says each comparison of a report.
pub(crate) fn compare(report: &mut Report) {
    let mut measures = std::mem::take(&mut report.measures);
    for measure in &mut measures {
        let mut comparisons = std::mem::take(&mut measure.comparisons);
        for one in &mut comparisons {
            let [treatment, control] =
                [&one.treatment, &one.control].map(|arm| valued(report, measure, arm));
            one.values = format!("{treatment} against {control}");
            let effect = one.absolute.as_ref();
            let effect = effect.map(|it| range(it, measure.currency.as_deref()));
            one.effect = effect.unwrap_or_else(|| "too few people to compare".to_owned());
        }
        measure.comparisons = comparisons;
    }
    report.measures = measures;
}

/// Names a measure for people.
pub(crate) fn title(measure: &str, currency: Option<&str>) -> String {
    match (measure, currency) {
        (_, Some(currency)) => format!("Paid for each person, {currency}"),
        ("conversion", _) => "Bought first or began a trial".to_owned(),
        ("trial", _) => "Began a trial".to_owned(),
        ("trial_paid", _) => "Paid after a trial".to_owned(),
        ("paid", _) => "Paid anything".to_owned(),
        ("refunded", _) => "Got anything back".to_owned(),
        (other, _) => other.to_owned(),
    }
}

/// Names an arm in a sentence.
pub(crate) fn arm(report: &Report, arm: &str) -> String {
    let known = report.arms.iter().find(|it| it.arm == arm);
    arms::said(arm, known.map_or(arm, |it| &it.title))
}

/// Names an arm, and says its value of a measure.
fn valued(report: &Report, measure: &Measure, name: &str) -> String {
    let named = arm(report, name);
    match value(measure, name) {
        Some(value) => format!("{named} {value}"),
        None => named,
    }
}

/// Says the value of a measure in an arm, or in all variants together.
pub(crate) fn value(measure: &Measure, arm: &str) -> Option<String> {
    let own = |it: &&MeasureArm| match arm {
        SHOWN => arms::is_variant(&it.arm),
        arm => it.arm == arm,
    };
    let arms = measure.arms.iter().filter(own);
    let (people, sum) = arms.fold((0, 0.0), |(people, sum), it| {
        (people + it.people, sum + it.sum)
    });
    let mean = (people > 0).then(|| sum / people as f64)?;
    Some(match &measure.currency {
        Some(currency) => format!("{mean:.2} {currency}"),
        None => format!("{:.2} %", mean * 100.0),
    })
}

/// Says a report.
pub(crate) fn sentences(report: &Report) -> Vec<String> {
    let people = report.people;
    let mut out = vec![format!(
        "{} took part: {} saw a variant, {} were held out, {} met two arms and are left out.",
        people_said(people.enrolled),
        people.exposed,
        people.held_out,
        people.crossed
    )];
    out.push(ratio(report));
    if report.is_hidden {
        out.push("The measures are not shown, because they mean nothing.".to_owned());
        return out;
    }

    for measure in &report.measures {
        let nothing = measure.arms.iter().all(|arm| arm.sum == 0.0);
        if nothing && !measure.is_primary {
            continue;
        }
        for comparison in &measure.comparisons {
            out.push(compared(measure, comparison));
        }
    }
    out.push(interval(report));
    out
}

/// Says a number of people.
fn people_said(count: i64) -> String {
    match count {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    }
}

/// Says the check of the ratio.
fn ratio(report: &Report) -> String {
    let Some(ratio) = &report.ratio else {
        return "Whether the people are in the declared ratio cannot be said yet.".to_owned();
    };
    if !ratio.is_red {
        return format!("The people are in the declared ratio (p = {:.3}).", ratio.p);
    }
    let arms = ratio.arms.iter();
    let arms = arms.map(|it| {
        format!(
            "{} instead of {:.0} in {}",
            it.people,
            it.expected,
            arm(report, &it.arm)
        )
    });
    let arms = arms.collect::<Vec<_>>().join(", ");
    format!(
        "The people are NOT in the declared ratio (p = {:.1e}): {arms}. Something other than the experiment decides who \
         is counted; find it first.",
        ratio.p
    )
}

/// Says a comparison.
fn compared(measure: &Measure, comparison: &Comparison) -> String {
    let relative = comparison.relative.as_ref().map_or(String::new(), relative);
    let end = match (&comparison.absolute, comparison.is_declared) {
        (None, _) => "",
        (_, false) => "; no difference is shown yet",
        (Some(estimate), true) if estimate.value > 0.0 => "; the difference is shown: more",
        (Some(_), true) => "; the difference is shown: less",
    };
    let Comparison { values, effect, .. } = comparison;
    format!("{}: {values}: {effect}{relative}{end}.", measure.measure)
}

/// Says an interval in the unit of the measure.
fn range(estimate: &Estimate, currency: Option<&str>) -> String {
    let (times, unit) = match currency {
        Some(currency) => (1.0, currency),
        None => (100.0, "points"),
    };
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(|it| it * times);
    format!("{value:+.2} {unit}, between {low:+.2} and {high:+.2}")
}

/// Says an interval as a part of the control's mean.
fn relative(estimate: &Estimate) -> String {
    format!(
        " ({:+.1} %, between {:+.1} % and {:+.1} %)",
        estimate.value * 100.0,
        estimate.low * 100.0,
        estimate.high * 100.0
    )
}

/// Says which intervals these are.
fn interval(report: &Report) -> String {
    match report.interval {
        "horizon" => format!(
            "The intervals are those for one look, of whoever came until the horizon of {} people was reached.",
            report.horizon.unwrap_or_default()
        ),
        _ => format!(
            "The intervals hold however often they are looked at; they are narrowest at {:.0} people in two arms.",
            report.expected
        ),
    }
}
