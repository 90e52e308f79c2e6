//! The helpers that texts may call: `plural`, `date`, `money`, `number`, `percent`, `duration` and `default`.
//!
//! Handlebars itself brings `if`, `unless`, `each`, `with`, `lookup`, `eq`, `ne`, `gt`, `gte`, `lt`, `lte`, `and`,
//! `or`, `not` and `len`.

use std::cell::Cell;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason,
    ScopedJson,
};
use serde_json::Value as Json;

use crate::clock::Clock;
use crate::date::read;
use crate::locale::{Locale, date, number, period, plural};
use crate::number::{self as numbers, Decimal};
use crate::product::{Unit, money};

/// The name under which a template's values hold the BCP 47 tag that helpers write for.
pub const LOCALE: &str = "locale";

/// Registers the helpers of this module.
pub fn register(helpers: &mut Handlebars<'_>) {
    for name in [
        "plural", "date", "money", "number", "percent", "duration", "default",
    ] {
        helpers.register_helper(name, Box::new(Named(name)));
    }
}

/// The dates of the text that is being written.
#[derive(Default)]
struct Dates {
    /// The customer's clock. A template that is only tried out has none.
    clock: Option<Clock>,
    /// True once a value should have been a date and was none.
    unread: bool,
}

thread_local! {
    /// Handlebars hands a helper nothing but values, and JSON is no good form for a clock. A helper made anew for each
    /// text could hold it, but costs the module a kilobyte of Handlebars' code.
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

/// The helper of a name. One type for all helpers keeps the module small.
struct Named(&'static str);

impl HelperDef for Named {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        call: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let first = call
            .param(0)
            .ok_or(RenderErrorReason::ParamNotFoundForIndex(self.0, 0))?
            .value();
        if self.0 == "default" {
            return Ok(ScopedJson::Derived(first_given(call)));
        }
        let asked = Asked {
            call,
            context: context.data(),
            first,
        };
        let text = match self.0 {
            "plural" => asked.plural(),
            "date" => asked.date(),
            "duration" => asked.duration(),
            _ => asked.number(self.0),
        };
        Ok(ScopedJson::Derived(Json::String(text.unwrap_or_default())))
    }
}

/// Returns the first parameter that is something to show: neither null, `false` nor an empty text.
fn first_given(call: &Helper<'_>) -> Json {
    for param in call.params() {
        match param.value() {
            Json::Null | Json::Bool(false) => {}
            Json::String(text) if text.is_empty() => {}
            value => return value.clone(),
        }
    }
    Json::Null
}

/// One call of a helper: its parameters, and the values around it.
struct Asked<'h, 'rc> {
    call: &'h Helper<'rc>,
    context: &'h Json,
    first: &'h Json,
}

impl Asked<'_, '_> {
    fn locale(&self) -> Locale {
        Locale::new(
            self.context
                .get(LOCALE)
                .and_then(Json::as_str)
                .unwrap_or("en-US"),
        )
    }

    fn second(&self) -> Option<&Json> {
        Some(self.call.param(1)?.value())
    }

    /// Writes `{{plural n one="# day" other="# days"}}`: the form for the number, which replaces each `#` in it.
    /// The form `zero` is for 0 in every language, whatever CLDR's rules say.
    fn plural(&self) -> Option<String> {
        let decimal = Decimal::of(number_of(self.first)?, None)?;
        let locale = self.locale();
        // Most languages have no form for zero, but authors want one: "no days left".
        let is_zero = decimal.whole() == "0" && decimal.fraction().is_empty();
        let form = match self.call.hash_get("zero") {
            Some(form) if is_zero => form,
            _ => match self.call.hash_get(plural::category(&decimal, &locale).0) {
                Some(form) => form,
                None => self.call.hash_get("other")?,
            },
        };
        let form = form.value().as_str()?;
        Some(period::substituted(
            form,
            b'#',
            &number::format(&decimal, number::Form::Plain, &locale),
        ))
    }

    /// Writes `{{date moment "PPP"}}`; without a format, as a long date.
    fn date(&self) -> Option<String> {
        let mut dates = DATES.with(Cell::take);
        let moment = read(self.first);
        dates.unread |= moment.is_none() && !self.first.is_null();
        let wall = dates.clock.as_ref().zip(moment);
        let wall = wall.map(|(clock, moment)| clock.wall_of(moment));
        DATES.with(|kept| kept.set(dates));
        let format = self.second().and_then(Json::as_str).unwrap_or("PPP");
        date::format(wall?, format, &self.locale())
    }

    /// Writes `{{duration 3 "month"}}`, a whole number of a period's units.
    fn duration(&self) -> Option<String> {
        // The words are those for whole numbers.
        let count = number_of(self.first)
            .filter(|count| (0.0..1e9).contains(count) && count.fract() == 0.0)?;
        let unit = Unit::named(self.second()?.as_str()?)?;
        Some(period::duration(
            count as u32,
            unit as usize,
            false,
            &self.locale(),
        ))
    }

    /// Writes `{{money 9.99 "EUR"}}`, `{{number 1234.5 2}}` and `{{percent 12.5 1}}`; the last parameter of the latter
    /// two is the count of digits after the point, without it as many as the number has.
    fn number(&self, name: &str) -> Option<String> {
        let amount = number_of(self.first)?;
        if name == "money" {
            return Some(money::format(
                amount,
                self.second()?.as_str()?,
                &self.locale(),
            ));
        }
        let places = self
            .second()
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
            &self.locale(),
        ))
    }
}

/// Reads a parameter that should be a number, which may be written as a text.
fn number_of(value: &Json) -> Option<f64> {
    match value {
        Json::String(text) => numbers::parse(text),
        value => value.as_f64(),
    }
}
