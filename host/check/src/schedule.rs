//! The checks of schedules that are over or could never begin.

use paywall_runtime::date::Moment;
use serde_json::Value;

use super::{Findings, Subject, at};

/// The largest distance of the world's clocks from UTC, in milliseconds.
const ZONES: f64 = 14.0 * 3_600_000.0;

/// Checks the schedules of all rules that are asked.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    for rule in subject.rules.iter().filter(|rule| rule.is_asked()) {
        let terms = rule.rule.terms.as_ref();
        let Some(schedule) = terms.and_then(|terms| terms.schedule.as_deref()) else {
            continue;
        };
        let path = at(&at(&rule.path, "schedule"), "end");
        let written = |name: &str| written(rule.json, name);
        let Some(end) = schedule.end else { continue };
        if let Some(start) = schedule.start
            && never_between(start, end)
        {
            let message = format!(
                "it ends at {} before it starts at {}, so it is never shown; swap them",
                written("end"),
                written("start")
            );
            out.error("never_matches", path, message);
        } else if last_instant(end) <= subject.now {
            let message = format!(
                "it ended at {} and is shown to nobody any more; remove the rule, or move the end",
                written("end")
            );
            out.warning("expired", path, message);
        }
    }
}

/// Returns true if no moment lies between start and end. Moments of different kinds may differ by a time zone.
fn never_between(start: Moment, end: Moment) -> bool {
    let slack = if start.wall == end.wall { 0.0 } else { ZONES };
    end.time + slack <= start.time
}

/// Returns the instant at which the end has come everywhere.
fn last_instant(end: Moment) -> f64 {
    end.time + if end.wall { ZONES } else { 0.0 }
}

/// Returns a bound of the schedule as its author wrote it.
fn written(rule: &Value, name: &str) -> String {
    let value = rule.get("schedule").and_then(|schedule| schedule.get(name));
    value.map_or(String::new(), |value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    })
}
