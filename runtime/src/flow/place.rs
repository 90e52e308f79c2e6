//! Where a customer is in a flow: the key `flow` of the state, read and written.

use serde_json::{Map, Value as Json};

use super::step::{Flow, Kind, Step};
use crate::call::Request;
use crate::campaign::trace::{put, text};
use crate::document::reader::texts;
use crate::tree::Shared;

/// What an earlier answer says of the flow; not checked.
pub fn place(request: &Request) -> Option<&Map<String, Json>> {
    request.state.as_ref()?.get("flow")?.as_object()
}

/// The paywall that the request is on in this flow.
pub fn screen<'r>(request: &'r Request, flow: &Flow) -> Option<&'r str> {
    let place = place(request)?;
    let id = place.get("id")?.as_str()?;
    place.get("screen")?.as_str().filter(|_| *id == *flow.id)
}

/// Where a customer is in a flow.
#[derive(Debug, Default)]
pub struct Place {
    /// The number of the step.
    pub step: usize,
    /// The paywall on screen.
    pub screen: Shared,
    /// How many screens were shown so far; tells timers of one visit to a step from those of another.
    pub visit: f64,
    /// The screen steps that lead here; the last is the one on screen.
    pub crumbs: Vec<Shared>,
    /// The tags of the branches taken.
    pub tags: Vec<Shared>,
    /// The steps that no way leads back to.
    pub blocked: Vec<Shared>,
    /// What is to happen: the milliseconds from the step's begin, by timer.
    pub timers: Map<String, Json>,
    /// Whether the last screen was gone back to.
    pub back: bool,
    /// Whether the app has taken over for a while.
    pub paused: bool,
    /// Whether the flow has ended.
    pub done: bool,
}

impl Place {
    /// Reads where the customer is; `None` when it is of another flow, or of a step that the flow no longer has.
    pub fn read(flow: &Flow, map: &Map<String, Json>) -> Option<Self> {
        let word = |name| map.get(name).and_then(Json::as_str).unwrap_or_default();
        let flag = |name| map.get(name) == Some(&Json::Bool(true));
        if *word("id") != *flow.id {
            return None;
        }
        Some(Self {
            step: flow.find(word("step"))?,
            screen: word("screen").into(),
            visit: map.get("visit").and_then(Json::as_f64).unwrap_or(1.0),
            crumbs: texts(map.get("stepcrumbs")),
            tags: texts(map.get("branchcrumbs")),
            blocked: texts(map.get("blocked")),
            timers: map
                .get("timers")
                .and_then(Json::as_object)
                .cloned()
                .unwrap_or_default(),
            back: flag("back"),
            paused: flag("paused"),
            done: flag("done"),
        })
    }

    /// Writes it, with what follows from it.
    pub fn write(&self, flow: &Flow) -> Json {
        let mut out = Map::new();
        put(&mut out, "id", text(&flow.id));
        if let Some(step) = flow.steps.get(self.step) {
            put(&mut out, "step", text(&step.id));
            put(&mut out, "name", text(&step.name));
        }
        put(&mut out, "screen", text(&self.screen));
        put(&mut out, "visit", self.visit.into());
        for (name, list) in [
            ("stepcrumbs", &self.crumbs),
            ("branchcrumbs", &self.tags),
            ("blocked", &self.blocked),
            ("next", &self.screens_ahead(flow)),
        ] {
            put(
                &mut out,
                name,
                list.iter().map(|entry| text(entry)).collect(),
            );
        }
        put(&mut out, "timers", Json::Object(self.timers.clone()));
        put(&mut out, "transition", text(&flow.transition));
        put(&mut out, "progress", self.progress(flow).into());
        for (name, flag) in [
            ("back", self.back),
            ("previous", self.previous(flow).is_some()),
            ("bookmark", flow.bookmark),
            ("paused", self.paused),
            ("done", self.done),
        ] {
            put(&mut out, name, Json::Bool(flag));
        }
        Json::Object(out)
    }

    /// Whether a step is for the branches taken.
    fn fits(&self, step: &Step) -> bool {
        step.tags.is_empty() || step.tags.iter().any(|tag| self.tags.contains(tag))
    }

    /// The step that follows: the first behind this one, in document order, that is for the branches taken.
    pub fn next(&self, flow: &Flow) -> Option<usize> {
        let mut steps = flow.steps.iter().enumerate().skip(self.step + 1);
        let next = steps.find(|(_, step)| step.kind != Kind::Entry && self.fits(step));
        next.map(|(number, _)| number)
    }

    /// The screen step that the way back leads to.
    pub fn previous(&self, flow: &Flow) -> Option<usize> {
        for id in self.crumbs.iter().rev().skip(1) {
            let number = flow.find(id);
            let step = number.and_then(|number| flow.steps.get(number));
            if step.is_some_and(|step| step.allows_back) && !self.blocked.contains(id) {
                return number;
            }
        }
        None
    }

    /// The paywalls that may come next: those of branches that are still open, and the first for all.
    fn screens_ahead(&self, flow: &Flow) -> Vec<Shared> {
        let mut out = Vec::new();
        for step in flow.steps.iter().skip(self.step + 1) {
            if step.kind == Kind::Screen {
                out.push(step.screen.clone());
                if self.fits(step) {
                    break;
                }
            }
        }
        // And those that buttons lead to.
        if let Some(step) = flow.steps.get(self.step) {
            for action in &step.actions {
                let to = action.step().and_then(|id| flow.steps.get(flow.find(id)?));
                out.extend(
                    to.filter(|to| to.kind == Kind::Screen)
                        .map(|to| to.screen.clone()),
                );
            }
        }
        out
    }

    /// How far the customer has come, 0 to 1: of the screens for the branches taken, or of all before the first branch.
    fn progress(&self, flow: &Flow) -> f64 {
        let (mut behind, mut all) = (0.0, 0.0);
        for (number, step) in flow.steps.iter().enumerate() {
            if step.kind == Kind::Screen && (self.tags.is_empty() || self.fits(step)) {
                all += 1.0;
                if number <= self.step {
                    behind += 1.0;
                }
            }
        }
        if all > 0.0 { behind / all } else { 1.0 }
    }
}
