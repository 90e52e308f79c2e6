//! When a rule is in force: from a start to an end, in windows of the week.

use serde_json::Value as Json;

use super::compile::{invalid, text, wrong_type};
use super::date::{self, MINUTE, WEEKDAYS};
use super::reason;
use crate::call::Request;
use crate::document::reader::Path;
use crate::error::Error;

/// When a rule is in force.
#[derive(Debug)]
pub struct Schedule {
    /// The first instant.
    pub start: Option<Bound>,
    /// The first instant no more.
    pub end: Option<Bound>,
    /// Windows of the week, by the clock on the customer's wall; always without any.
    windows: Vec<Window>,
}

/// A point in time.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// Milliseconds since 1970.
    pub time: f64,
    /// Whether that is what the customer's clock shows, not an instant.
    wall: bool,
}

/// Some hours of some days. One that ends before it begins ends on the next day and belongs to the first.
#[derive(Debug)]
struct Window {
    days: [bool; 7],
    from: u32,
    to: u32,
}

impl Bound {
    /// Whether it is reached; `None` where the time is not known.
    fn reached(self, request: &Request) -> Option<bool> {
        let now = if self.wall {
            request.wall()
        } else {
            request.now
        };
        Some(now? >= self.time)
    }
}

impl Schedule {
    /// Compiles the `schedule` of a rule.
    pub fn compile(value: &Json, path: &Path<'_>) -> Result<Self, Error> {
        if !value.is_object() {
            return Err(wrong_type("an object", value, path));
        }
        let get = |name| value.get(name).filter(|value| !value.is_null());
        let zone = get("zone").map(|zone| text(zone, &path.key("zone")));
        let zone = zone.transpose()?;
        if zone.is_some_and(|zone| zone != "device" && zone != "utc") {
            let detail = "expected \"device\" or \"utc\"; times of other zones are written with their offset";
            return Err(invalid(detail, &path.key("zone")));
        }
        let bound = |name| match get(name) {
            None => Ok(None),
            Some(value) => bound(value, zone, &path.key(name)).map(Some),
        };
        let mut windows = Vec::new();
        let list_path = path.key("windows");
        match get("windows") {
            None => {}
            Some(Json::Array(list)) => {
                for (index, value) in list.iter().enumerate() {
                    windows.push(Window::compile(value, &list_path.index(index))?);
                }
            }
            Some(other) => return Err(wrong_type("a list", other, &list_path)),
        }
        Ok(Self {
            start: bound("start")?,
            end: bound("end")?,
            windows,
        })
    }

    /// Why the rule is not in force, when it is not. Where the time is not known, it is not.
    pub fn reason(&self, request: &Request) -> Option<&'static str> {
        let reached = |bound: Option<Bound>, without| {
            bound.map_or(Some(without), |bound| bound.reached(request))
        };
        if reached(self.start, true) != Some(true) {
            return Some(reason::NOT_STARTED);
        }
        if reached(self.end, false) != Some(false) {
            return Some(reason::ENDED);
        }
        let open = self.windows.is_empty()
            || request.wall().is_some_and(|wall| {
                let (_, weekday, minute) = date::local(wall);
                self.windows
                    .iter()
                    .any(|window| window.is_open(weekday, minute))
            });
        (!open).then_some(reason::OUTSIDE_WINDOW)
    }
}

fn bound(value: &Json, zone: Option<&str>, path: &Path<'_>) -> Result<Bound, Error> {
    let written = value.as_str().and_then(date::written);
    let (time, wall) = match (written, zone) {
        (Some(written), _) if written.offset.is_some() => {
            let offset = written.offset.unwrap_or_default();
            (written.wall - offset * MINUTE, false)
        }
        (Some(written), Some(zone)) => (written.wall, zone == "device"),
        (Some(_), None) => {
            let detail = "expected an offset such as \"Z\" or \"+13:00\", or a `zone` beside it: \"device\" or \"utc\"";
            return Err(invalid(detail, path));
        }
        (None, _) => {
            let detail = "expected a date and time such as \"2026-11-27T00:00:00Z\"";
            let time = value.as_f64().ok_or_else(|| invalid(detail, path))?;
            (time, false)
        }
    };
    Ok(Bound { time, wall })
}

impl Window {
    fn compile(value: &Json, path: &Path<'_>) -> Result<Self, Error> {
        if !value.is_object() {
            return Err(wrong_type("an object", value, path));
        }
        let time = |name, without| match value.get(name) {
            None | Some(Json::Null) => Ok(without),
            Some(value) => value
                .as_str()
                .and_then(date::time_of_day)
                .ok_or_else(|| invalid("expected a time such as \"18:00\"", &path.key(name))),
        };
        let (from, to) = (time("from", 0)?, time("to", 24 * 60)?);
        if from == to {
            return Err(invalid("expected `from` and `to` to differ", path));
        }
        let mut days = [true; 7];
        if let Some(list) = value.get("days").filter(|days| !days.is_null()) {
            let path = path.key("days");
            let Json::Array(list) = list else {
                return Err(wrong_type("a list", list, &path));
            };
            days = [false; 7];
            for (index, day) in list.iter().enumerate() {
                let known = WEEKDAYS.iter().position(|name| Some(*name) == day.as_str());
                let Some(known) = known.and_then(|day| days.get_mut(day)) else {
                    let detail =
                        "expected \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\" or \"sun\"";
                    return Err(invalid(detail, &path.index(index)));
                };
                *known = true;
            }
        }
        Ok(Self { days, from, to })
    }

    fn is_open(&self, weekday: usize, minute: u32) -> bool {
        let on = |day: usize| self.days.get(day % 7) == Some(&true);
        if self.from < self.to {
            return on(weekday) && self.from <= minute && minute < self.to;
        }
        on(weekday) && minute >= self.from || on(weekday + 6) && minute < self.to
    }
}
