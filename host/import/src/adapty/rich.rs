//! Strings: lists of words, tags and pictures, as our Markdown. Tags are the variables of products, the numbers of a timer,
//! and what apps give.

use std::cell::Cell;

use serde_json::Value as Json;

use super::code;
use super::context::Context;
use crate::fields::Fields;
use crate::report::quote;

/// The units of a timer, the largest first, as tags and as we call them.
const UNITS: [(&str, &str, &str); 4] = [
    ("", "Days", "days"),
    ("h", "Hours", "hours"),
    ("m", "Minutes", "minutes"),
    ("s", "Seconds", "seconds"),
];

/// The numbers of a timer that a string has: the positions of their units.
#[derive(Debug, Default)]
pub struct Timer {
    /// The smallest unit that counts all the time that is left.
    total: Cell<usize>,
    /// The largest unit that counts what larger ones leave.
    rest: Cell<Option<usize>>,
}

impl Timer {
    /// Returns the unit that a countdown must count from, if it is not days.
    pub fn largest(&self) -> Option<&'static str> {
        let total = self.total.get();
        let unit = UNITS.get(total).filter(|_| total > 0);
        unit.map(|unit| unit.2)
    }

    /// Returns whether a unit would have to count both all that is left and a part of it.
    pub fn is_torn(&self) -> bool {
        let total = self.total.get();
        self.rest
            .get()
            .is_some_and(|rest| total > 0 && rest <= total)
    }

    /// Returns our token for a tag, and keeps in mind what it counts; nothing for one that has none.
    fn token(&self, tag: &str) -> Option<String> {
        let name = tag.strip_prefix("TIMER_")?;
        let (at, digits) = match name.strip_prefix("Total_") {
            Some(total) => {
                let (word, digits) = total.split_once('_')?;
                let at = UNITS.iter().position(|unit| unit.1 == word)?;
                self.total.set(self.total.get().max(at));
                (at, digits.parse::<usize>().unwrap_or(1))
            }
            None => {
                let letter = name.get(..1)?;
                let at = UNITS.iter().position(|unit| unit.0 == letter)?;
                let rest = self.rest.get().map_or(at, |rest| rest.min(at));
                self.rest.set(Some(rest));
                (at, name.len())
            }
        };
        let unit = UNITS.get(at)?.2;
        let digits = if digits > 1 { ":2" } else { "" };
        Some(format!("${{countdown.{unit}{digits}}}"))
    }
}

/// Writes a list of words, tags and pictures as our Markdown; with a timer, the numbers of it, too.
pub fn rich(cx: &Context<'_>, entry: &Fields<'_>, timer: Option<&Timer>) -> String {
    let one;
    let list = match entry.get("value") {
        Some(Json::Array(list)) => list.as_slice(),
        Some(other) => {
            one = [other.clone()];
            &one
        }
        None => &[],
    };
    let path = entry.path_of("value");
    let mut out = String::new();
    for part in list {
        let Some(fields) = Fields::of(part, path.clone()) else {
            plain(&mut out, part.as_str().unwrap_or_default());
            continue;
        };
        if let Some(text) = fields.text("text") {
            plain(&mut out, text);
        } else if let Some(tag) = fields.text("tag") {
            let number = timer.and_then(|timer| timer.token(tag));
            out.push_str(&number.unwrap_or_else(|| token(cx, tag, &path)));
        } else {
            cx.note(code::TEXT_BENT, &path, "a picture in the text is left out");
        }
        let styled = fields.object("attributes").is_some_and(|attributes| {
            attributes
                .map()
                .values()
                .any(|value| !matches!(value, Json::Null | Json::Bool(false)))
        });
        if styled {
            cx.note(
                code::TEXT_BENT,
                &path,
                "a part of the text with a look of its own looks like the rest",
            );
        }
    }
    out.trim().into()
}

/// Writes words with nothing that our Markdown or our tokens would see more in. Marks of no width are left out.
fn plain(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\u{feff}' => {}
            '\n' => out.push_str("<br>"),
            '\r' => {}
            '*' | '_' | '~' | '`' | '\\' | '[' | ']' | '<' | '&' | '#' | '{' => {
                out.push('\\');
                out.push(c);
            }
            '+' | '-' if out.is_empty() => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
}

/// Returns our token for a tag.
fn token(cx: &Context<'_>, tag: &str, path: &str) -> String {
    let name = match tag {
        "TITLE" => "title",
        "PRICE" => "price",
        "PRICE_PER_DAY" => "pricePerDay",
        "PRICE_PER_WEEK" => "pricePerWeek",
        "PRICE_PER_MONTH" => "pricePerMonth",
        "PRICE_PER_YEAR" => "pricePerYear",
        "OFFER_PRICE" => "offerPrice",
        "OFFER_PERIOD" => "offerDuration",
        "OFFER_NUMBER_OF_PERIOD" => "offerNumber",
        other if other.starts_with("TIMER_") => {
            cx.note(
                code::COUNTDOWN_BENT,
                path,
                "parts of seconds are left out, and numbers outside of a timer",
            );
            return String::new();
        }
        other => {
            let fits = !other.is_empty()
                && other.len() < 90
                && other
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let message = format!(
                "the app gives {} as a custom attribute of the launch; without it, nothing stands in its place",
                quote(other)
            );
            cx.note(code::VARIABLE_BENT, path, message);
            return if fits {
                format!("${{launch.customAttributes.{other}}}")
            } else {
                String::new()
            };
        }
    };
    format!("${{sku.{name}}}")
}
