//! The helpers that texts may call: `plural`, `date`, `money`, `number`, `percent`, `duration` and `default`.
//!
//! Handlebars itself brings `if`, `unless`, `each`, `with`, `lookup`, `eq`, `ne`, `gt`, `gte`, `lt`, `lte`, `and`,
//! `or`, `not` and `len`.

use std::cell::Cell;

use paywall_handlebars::Asked;
use serde_json::Value as Json;

use crate::clock::Clock;
use crate::date::read;
use crate::locale::{Locale, date, number, period, plural};
use crate::number::{self as numbers, Decimal};
use crate::product::{Unit, money};

/// The name under which a template's values hold the BCP 47 tag that helpers write for.
pub const LOCALE: &str = "locale";

/// The names of the helpers. Each has at least one parameter.
pub static NAMES: [&str; 7] = [
    "plural", "date", "money", "number", "percent", "duration", "default",
];

/// The dates of the text that is being written.
#[derive(Default)]
struct Dates {
    /// The customer's clock. A template that is only tried out has none.
    clock: Option<Clock>,
    /// True once a value should have been a date and was none.
    unread: bool,
}

thread_local! {
    /// A helper is handed nothing but values, and JSON is no good form for a clock.
    static DATES: Cell<Dates> = const { Cell::new(Dates { clock: None, unread: false }) };
}

/// Runs `write`, which writes one text by this clock. Returns whether a value in it should have been a date and was none.
pub fn by_clock(clock: &Clock, write: impl FnOnce()) -> bool {
    let clock = Some(clock.clone());
    let unread = false;
    DATES.with(|dates| dates.set(Dates { clock, unread }));
    write();
    DATES.with(Cell::take).unread
}

/// Answers a call of one of these helpers.
pub fn answer(asked: &Asked<'_>) -> Json {
    let text = match asked.name() {
        "default" => return first_given(asked),
        "plural" => plural(asked),
        "date" => date(asked),
        "duration" => duration(asked),
        name => number(asked, name),
    };
    Json::String(text.unwrap_or_default())
}

/// Returns the first parameter that is something to show: neither null, `false` nor an empty text.
fn first_given(asked: &Asked<'_>) -> Json {
    for at in 0..asked.count() {
        match asked.param(at) {
            None | Some(Json::Null | Json::Bool(false)) => {}
            Some(Json::String(text)) if text.is_empty() => {}
            Some(value) => return value.clone(),
        }
    }
    Json::Null
}

/// Returns the value that a helper is about.
fn first<'a>(asked: &'a Asked<'_>) -> &'a Json {
    asked.param(0).unwrap_or(&Json::Null)
}

fn locale(asked: &Asked<'_>) -> Locale {
    let tag = asked.root.get(LOCALE).and_then(Json::as_str);
    Locale::new(tag.unwrap_or("en-US"))
}

/// Writes `{{plural n one="# day" other="# days"}}`: the form for the number, which replaces each `#` in it.
/// The form `zero` is for 0 in every language, whatever CLDR's rules say.
fn plural(asked: &Asked<'_>) -> Option<String> {
    let decimal = Decimal::of(number_of(first(asked))?, None)?;
    let locale = locale(asked);
    // Most languages have no form for zero, but authors want one: "no days left".
    let is_zero = decimal.whole() == "0" && decimal.fraction().is_empty();
    let form = match asked.named("zero") {
        Some(form) if is_zero => form,
        _ => match asked.named(plural::category(&decimal, &locale).0) {
            Some(form) => form,
            None => asked.named("other")?,
        },
    };
    let form = form.as_str()?;
    Some(period::substituted(
        form,
        b'#',
        &number::format(&decimal, number::Form::Plain, &locale),
    ))
}

/// Writes `{{date moment "PPP"}}`; without a format, as a long date.
fn date(asked: &Asked<'_>) -> Option<String> {
    let mut dates = DATES.with(Cell::take);
    let moment = read(first(asked));
    dates.unread |= moment.is_none() && !first(asked).is_null();
    let wall = dates.clock.as_ref().zip(moment);
    let wall = wall.map(|(clock, moment)| clock.wall_of(moment));
    DATES.with(|kept| kept.set(dates));
    let format = asked.param(1).and_then(Json::as_str).unwrap_or("PPP");
    date::format(wall?, format, &locale(asked))
}

/// Writes `{{duration 3 "month"}}`, a whole number of a period's units.
fn duration(asked: &Asked<'_>) -> Option<String> {
    // The words are those for whole numbers.
    let count = number_of(first(asked))
        .filter(|count| (0.0..1e9).contains(count) && count.fract() == 0.0)?;
    let unit = Unit::named(asked.param(1)?.as_str()?)?;
    Some(period::duration(
        count as u32,
        unit as usize,
        false,
        &locale(asked),
    ))
}

/// Writes `{{money 9.99 "EUR"}}`, `{{number 1234.5 2}}` and `{{percent 12.5 1}}`; the last parameter of the latter
/// two is the count of digits after the point, without it as many as the number has.
fn number(asked: &Asked<'_>, name: &str) -> Option<String> {
    let amount = number_of(first(asked))?;
    if name == "money" {
        return Some(money::format(
            amount,
            asked.param(1)?.as_str()?,
            &locale(asked),
        ));
    }
    let places = asked
        .param(1)
        .and_then(number_of)
        .map(|places| places.clamp(0.0, 20.0) as usize);
    let form = if name == "percent" {
        number::Form::Percent
    } else {
        number::Form::Plain
    };
    Some(number::format(
        &Decimal::of(amount, places)?,
        form,
        &locale(asked),
    ))
}

/// Reads a parameter that should be a number, which may be written as a text.
fn number_of(value: &Json) -> Option<f64> {
    match value {
        Json::String(text) => numbers::parse(text),
        value => value.as_f64(),
    }
}
