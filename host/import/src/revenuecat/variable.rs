//! The variables of texts, as tokens of ours.
//!
//! Most have a token of their own. The others become variables of the menu's products, which are templates: so a text
//! stays short, and what it says can be changed at one place.

use super::code;
use super::condition::is_name;
use super::context::Context;
use crate::report::quote;

/// The variables that our products have by themselves.
const SAME: [(&str, &str); 10] = [
    ("product.price", "price"),
    ("product.price_per_day", "pricePerDay"),
    ("product.price_per_week", "pricePerWeek"),
    ("product.price_per_month", "pricePerMonth"),
    ("product.price_per_year", "pricePerYear"),
    (
        "product.relative_discount",
        "percentagePriceDifferenceFromSku:max",
    ),
    ("product.period", "period"),
    ("product.period_with_unit", "duration"),
    ("product.store_product_name", "title"),
    ("product.period_in_months", "periodNumberInMonths"),
];

/// The variables that become templates: theirs, and the name that ours gets.
pub const TEMPLATES: [(&str, &str); 11] = [
    ("product.price_per_period", "pricePerPeriod"),
    (
        "product.price_per_period_abbreviated",
        "pricePerPeriodShort",
    ),
    ("product.period_abbreviated", "periodShort"),
    ("product.periodly", "periodly"),
    ("product.offer_price", "offerPrice"),
    ("product.offer_period", "offerPeriod"),
    ("product.offer_period_abbreviated", "offerPeriodShort"),
    ("product.offer_period_with_unit", "offerDuration"),
    ("product.offer_period_in_days", "offerDays"),
    ("product.offer_period_in_weeks", "offerWeeks"),
    ("product.offer_end_date", "offerEnd"),
];

/// The names of the first version of the format, and what they are called now.
const OLDER: [(&str, &str); 11] = [
    ("price", "product.price"),
    ("price_per_period", "product.price_per_period_abbreviated"),
    ("price_per_period_full", "product.price_per_period"),
    ("product_name", "product.store_product_name"),
    ("sub_period", "product.periodly"),
    ("sub_period_length", "product.period"),
    ("sub_duration", "product.period_with_unit"),
    ("sub_price_per_month", "product.price_per_month"),
    ("sub_offer_duration", "product.offer_period_with_unit"),
    ("sub_offer_price", "product.offer_price"),
    ("sub_relative_discount", "product.relative_discount"),
];

/// Returns our token for a variable; one that is not known is empty, as it is there.
pub fn token(cx: &Context<'_>, name: &str, path: &str) -> String {
    if let Some(custom) = name
        .strip_prefix("custom.")
        .or_else(|| name.strip_prefix("$custom."))
    {
        return custom_token(cx, custom, path);
    }
    let name = current_name(cx, name);
    if let Some((_, ours)) = SAME.iter().find(|(theirs, _)| *theirs == name) {
        return format!("${{sku.{ours}}}");
    }
    if let Some(token) = counted(name) {
        return token;
    }
    let Some((_, ours)) = TEMPLATES.iter().find(|(theirs, _)| *theirs == name) else {
        let message = format!(
            "{} is no variable that is known, and shows nothing",
            quote(name)
        );
        cx.note(code::VARIABLE_UNKNOWN, path, message);
        return String::new();
    };
    cx.needs.borrow_mut().variables.insert(ours);
    format!("${{sku.{ours}}}")
}

/// Returns the token for what is left of a countdown: `count_minutes_with_zero` and others of its kind.
fn counted(name: &str) -> Option<String> {
    let (unit, zero) = name.strip_prefix("count_")?.split_once('_')?;
    let digits = match zero {
        "with_zero" => ":2",
        "without_zero" => "",
        _ => return None,
    };
    let is_unit = matches!(unit, "days" | "hours" | "minutes" | "seconds");
    is_unit.then(|| format!("${{countdown.{unit}{digits}}}"))
}

/// Returns the present name of a variable, by `ui_config` and the names of older paywalls.
fn current_name<'a>(cx: &Context<'a>, name: &'a str) -> &'a str {
    let is_known = |name: &str| {
        SAME.iter()
            .chain(&TEMPLATES)
            .any(|(known, _)| *known == name)
    };
    if is_known(name) {
        return name;
    }
    let map = cx.ui.object("variable_config");
    let map = map.and_then(|config| config.object("variable_compatibility_map"));
    let renamed = map.and_then(|map| map.text(name));
    let older = OLDER
        .iter()
        .find(|(older, _)| *older == name)
        .map(|(_, now)| *now);
    renamed
        .filter(|renamed| is_known(renamed))
        .or(older)
        .unwrap_or(name)
}

/// Returns the token of a custom variable: the app's value, or else the default of `ui_config`.
fn custom_token(cx: &Context<'_>, name: &str, path: &str) -> String {
    if !is_name(name) {
        cx.note(
            code::VARIABLE_UNKNOWN,
            path,
            format!("{} is no name of a variable", quote(name)),
        );
        return String::new();
    }
    let default = cx
        .custom
        .get(name)
        .and_then(|custom| custom.get("default_value"));
    let Some(default) = default else {
        let message = format!(
            "the app gives the value of \"{name}\" as a custom attribute of the launch; it has no default"
        );
        cx.note(code::VARIABLE_BENT, path, message);
        return format!("${{launch.customAttributes.{name}}}");
    };
    let default = match default {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // A quote would end the text of the template.
    let default = default.replace(['"', '\\', '{', '}'], "");
    format!("{{{{default launch.customAttributes.{name} \"{default}\"}}}}")
}
