//! Where a customer is in a flow: the key `flow` of the state.

use serde_json::{Map, Value as Json};

use super::step::{Flow, Kind, Step};
use crate::json::{put, text};
use crate::limits;
use crate::request::Request;
use crate::string::Shared;

/// What the state says of a flow; not checked.
pub fn place(request: &Request) -> Option<&Map<String, Json>> {
    request.state.as_ref()?.get("flow")?.as_object()
}

/// Where a customer is in a flow: the fields of `docs/flows.md`. Those that follow from others are written at the end.
#[derive(Debug, Default)]
pub struct Place(pub Map<String, Json>);

impl Place {
    /// The place in this flow that the state names; an empty one when it names another flow, or a step that is no more.
    pub fn read(request: &Request, flow: &Flow) -> Self {
        let place = place(request).cloned().map(Self).unwrap_or_default();
        if place.text("id") == &*flow.id && flow.find(place.text("step")).is_some() {
            return place;
        }
        Self::default()
    }

    /// A text; empty when there is none.
    #[inline(never)]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Json::as_str).unwrap_or_default()
    }

    /// Whether a flag is set.
    #[inline(never)]
    pub fn is(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Json::Bool(true))
    }

    /// Sets a field.
    pub fn set(&mut self, name: &str, value: Json) {
        put(&mut self.0, name, value);
    }

    /// How many screens were shown so far.
    pub fn visit(&self) -> f64 {
        self.0
            .get("visit")
            .and_then(Json::as_f64)
            .unwrap_or_default()
    }

    /// A list; empty when there is none.
    #[inline(never)]
    pub fn list(&self, name: &str) -> &[Json] {
        let list = self.0.get(name).and_then(Json::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    /// Whether a list has a text.
    #[inline(never)]
    fn has(&self, name: &str, entry: &str) -> bool {
        self.list(name)
            .iter()
            .any(|known| known.as_str() == Some(entry))
    }

    /// Adds to a list.
    #[inline(never)]
    pub fn push(&mut self, name: &str, entry: &str) {
        let mut list = self.list(name).to_vec();
        list.push(text(entry));
        self.set(name, Json::Array(list));
    }

    /// What is to happen: the milliseconds from the step's begin, by timer.
    pub fn timers(&self) -> Map<String, Json> {
        let timers = self.0.get("timers").and_then(Json::as_object);
        timers.cloned().unwrap_or_default()
    }

    /// A screen step is entered: it joins the way that leads here. Gone back to, it ends that way.
    pub fn arrive(&mut self, step: &Step, back: bool) {
        let mut crumbs = Vec::new();
        for id in self.list("stepcrumbs") {
            if back && id.as_str() == Some(&step.id) {
                break;
            }
            crumbs.push(id.clone());
        }
        // Nobody goes that far back.
        if crumbs.len() >= limits::FLOW_CRUMBS {
            crumbs.clear();
        }
        crumbs.push(text(&step.id));
        self.set("stepcrumbs", Json::Array(crumbs));
        self.set("screen", text(&step.screen));
        self.set("back", Json::Bool(back));
        self.set("visit", (self.visit() + 1.0).into());
    }

    /// Whether a step is for the branches taken.
    fn fits(&self, step: &Step) -> bool {
        let taken = |tag: &Shared| self.has("branchcrumbs", tag);
        step.tags.is_empty() || step.tags.iter().any(taken)
    }

    /// The step that follows one: the first behind it, in document order, that is for the branches taken.
    pub fn next(&self, flow: &Flow, from: usize) -> Option<usize> {
        for (number, step) in flow.steps.iter().enumerate() {
            if number > from && step.kind != Kind::Entry && self.fits(step) {
                return Some(number);
            }
        }
        None
    }

    /// The screen step that the way back leads to.
    pub fn previous(&self, flow: &Flow) -> Option<usize> {
        for id in self.list("stepcrumbs").iter().rev().skip(1) {
            let id = id.as_str().unwrap_or_default();
            if let Some(number) = flow.find(id)
                && flow.steps.get(number)?.allows_back
                && !self.has("blocked", id)
            {
                return Some(number);
            }
        }
        None
    }

    /// Writes what follows from the rest.
    pub fn finish(&mut self, flow: &Flow, at: usize) {
        let (mut behind, mut all, mut open) = (0.0, 0.0, true);
        let branched = !self.list("branchcrumbs").is_empty();
        self.set("next", Json::Null);
        for (number, step) in flow.steps.iter().enumerate() {
            if step.kind != Kind::Screen {
                continue;
            }
            let fits = self.fits(step);
            if fits || !branched {
                all += 1.0;
                if number <= at {
                    behind += 1.0;
                }
            }
            // Those of branches that are still open, and the first that is for all.
            if number > at && open {
                self.push("next", &step.screen);
                open = !fits;
            }
        }
        let Some(step) = flow.steps.get(at) else {
            return;
        };
        for action in &step.actions {
            if let Some(to) = action.step().and_then(|id| flow.steps.get(flow.find(id)?)) {
                self.push("next", &to.screen);
            }
        }
        self.set("progress", (behind / f64::max(all, 1.0)).into());
        self.set("id", text(&flow.id));
        self.set("step", text(&step.id));
        self.set("previous", Json::Bool(self.previous(flow).is_some()));
    }
}
