//! Where a customer is in a flow: the key `flow` of the state.

use serde_json::{Map, Value as Json};

use super::step::{Flow, Kind, Step};
use crate::call::Request;
use crate::campaign::trace::{put, text};
use crate::limits;

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
    pub fn set(&mut self, name: &str, value: impl Into<Json>) {
        put(&mut self.0, name, value.into());
    }

    /// How many screens were shown so far.
    pub fn visit(&self) -> f64 {
        self.0
            .get("visit")
            .and_then(Json::as_f64)
            .unwrap_or_default()
    }

    /// A list of texts; empty when there is none.
    #[inline(never)]
    pub fn list(&self, name: &str) -> Vec<&str> {
        let mut out = Vec::new();
        if let Some(Json::Array(list)) = self.0.get(name) {
            for entry in list {
                out.push(entry.as_str().unwrap_or_default());
            }
        }
        out
    }

    /// Sets a list.
    #[inline(never)]
    pub fn set_list(&mut self, name: &str, list: &[&str]) {
        let mut out = Vec::new();
        for entry in list {
            out.push(text(entry));
        }
        self.set(name, out);
    }

    /// Adds to a list.
    #[inline(never)]
    pub fn push(&mut self, name: &str, entry: &str) {
        let list = self.0.get(name).and_then(Json::as_array);
        let mut list = list.cloned().unwrap_or_default();
        list.push(text(entry));
        self.set(name, list);
    }

    /// A screen step is entered: it joins the way that leads here. Gone back to, it ends that way.
    pub fn arrive(&mut self, step: &Step, back: bool) {
        let crumbs = self.list("stepcrumbs");
        let found = crumbs.iter().position(|id| back && *id == &*step.id);
        let from = crumbs.len().saturating_sub(limits::FLOW_CRUMBS);
        let mut kept: Vec<String> = Vec::new();
        for id in &crumbs[from..found.unwrap_or(crumbs.len()).max(from)] {
            kept.push((*id).into());
        }
        kept.push(step.id.to_string());
        self.set("stepcrumbs", kept);
        self.set("screen", text(&step.screen));
        self.set("back", back);
        self.set("visit", self.visit() + 1.0);
    }

    /// Whether a step is for the branches taken.
    fn fits(&self, step: &Step) -> bool {
        let taken = self.list("branchcrumbs");
        step.tags.is_empty() || step.tags.iter().any(|tag| taken.contains(&&**tag))
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
        let blocked = self.list("blocked");
        let mut crumbs = self.list("stepcrumbs");
        crumbs.pop();
        while let Some(id) = crumbs.pop() {
            let number = flow.find(id);
            let step = number.and_then(|number| flow.steps.get(number));
            if step.is_some_and(|step| step.allows_back) && !blocked.contains(&id) {
                return number;
            }
        }
        None
    }

    /// Writes what follows from the rest.
    pub fn finish(&mut self, flow: &Flow, at: usize) {
        let (mut behind, mut all) = (0.0, 0.0);
        let mut next: Vec<&str> = Vec::new();
        let mut open = true;
        let branched = !self.list("branchcrumbs").is_empty();
        for (number, step) in flow.steps.iter().enumerate() {
            if step.kind != Kind::Screen {
                continue;
            }
            let fits = self.fits(step);
            if fits || !branched {
                all += 1.0;
                behind += f64::from(u8::from(number <= at));
            }
            // Those of branches that are still open, and the first that is for all.
            if number > at && open {
                next.push(&step.screen);
                open = !fits;
            }
        }
        let Some(step) = flow.steps.get(at) else {
            return;
        };
        for action in &step.actions {
            let to = action.step().and_then(|id| flow.steps.get(flow.find(id)?));
            if let Some(to) = to.filter(|to| to.kind == Kind::Screen) {
                next.push(&to.screen);
            }
        }
        self.set_list("next", &next);
        self.set("progress", behind / f64::max(all, 1.0));
        self.set("id", text(&flow.id));
        self.set("step", text(&step.id));
        self.set("name", text(&step.name));
        self.set("transition", text(&flow.transition));
        self.set("bookmark", flow.bookmark);
        self.set("previous", self.previous(flow).is_some());
    }
}
