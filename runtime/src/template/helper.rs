//! What texts may call: `plural`, `date`, `money`, `number`, `percent`, `duration` and `default`.
//!
//! Handlebars brings `if`, `unless`, `each`, `with`, `lookup`, `eq`, `ne`, `gt`, `gte`, `lt`, `lte`, `and`, `or`, `not`, `len`.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason,
    ScopedJson,
};
use serde_json::Value as Json;

use crate::locale::{Locale, date, number, period, plural};
use crate::number::{self as numbers, Decimal};
use crate::product::{Unit, money};

/// The names of values that helpers read beside their parameters.
pub const LOCALE: &str = "locale";
/// Minutes that the customer's clock is ahead of UTC.
pub const OFFSET: &str = "utcOffset";

/// Makes the helpers known.
pub fn register(helpers: &mut Handlebars<'_>) {
    for name in [
        "plural", "date", "money", "number", "percent", "duration", "default",
    ] {
        helpers.register_helper(name, Box::new(Named(name)));
    }
}

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

/// The first parameter that is something to show.
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

    /// `{{plural n one="# day" other="# days"}}`: the form for the number, which stands where `#` does. `zero` is for 0 in
    /// every language.
    fn plural(&self) -> Option<String> {
        let decimal = Decimal::of(number_of(self.first)?, None)?;
        let locale = self.locale();
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

    /// `{{date moment "PPP"}}`; a long date where no format is given.
    fn date(&self) -> Option<String> {
        let offset = self
            .context
            .get(OFFSET)
            .and_then(Json::as_f64)
            .unwrap_or_default();
        let format = self.second().and_then(Json::as_str).unwrap_or("PPP");
        date::format(date::wall(self.first, offset)?, format, &self.locale())
    }

    /// `{{duration 3 "month"}}`
    fn duration(&self) -> Option<String> {
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

    /// `{{money 9.99 "EUR"}}`, `{{number 1234.5 2}}`, `{{percent 12.5 1}}`; without places a number has those it has.
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

fn number_of(value: &Json) -> Option<f64> {
    match value {
        Json::String(text) => numbers::parse(text),
        value => value.as_f64(),
    }
}
