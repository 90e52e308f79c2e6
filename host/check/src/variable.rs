//! The variables of a translation beside those of its source: one that says the same in another way is no other variable.

use std::collections::BTreeSet;

use paywall_texts::variables;

/// The variables that only a translation has, and those that only its source has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub adds: BTreeSet<String>,
    pub lacks: BTreeSet<String>,
}

/// Compares the variables of a translation with those of its source. Each language counts and abbreviates in its own way:
/// a translation may say `sku.periodNumber` and choose a plural by it where the source says `sku.duration`.
pub(super) fn difference(translation: &str, source: &str) -> Difference {
    let (here, there) = (variables(translation), variables(source));
    let new: BTreeSet<_> = here.difference(&there).cloned().collect();
    let lost = there.difference(&here);
    let lacks = lost.filter(|name| !new.iter().any(|other| is_same(name, other)));
    let adds = new
        .iter()
        .filter(|name| !there.iter().any(|other| is_same(name, other)));
    Difference {
        adds: adds.cloned().collect(),
        lacks: lacks.cloned().collect(),
    }
}

/// Returns whether two variables say the same: in another unit or form, or one is a part of the other, as an entry of a list.
fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (subject(one), subject(other));
    let is_part = |whole: &str, part: &str| {
        let rest = part.strip_prefix(whole);
        rest.is_some_and(|rest| rest.starts_with('.') && whole.contains('.'))
    };
    one == other || is_part(&one, &other) || is_part(&other, &one)
}

/// Returns what a variable is about: without the unit, the grammatical number and the rounding in which it says it.
fn subject(name: &str) -> String {
    let Some(name) = name.strip_prefix("sku.") else {
        // A number of digits, as in `countdown.hours:2`.
        return name.split(':').next().unwrap_or_default().to_owned();
    };
    // The number behind a colon says which of the offers is meant.
    let (name, offer) = name.split_once(':').unwrap_or((name, ""));
    let mut out = match name {
        "title" => "name",
        "iso_subscription_duration" => "duration",
        name => name,
    };
    for end in [
        "Rounded", "Singular", "InDays", "InWeeks", "InMonths", "Number",
    ] {
        out = out.strip_suffix(end).unwrap_or(out);
    }
    let out = out
        .replace("Duration", "Period")
        .replace("duration", "period");
    format!("sku.{out}:{offer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_in_another_way_is_the_same() {
        let number = "{{plural sku.periodNumber one=\"# Monat\" other=\"# Monate\"}}";
        for (translation, source) in [
            (number, "${sku.duration}"),
            ("${sku.duration}", "${sku.periodNumber} ${sku.period}"),
            (
                "${sku.duration} {{plural sku.periodNumber one=\"a\" other=\"b\"}}",
                "${sku.duration}",
            ),
            (
                "${sku.freeTrialPeriodInDays} Tage",
                "${sku.freeTrialDuration}",
            ),
            ("${sku.pricePerMonthRounded}", "${sku.pricePerMonth}"),
            ("${sku.title}", "${sku.name}"),
            ("${countdown.hours:2}", "${countdown.hours}"),
            ("{{#with state.a}}{{name}}{{/with}}", "${state.a.name}"),
            (
                "{{date launch.customAttributes.end \"short\"}}",
                "${launch.customAttributes.end}",
            ),
        ] {
            let Difference { adds, lacks } = difference(translation, source);
            assert!(
                adds.is_empty() && lacks.is_empty(),
                "{translation}: {adds:?} {lacks:?}"
            );
        }
        for (translation, source) in [
            ("${sku.period}", "${sku.price}"),
            ("${sku.pricePerYear}", "${sku.pricePerMonth}"),
            ("${sku.promoPrice:1}", "${sku.promoPrice}"),
            ("${sku.introductoryDuration}", "${sku.freeTrialDuration}"),
            ("${state.ab}", "${state.a}"),
            ("${sku.period}", "${sku.periodNumber} ${sku.period}"),
        ] {
            let Difference { adds, lacks } = difference(translation, source);
            assert!(!adds.is_empty() || !lacks.is_empty(), "{translation}");
        }
    }
}
