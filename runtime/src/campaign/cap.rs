//! How often a rule may be shown. What was shown is in the request; the engine remembers nothing.

use serde_json::{Map, Value as Json};

use super::date;
use super::strict::{Invalid, Object};
use crate::call::Request;
use crate::document::campaign::{Campaign, Campaigns};
use crate::document::reader::Path;
use crate::limits;
use crate::tree::Shared;

/// One limit.
#[derive(Debug)]
pub struct Cap {
    /// How many times at most, and in which time.
    max: Option<(u32, Per)>,
    /// Milliseconds that must lie between two times.
    min_gap: Option<f64>,
    /// The event after which it is not shown again.
    until: Option<Shared>,
    /// Whose times count.
    scope: Scope,
}

/// In which time the times are counted.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Per {
    /// In the last so many milliseconds.
    Last(f64),
    /// Since the session began.
    Session,
    /// On the same day by the clock on the customer's wall.
    Day,
    /// Ever.
    Install,
}

/// Whose times count.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scope {
    /// This rule's.
    Rule,
    /// Those of all rules of the placement.
    Placement,
    /// Those of all rules.
    All,
    /// Those of all rules with a limit of the same scope.
    Group(Shared),
}

impl Cap {
    /// Compiles one limit of the `frequency` of a rule.
    pub fn compile(value: &Json, path: &Path<'_>) -> Result<Self, Invalid> {
        let fields = Object::of(value, path)?;
        let cap = Self {
            max: max(&fields)?,
            min_gap: duration(&fields, "min_gap")?,
            until: fields.shared("until")?,
            scope: scope(&fields)?,
        };
        if cap.max.is_none() && cap.min_gap.is_none() && cap.until.is_none() {
            return Err(fields.wrong("max", "this, `min_gap` or `until`"));
        }
        Ok(cap)
    }

    /// Whether the rule was shown as often as this limit allows.
    pub fn is_reached(&self, campaigns: &Campaigns, rule: &Campaign, request: &Request) -> bool {
        let mut seen = Seen::default();
        if self.scope == Scope::Rule {
            seen.add_all(request.memory.history.get(&*rule.rule), &|time| {
                self.counts(time, request)
            });
        } else {
            for (id, times) in &request.memory.history {
                if self.scope == Scope::All || self.covers(campaigns.by_id(id), rule) {
                    seen.add_all(Some(times), &|time| self.counts(time, request));
                }
            }
        }
        let too_many = self.max.is_some_and(|(max, _)| seen.counted >= max);
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

    /// Whether a time is in the time of `max`. Where the request does not say when that is, it counts.
    fn counts(&self, time: f64, request: &Request) -> bool {
        let Some((_, per)) = self.max else {
            return true;
        };
        match per {
            Per::Install => true,
            Per::Last(length) => request.now.is_none_or(|now| time > now - length),
            Per::Session => request
                .memory
                .session_start
                .is_none_or(|start| time >= start),
            Per::Day => request.wall().is_none_or(|wall| {
                let then = time + wall - request.now.unwrap_or(wall);
                date::local(then).0 == date::local(wall).0
            }),
        }
    }

    /// The limit, for the trace.
    pub fn to_json(&self) -> Json {
        let mut out = Map::new();
        let scope = match &self.scope {
            Scope::Rule => "campaign",
            Scope::Placement => "placement",
            Scope::All => "all",
            Scope::Group(group) => group,
        };
        out.insert("scope".into(), scope.into());
        if let Some((max, per)) = self.max {
            out.insert("max".into(), max.into());
            let per = match per {
                Per::Last(length) => length.into(),
                Per::Session => "session".into(),
                Per::Day => "calendar_day".into(),
                Per::Install => "install".into(),
            };
            out.insert("per".into(), per);
        }
        if let Some(gap) = self.min_gap {
            out.insert("min_gap".into(), gap.into());
        }
        if let Some(event) = &self.until {
            out.insert("until".into(), (&**event).into());
        }
        Json::Object(out)
    }
}

fn max(fields: &Object<'_>) -> Result<Option<(u32, Per)>, Invalid> {
    let Some(max) = fields.number("max")? else {
        return Ok(None);
    };
    if max.fract() != 0.0 || !(1.0..=limits::HISTORY).contains(&max) {
        return Err(fields.wrong("max", "a whole number from 1 to 64"));
    }
    let per = match fields.get("per").map(|per| per.as_str()) {
        None | Some(Some("install")) => Per::Install,
        Some(Some("session")) => Per::Session,
        Some(Some("calendar_day")) => Per::Day,
        _ => Per::Last(duration(fields, "per")?.unwrap_or_default()),
    };
    Ok(Some((max as u32, per)))
}

fn scope(fields: &Object<'_>) -> Result<Scope, Invalid> {
    Ok(match fields.text("scope")? {
        None | Some("campaign") => Scope::Rule,
        Some("placement") => Scope::Placement,
        Some("all") => Scope::All,
        Some(name) if name.starts_with("group:") => Scope::Group(name.into()),
        _ => {
            let expected = "\"campaign\", \"placement\", \"all\" or \"group:…\"";
            return Err(fields.wrong("scope", expected));
        }
    })
}

fn duration(fields: &Object<'_>, name: &str) -> Result<Option<f64>, Invalid> {
    let Some(text) = fields.text(name)? else {
        return Ok(None);
    };
    match date::duration(text) {
        None => Err(fields.wrong(name, "a duration such as \"P2D\" or \"PT12H\"")),
        length => Ok(length),
    }
}

/// The times that a limit looks at.
#[derive(Debug)]
struct Seen {
    /// How many are in the time of `max`.
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
    fn add_all(&mut self, times: Option<&Json>, counts: &dyn Fn(f64) -> bool) {
        for time in times.and_then(Json::as_array).into_iter().flatten() {
            let Some(time) = time.as_f64() else { continue };
            self.any = true;
            self.first = self.first.min(time);
            self.last = self.last.max(time);
            self.counted += u32::from(counts(time));
        }
    }
}

/// Whether the event happened at or after `since`. Of an event without a time, any happening counts.
fn has_happened_since(request: &Request, event: &str, since: f64) -> bool {
    let facts = request.events.as_ref().and_then(|events| events.get(event));
    let Some(facts) = facts else { return false };
    match facts.get("last").and_then(date::instant) {
        Some(last) => last >= since,
        None => facts.get("count").and_then(Json::as_f64).unwrap_or(0.0) > 0.0,
    }
}
