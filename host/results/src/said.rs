//! A report in sentences.

use crate::arms;
use crate::compared::{Comparison, Estimate};
use crate::report::{Measure, Ratio, Report};

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
    out.push(ratio(report.ratio.as_ref()));
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
fn ratio(ratio: Option<&Ratio>) -> String {
    let Some(ratio) = ratio else {
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
            arms::said(&it.arm)
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
    let (control, treatment) = (
        arms::said(&comparison.control),
        arms::said(&comparison.treatment),
    );
    let value = |arm: &str| {
        let mean = measure.arms.iter().find(|it| it.arm == arm);
        let mean = mean.and_then(|it| it.mean)?;
        Some(match &measure.currency {
            Some(currency) => format!("{mean:.2} {currency}"),
            None => format!("{:.2} %", mean * 100.0),
        })
    };
    let of = |name: &str, arm: &str| match value(arm) {
        Some(value) => format!("{name} {value}"),
        None => name.to_owned(),
    };
    let head = format!(
        "{}: {} against {}",
        measure.measure,
        of(&treatment, &comparison.treatment),
        of(&control, &comparison.control)
    );
    match &comparison.absolute {
        None => format!("{head}: too few people to compare."),
        Some(estimate) => {
            let range = range(estimate, measure.currency.as_deref());
            let relative = comparison.relative.as_ref().map_or(String::new(), relative);
            let end = match (comparison.is_declared, estimate.value > 0.0) {
                (false, _) => "no difference is shown yet",
                (true, true) => "the difference is shown: more",
                (true, false) => "the difference is shown: less",
            };
            format!("{head}: {range}{relative}; {end}.")
        }
    }
}

/// Says an interval in the unit of the measure.
fn range(estimate: &Estimate, currency: Option<&str>) -> String {
    match currency {
        Some(currency) => format!(
            "{:+.2} {currency}, between {:+.2} and {:+.2}",
            estimate.value, estimate.low, estimate.high
        ),
        None => format!(
            "{:+.2} points, between {:+.2} and {:+.2}",
            estimate.value * 100.0,
            estimate.low * 100.0,
            estimate.high * 100.0
        ),
    }
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
