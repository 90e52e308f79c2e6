//! The variables of products that are templates: what RevenueCat writes for them, in our words.

use super::context::Context;
use super::words::{counted, word};

/// The periods that stores sell, as our products name them, with the unit and the count.
const PERIODS: [(&str, &str, u32); 12] = [
    ("P1D", "day", 1),
    ("P3D", "day", 3),
    ("P1W", "week", 1),
    ("P2W", "week", 2),
    ("P4W", "week", 4),
    ("P1M", "month", 1),
    ("P2M", "month", 2),
    ("P3M", "month", 3),
    ("P4M", "month", 4),
    ("P6M", "month", 6),
    ("P1Y", "year", 1),
    ("P2Y", "year", 2),
];

/// Returns the template of a variable.
pub fn template(cx: &Context<'_>, name: &str) -> String {
    match name {
        "pricePerPeriod" => per_period(
            "{{#if (eq sku.periodNumber \"1\")}}{{sku.period}}{{else}}{{sku.duration}}{{/if}}",
        ),
        "pricePerPeriodShort" => per_period(&short(cx)),
        "periodShort" => short(cx),
        "periodly" => by_period("{{sku.duration}}", |unit, count| match (unit, count) {
            ("day", 1) => Some(word(cx, "daily")),
            ("week", 1) => Some(word(cx, "weekly")),
            ("month", 1) => Some(word(cx, "monthly")),
            ("year", 1) => Some(word(cx, "yearly")),
            _ => None,
        }),
        "offerPrice" => offer(
            &word(cx, "free_price"),
            "{{sku.introductoryPrice}}",
            "{{sku.price}}",
        ),
        "offerPeriod" => of_offer("Period", "{{sku.period}}"),
        "offerPeriodShort" => offer_short(cx),
        "offerDuration" => of_offer("Duration", "{{sku.duration}}"),
        "offerDays" => of_offer("PeriodInDays", ""),
        "offerWeeks" => of_offer("PeriodInWeeks", ""),
        "offerEnd" => of_offer("EndDate", ""),
        _ => String::new(),
    }
}

/// A price and its period; bought once, the price alone.
fn per_period(period: &str) -> String {
    format!("{{{{sku.price}}}}{{{{#if sku.iso_subscription_duration}}}}/{period}{{{{/if}}}}")
}

/// A text for each period, and another for all others.
fn by_period(other: &str, text: impl Fn(&str, u32) -> Option<String>) -> String {
    let (mut out, mut ends) = (String::new(), 0);
    for (iso, unit, count) in PERIODS {
        if let Some(text) = text(unit, count) {
            out += &format!(
                "{{{{#if (eq sku.iso_subscription_duration \"{iso}\")}}}}{text}{{{{else}}}}"
            );
            ends += 1;
        }
    }
    out + other + &"{{/if}}".repeat(ends)
}

/// The short word of a period: mo, 3mo.
fn short(cx: &Context<'_>) -> String {
    by_period("{{sku.duration}}", |unit, count| {
        Some(short_word(cx, unit, count))
    })
}

fn short_word(cx: &Context<'_>, unit: &str, count: u32) -> String {
    match (unit, count) {
        ("year", 1) => word(cx, "annual_short"),
        (unit, 1) => word(cx, &format!("{unit}_short")),
        (unit, count) => counted(cx, &format!("num_{unit}s_short"), count),
    }
}

/// A text for a free trial, one for an introductory price, and one without any offer.
fn offer(trial: &str, intro: &str, none: &str) -> String {
    format!(
        "{{{{#if sku.freeTrialEligible}}}}{trial}{{{{else}}}}{{{{#if sku.introEligible}}}}{intro}{{{{else}}}}{none}{{{{/if}}}}{{{{/if}}}}"
    )
}

/// A variable of the offer.
fn of_offer(what: &str, none: &str) -> String {
    offer(
        &format!("{{{{sku.freeTrial{what}}}}}"),
        &format!("{{{{sku.introductory{what}}}}}"),
        none,
    )
}

/// The short word of the offer's period. English periods are told apart by their words.
fn offer_short(cx: &Context<'_>) -> String {
    let unit = |prefix: &str| {
        let mut out = String::new();
        for unit in ["day", "week", "month", "year"] {
            out += &format!(
                "{{{{#if (eq sku.{prefix}Period \"{unit}\")}}}}{}{{{{/if}}}}",
                short_word(cx, unit, 1)
            );
        }
        out
    };
    offer(&unit("freeTrial"), &unit("introductory"), &short(cx))
}
