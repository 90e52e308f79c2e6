//! Schedules in words, and where a rule stands in its time.

use serde_json::Value;

use super::moment::{Clock, Moment};
use super::{entries, joined, text};

const WEEK: [(&str, &str); 7] = [
    ("mon", "Mon"),
    ("tue", "Tue"),
    ("wed", "Wed"),
    ("thu", "Thu"),
    ("fri", "Fri"),
    ("sat", "Sat"),
    ("sun", "Sun"),
];

/// Says when a rule is in force.
pub fn when(rule: &Value) -> String {
    let Some(schedule) = rule.get("schedule").filter(|schedule| schedule.is_object()) else {
        return "Always".to_owned();
    };
    let bound = |name: &str| {
        let written = text(schedule, name)?;
        let moment = moment(schedule, name);
        Some(moment.map_or_else(|| written.to_owned(), Moment::words))
    };
    let mut words = match (bound("start"), bound("end")) {
        (None, None) => "Always".to_owned(),
        (Some(start), None) => format!("From {start}"),
        (None, Some(end)) => format!("Until {end}"),
        (Some(start), Some(end)) => format!("From {start} until {end}"),
    };
    if !words.starts_with("Always") {
        let zone = match text(schedule, "zone") {
            Some("device") => " (the customer’s clock)",
            Some("utc") => " (UTC)",
            _ => "",
        };
        words.push_str(zone);
    }
    let windows: Vec<String> = entries(schedule, "windows").iter().map(window).collect();
    if !windows.is_empty() {
        words.push_str(&format!(", {}", joined(&windows, " and ")));
    }
    words
}

/// Writes a window of the week.
fn window(window: &Value) -> String {
    let days = entries(window, "days");
    let chosen: Vec<usize> = (0..7)
        .filter(|at| {
            WEEK.get(*at)
                .is_some_and(|(name, _)| days.iter().any(|day| day == name))
        })
        .collect();
    let name = |at: &usize| {
        WEEK.get(*at)
            .map_or(String::new(), |(_, name)| (*name).to_owned())
    };
    let is_row = chosen.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let days = match chosen.as_slice() {
        [] => "every day".to_owned(),
        all if all.len() == 7 => "every day".to_owned(),
        [first, .., last] if is_row && chosen.len() > 2 => {
            format!("{}–{}", name(first), name(last))
        }
        some => joined(&some.iter().map(name).collect::<Vec<_>>(), " and "),
    };
    match (text(window, "from"), text(window, "to")) {
        (None, None) => days,
        (from, to) => {
            let (from, to) = (from.unwrap_or("00:00"), to.unwrap_or("24:00"));
            format!("{days} {from}–{to}")
        }
    }
}

/// Reads a bound of a schedule.
fn moment(schedule: &Value, name: &str) -> Option<Moment> {
    let is_utc = text(schedule, "zone") == Some("utc");
    Moment::read(text(schedule, name)?, is_utc)
}

/// Returns the beginning and the end of a rule's time in milliseconds since 1970, as far as they are set and can be told.
pub(super) fn bounds(rule: &Value, clock: Clock) -> [Option<f64>; 2] {
    let schedule = rule.get("schedule");
    ["start", "end"].map(|name| Some(moment(schedule?, name)?.at(clock)))
}

/// Returns where a rule stands: `off`, `waiting`, `running`, `over`, or `always` where it has no beginning and no end.
pub(super) fn state(rule: &Value, clock: Clock) -> &'static str {
    let [start, end] = bounds(rule, clock);
    if rule.get("enabled") == Some(&Value::Bool(false)) {
        return "off";
    }
    match (start, end) {
        (Some(start), _) if clock.now < start => "waiting",
        (_, Some(end)) if clock.now >= end => "over",
        (None, None) => "always",
        _ => "running",
    }
}
