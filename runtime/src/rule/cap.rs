//! Limits on how often a rule is shown. The times of showing come with the request: the engine remembers nothing.

use serde_json::Value as Json;

use super::campaign::{Campaign, Campaigns};
use super::strict::Object;
use crate::date;
use crate::limits;
use crate::request::Request;
use crate::string::Shared;

/// One limit of a rule.
#[derive(Debug)]
pub struct Cap {
    /// The most times, and the span in which they are counted.
    max: Option<(u32, Per)>,
    /// The milliseconds that must lie between two times.
    min_gap: Option<f64>,
    /// The event after which the rule is not shown again.
    until: Option<Shared>,
    /// The rules whose times count.
    scope: Scope,
    /// The limit as the document writes it, for the trace.
    pub written: Json,
}

/// The span in which times are counted.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Per {
    /// The last so many milliseconds.
    Last(f64),
    /// The time since the session began.
    Session,
    /// The same day by the customer's clock.
    Day,
    /// All time since the app was installed, as far as the caller remembers.
    Install,
}

/// The rules whose times count for a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scope {
    /// Only the rule with the limit.
    Rule,
    /// All rules of the placement.
    Placement,
    /// All rules of the document, and those that it no longer has.
    All,
    /// All rules with a limit of the same group.
    Group(Shared),
}

impl Cap {
    /// Compiles one limit of the `frequency` of a rule.
    pub fn compile(fields: &Object<'_>, written: &Json) -> Self {
        let cap = Self {
            max: max(fields),
            min_gap: duration(fields, "min_gap"),
            until: fields.shared("until"),
            scope: scope(fields),
            written: written.clone(),
        };
        if cap.max.is_none() && cap.min_gap.is_none() && cap.until.is_none() {
            fields.wrong("max", "this, `min_gap` or `until`");
        }
        cap
    }

    /// Returns whether the rule was shown as often as this limit allows.
    pub fn is_reached(&self, campaigns: &Campaigns, rule: &Campaign, request: &Request) -> bool {
        let mut seen = Seen::default();
        let history = request.history();
        if self.scope == Scope::Rule {
            let times = history.and_then(|history| history.get(&*rule.rule));
            seen.add_all(times, request, &|time| self.counts(time, request));
        } else {
            let Some(history) = history else { return false };
            for (id, times) in history {
                if self.scope == Scope::All || self.covers(campaigns.by_id(id), rule) {
                    seen.add_all(Some(times), request, &|time| self.counts(time, request));
                }
            }
        }
        let too_many = self.max.is_some_and(|(max, _)| seen.counted >= max);
        // Without a time of the call, nothing is long enough ago.
        let too_soon = self.min_gap.is_some_and(|gap| {
            let long_ago = request.now.is_some_and(|now| now - seen.last >= gap);
            seen.any && !long_ago
        });
        let over = self
            .until
            .as_ref()
            .is_some_and(|event| seen.any && has_happened_since(request, event, seen.first));
        too_many || too_soon || over
    }

    /// Returns whether the times of the rule `shown` count for this limit of `rule`.
    fn covers(&self, shown: Option<&Campaign>, rule: &Campaign) -> bool {
        let Some(shown) = shown else { return false };
        match &self.scope {
            Scope::Placement => shown.placement() == rule.placement(),
            scope => shown
                .terms
                .as_ref()
                .is_some_and(|terms| terms.frequency.iter().any(|cap| cap.scope == *scope)),
        }
    }

    /// Returns whether a time counts for `max`. It does when the request does not say when the span began: in doubt the
    /// rule is not shown.
    fn counts(&self, time: f64, request: &Request) -> bool {
        let Some((_, per)) = self.max else {
            return true;
        };
        match per {
            Per::Install => true,
            Per::Last(length) => request.now.is_none_or(|now| time > now - length),
            Per::Session => {
                let start = request.memory.get("sessionStart");
                start
                    .and_then(|start| request.clock.read(start))
                    .is_none_or(|start| time >= start)
            }
            Per::Day => request
                .wall()
                .is_none_or(|wall| date::local(request.clock.wall(time)).0 == date::local(wall).0),
        }
    }
}

/// Reads the count and the span of a limit.
fn max(fields: &Object<'_>) -> Option<(u32, Per)> {
    let max = fields.number("max")?;
    if max.fract() != 0.0 || !(1.0..=limits::HISTORY).contains(&max) {
        fields.wrong("max", "a whole number from 1 to 64");
    }
    let per = match fields.text("per") {
        None | Some("install") => Per::Install,
        Some("session") => Per::Session,
        Some("calendar_day") => Per::Day,
        Some(_) => Per::Last(duration(fields, "per").unwrap_or_default()),
    };
    Some((max as u32, per))
}

/// Reads the scope of a limit.
fn scope(fields: &Object<'_>) -> Scope {
    match fields.text("scope") {
        None | Some("campaign") => Scope::Rule,
        Some("placement") => Scope::Placement,
        Some("all") => Scope::All,
        Some(name) => {
            if !name.starts_with("group:") {
                let expected = "\"campaign\", \"placement\", \"all\" or \"group:…\"";
                fields.wrong("scope", expected);
            }
            Scope::Group(name.into())
        }
    }
}

/// Reads a duration, whose mistakes spoil the rule.
fn duration(fields: &Object<'_>, name: &str) -> Option<f64> {
    let length = date::duration(fields.text(name)?);
    if length.is_none() {
        fields.wrong(name, "a duration such as \"P2D\" or \"PT12H\"");
    }
    length
}

/// The times that a limit looks at, summed up.
#[derive(Debug)]
struct Seen {
    /// The count of times within the span of `max`.
    counted: u32,
    any: bool,
    first: f64,
    last: f64,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            counted: 0,
            any: false,
            first: f64::INFINITY,
            last: f64::NEG_INFINITY,
        }
    }
}

impl Seen {
    /// Adds the times of one rule.
    fn add_all(&mut self, times: Option<&Json>, request: &Request, counts: &dyn Fn(f64) -> bool) {
        let Some(times) = times.and_then(Json::as_array) else {
            return;
        };
        for time in times {
            let Some(time) = request.clock.read(time) else {
                continue;
            };
            self.any = true;
            self.first = self.first.min(time);
            self.last = self.last.max(time);
            self.counted += u32::from(counts(time));
        }
    }
}

/// Returns whether the event happened at or after `since`. For an event without a time, any happening counts.
fn has_happened_since(request: &Request, event: &str, since: f64) -> bool {
    let facts = request.events.as_ref().and_then(|events| events.get(event));
    let Some(facts) = facts else { return false };
    match facts.get("last").and_then(|last| request.clock.read(last)) {
        Some(last) => last >= since,
        None => facts.get("count").and_then(Json::as_f64).unwrap_or(0.0) > 0.0,
    }
}
