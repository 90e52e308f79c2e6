//! The times at which a rule is in force: from a start to an end, in windows of the week.

use super::reason;
use super::strict::Object;
use crate::date::{self, Moment, WEEKDAYS};
use crate::request::Request;

/// The times at which a rule is in force.
#[derive(Debug)]
pub struct Schedule {
    /// The first instant at which it is.
    pub start: Option<Moment>,
    /// The first instant at which it no longer is.
    pub end: Option<Moment>,
    /// Windows of the week by the customer's clock; without any, all of the week.
    windows: Vec<Window>,
}

/// Hours of some days. A window that ends before it begins ends on the next day and belongs to the day it begins on.
#[derive(Debug)]
struct Window {
    days: [bool; 7],
    from: u32,
    to: u32,
}

impl Schedule {
    /// Compiles the `schedule` of a rule.
    pub fn compile(fields: &Object<'_>) -> Self {
        let zone = fields.text("zone").unwrap_or_default();
        if !["", "device", "utc"].contains(&zone) {
            let expected =
                "\"device\" or \"utc\" (times of other zones are written with their offset)";
            fields.wrong("zone", expected);
        }
        let mut windows = Vec::new();
        let list_path = fields.path.key("windows");
        for (index, value) in fields.list("windows").iter().enumerate() {
            let path = list_path.index(index);
            windows.push(Window::compile(&Object::of(value, &path, fields.flaws)));
        }
        Self {
            start: bound(fields, "start", zone),
            end: bound(fields, "end", zone),
            windows,
        }
    }

    /// Returns the reason for which the rule is not in force, if it is not. It never is when the time is not known.
    pub fn reason(&self, request: &Request) -> Option<&'static str> {
        let reached = |bound: Option<Moment>, without| {
            bound.map_or(Some(without), |bound| {
                Some(request.now? >= request.clock.instant_of(bound))
            })
        };
        if reached(self.start, true) != Some(true) {
            return Some(reason::NOT_STARTED);
        }
        if reached(self.end, false) != Some(false) {
            return Some(reason::ENDED);
        }
        // Windows are always on the customer's clock, whatever the zone of the bounds.
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

/// Reads a bound: an instant, or a time without an offset in the schedule's zone.
fn bound(fields: &Object<'_>, name: &str, zone: &str) -> Option<Moment> {
    let moment = date::read(fields.get(name)?);
    let moment = moment.filter(|moment| !moment.wall || !zone.is_empty());
    if moment.is_none() {
        let expected =
            "a time such as \"2026-11-27T00:00:00Z\", or one without an offset and a `zone`";
        fields.wrong(name, expected);
    }
    let moment = moment?;
    Some(Moment {
        wall: moment.wall && zone == "device",
        ..moment
    })
}

impl Window {
    fn compile(fields: &Object<'_>) -> Self {
        let mut out = Self {
            days: [fields.get("days").is_none(); 7],
            from: time(fields, "from", 0),
            to: time(fields, "to", 24 * 60),
        };
        if out.from == out.to {
            fields.wrong("to", "another time than `from`");
        }
        for day in fields.list("days") {
            let known = WEEKDAYS.iter().position(|name| day == name);
            match known.and_then(|day| out.days.get_mut(day)) {
                Some(day) => *day = true,
                None => fields.wrong("days", "a list of \"mon\" to \"sun\""),
            }
        }
        out
    }

    /// Returns whether the window is open; one over midnight is so in the evening of its days and the morning after.
    fn is_open(&self, weekday: usize, minute: u32) -> bool {
        let on = |day: usize| self.days.get(day % 7) == Some(&true);
        if self.from < self.to {
            return on(weekday) && self.from <= minute && minute < self.to;
        }
        on(weekday) && minute >= self.from || on(weekday + 6) && minute < self.to
    }
}

/// Reads a time of day as minutes since midnight.
fn time(fields: &Object<'_>, name: &str, without: u32) -> u32 {
    let Some(text) = fields.text(name) else {
        return without;
    };
    let time = date::time_of_day(text);
    if time.is_none() {
        fields.wrong(name, "a time such as \"18:00\"");
    }
    time.unwrap_or_default()
}
