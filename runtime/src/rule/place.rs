//! The customer's place in a flow: the key `flow` of the state.

use serde_json::{Map, Value as Json};

use super::flow::{Flow, Step, StepKind};
use crate::json::{put, text};
use crate::limits;
use crate::request::Request;
use crate::string::Shared;

/// Returns the state's entry about a flow, not checked against any document.
pub fn place(request: &Request) -> Option<&Map<String, Json>> {
    request.state.as_ref()?.get("flow")?.as_object()
}

/// The customer's place in a flow: the fields of `docs/flows.md`. Fields that follow from
/// others are written by [`Place::finish`].
#[derive(Debug, Default)]
pub struct Place(pub Map<String, Json>);

impl Place {
    /// Reads the place in `flow` from the state.
    /// Returns an empty place when the state names another flow, or a step that the flow no longer has.
    pub fn read(request: &Request, flow: &Flow) -> Self {
        let place = place(request).cloned().map(Self).unwrap_or_default();
        if place.text("id") == &*flow.id && flow.find(place.text("step")).is_some() {
            return place;
        }
        Self::default()
    }

    /// Returns a field as a text; empty when it is missing.
    // One copy for all callers: inlined, every look-up would bring the map's search along.
    #[inline(never)]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Json::as_str).unwrap_or_default()
    }

    /// Returns whether the flag in a field is set.
    // One copy, as for `text`.
    #[inline(never)]
    pub fn is(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Json::Bool(true))
    }

    /// Sets a field, replacing its old value.
    pub fn set(&mut self, name: &str, value: Json) {
        put(&mut self.0, name, value);
    }

    /// Returns the count of screens shown so far.
    pub fn visit(&self) -> f64 {
        self.0
            .get("visit")
            .and_then(Json::as_f64)
            .unwrap_or_default()
    }

    /// Returns a field as a list; empty when it is missing.
    // One copy, as for `text`.
    #[inline(never)]
    pub fn list(&self, name: &str) -> &[Json] {
        let list = self.0.get(name).and_then(Json::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    /// Returns whether the list in a field contains a text.
    // One copy, as for `text`.
    #[inline(never)]
    fn has(&self, name: &str, entry: &str) -> bool {
        self.list(name)
            .iter()
            .any(|known| known.as_str() == Some(entry))
    }

    /// Adds a text to the list in a field.
    // One copy, as for `text`.
    #[inline(never)]
    pub fn push(&mut self, name: &str, entry: &str) {
        let mut list = self.list(name).to_vec();
        list.push(text(entry));
        self.set(name, Json::Array(list));
    }

    /// Returns the delays that are running: milliseconds from the start of the step, by the name of the timer.
    pub fn timers(&self) -> Map<String, Json> {
        let timers = self.0.get("timers").and_then(Json::as_object);
        timers.cloned().unwrap_or_default()
    }

    /// Enters a screen step, which joins the way that led here. Going back to a step cuts the way off before it.
    pub fn arrive(&mut self, step: &Step, back: bool) {
        let mut crumbs = Vec::new();
        for id in self.list("stepcrumbs") {
            if back && id.as_str() == Some(&step.id) {
                break;
            }
            crumbs.push(id.clone());
        }
        // Nobody goes that far back, and the state must not grow without end.
        if crumbs.len() >= limits::FLOW_CRUMBS {
            crumbs.clear();
        }
        crumbs.push(text(&step.id));
        self.set("stepcrumbs", Json::Array(crumbs));
        self.set("screen", text(&step.screen));
        self.set("back", Json::Bool(back));
        self.set("visit", (self.visit() + 1.0).into());
    }

    /// Returns whether a step is for the branches that the customer took.
    fn fits(&self, step: &Step) -> bool {
        let taken = |tag: &Shared| self.has("branchcrumbs", tag);
        step.tags.is_empty() || step.tags.iter().any(taken)
    }

    /// Returns the step that follows `from`: the next in document order that is for the branches taken.
    pub fn next(&self, flow: &Flow, from: usize) -> Option<usize> {
        for (number, step) in flow.steps.iter().enumerate() {
            if number > from && step.kind != StepKind::Entry && self.fits(step) {
                return Some(number);
            }
        }
        None
    }

    /// Returns the screen step that the way back leads to, passing over steps that may not be gone back to.
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

    /// Writes the fields that follow from the others, so that the app finds progress and next screens ready.
    pub fn finish(&mut self, flow: &Flow, at: usize) {
        // Progress counts the screens of this customer's branches; before the first branch nobody knows
        // them, so all count.
        let (mut behind, mut all, mut open) = (0.0, 0.0, true);
        let branched = !self.list("branchcrumbs").is_empty();
        self.set("next", Json::Null);
        for (number, step) in flow.steps.iter().enumerate() {
            if step.kind != StepKind::Screen {
                continue;
            }
            let fits = self.fits(step);
            if fits || !branched {
                all += 1.0;
                if number <= at {
                    behind += 1.0;
                }
            }
            // The screens of branches that are still open, up to and with the first screen that
            // is for this customer anyway.
            if number > at && open {
                self.push("next", &step.screen);
                open = !fits;
            }
        }
        let Some(step) = flow.steps.get(at) else {
            return;
        };
        // Actions may lead to other screens than the next one; the app loads them ahead as well.
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
