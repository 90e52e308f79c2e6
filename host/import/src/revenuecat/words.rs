//! The words that RevenueCat writes for periods and free offers: those of `ui_config`, or else its English ones.

use super::context::Context;

/// The English words.
const ENGLISH: [(&str, &str); 18] = [
    ("day_short", "day"),
    ("week_short", "wk"),
    ("month_short", "mo"),
    ("annual_short", "yr"),
    ("year_short", "yr"),
    ("num_days_short", "%dd"),
    ("num_weeks_short", "%dwk"),
    ("num_months_short", "%dmo"),
    ("num_years_short", "%dyr"),
    ("daily", "daily"),
    ("weekly", "weekly"),
    ("monthly", "monthly"),
    ("yearly", "yearly"),
    ("annually", "annually"),
    ("day", "day"),
    ("week", "week"),
    ("month", "month"),
    ("free_price", "free"),
];

/// Returns a word in the paywall's language.
pub fn word(cx: &Context<'_>, name: &str) -> String {
    let words = cx
        .ui
        .object("localizations")
        .and_then(|words| words.object(cx.locale));
    let usual = ENGLISH
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, word)| *word);
    let word = words
        .as_ref()
        .and_then(|words| words.text(name))
        .unwrap_or(usual);
    // A word of the other's must not become a template of ours.
    word.replace(['{', '}', '$'], "")
}

/// Returns the word for a count of units.
pub fn counted(cx: &Context<'_>, name: &str, count: u32) -> String {
    word(cx, name).replace("%d", &count.to_string())
}
