//! Takes a flow from one state to the next: its begin, or one event, up to the screen where it rests again.

use std::mem;

use serde_json::{Map, Value as Json};

use super::place::{Place, place};
use super::step::{Action, Flow, Function, Kind, Phase, Step};
use crate::call::{Act, Request};
use crate::campaign::Decision;
use crate::campaign::judge::Judge;
use crate::campaign::trace::{put, text};
use crate::document::Document;
use crate::document::paywall::Paywall;
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::number;
use crate::paywall::act::{self, Event, Pressed};
use crate::paywall::state::State;
use crate::paywall::view::View;
use crate::paywall::{resolve, settle};
use crate::tree::concat;

/// What a flow came to.
#[derive(Debug)]
pub struct Played {
    /// The request with the state that the flow is in now.
    pub request: Request,
    /// Events for the app, in order.
    pub events: Vec<Event>,
}

/// Keys of the state that belong to one screen; all others go with the customer to the next.
const OF_A_SCREEN: [&str; 5] = [
    "currentPage",
    "currentGroupId",
    "currentSlideIndex",
    "purchaseInProgress",
    "productBeingPurchased",
];

/// Begins the flow that the request is not in yet, and lets `act` happen. `paywall` is the one on screen.
///
/// # Errors
/// `flow_too_long`, `too_many_nodes`.
pub fn play<'a>(
    document: &'a Document,
    paywall: &'a Paywall,
    (decision, flow): (&Decision<'a>, &'a Flow),
    request: &Request,
    act: Option<&Act>,
) -> Result<Played, Error> {
    let known = place(request).and_then(|map| Place::read(flow, map));
    let begins = known.is_none();
    let mut run = Run {
        document,
        decision,
        flow,
        paywall,
        state: request.state.clone().unwrap_or_default(),
        request: request.clone(),
        place: known.unwrap_or_default(),
        goto: None,
        tagged: false,
        pressed: None,
        events: Vec::new(),
        work: 0,
    };
    if begins {
        let entry = flow.steps.iter().position(|step| step.kind == Kind::Entry);
        run.goto = Some((entry.unwrap_or_default(), false));
        run.travel()?;
    }
    if let Some(act) = act
        && !run.place.done
    {
        run.happen(act)?;
        run.travel()?;
        if run.place.done {
            run.tell("FLOW_DONE", &[]);
        }
    }
    Ok(Played {
        request: Request {
            state: Some(run.whole_state()),
            ..run.request
        },
        events: run.events,
    })
}

/// A flow while something happens in it.
pub(super) struct Run<'a, 'r> {
    document: &'a Document,
    pub decision: &'r Decision<'a>,
    pub flow: &'a Flow,
    /// The one on screen.
    pub paywall: &'a Paywall,
    /// The state of the paywall.
    pub state: Map<String, Json>,
    pub request: Request,
    pub place: Place,
    /// The step to go to once the present key is done, and whether that is back. The first action that says one decides.
    goto: Option<(usize, bool)>,
    /// Whether a tag has changed that `__tag_update__` has not seen.
    tagged: bool,
    /// The button that was tapped.
    pub pressed: Option<Pressed>,
    events: Vec<Event>,
    /// What it has cost so far, see [`limits::FLOW_WORK`].
    pub work: usize,
}

impl<'a> Run<'a, '_> {
    /// The state, the flow's place in it.
    fn whole_state(&self) -> Map<String, Json> {
        let mut state = self.state.clone();
        put(&mut state, "flow", self.place.write(self.flow));
        state
    }

    pub fn step(&self) -> Option<&'a Step> {
        self.flow.steps.get(self.place.step)
    }

    /// Goes from step to step until there is nowhere to go.
    fn travel(&mut self) -> Result<(), Error> {
        while self.work < limits::FLOW_WORK {
            if mem::take(&mut self.tagged) {
                self.key("__tag_update__");
            } else if let (Some((to, back)), false) = (self.goto.take(), self.place.done) {
                self.enter(to, back);
            } else {
                return Ok(());
            }
        }
        let detail = "expected the flow to come to rest; perhaps its steps lead in a circle";
        Err(Error::new(ErrorKind::FlowTooLong, detail))
    }

    fn go(&mut self, to: Option<usize>, back: bool) {
        self.goto = self.goto.or(to.map(|to| (to, back)));
    }

    /// To the step that follows. Behind the last one the flow ends.
    fn go_on(&mut self) {
        if self.goto.is_none() {
            self.go(self.place.next(self.flow), false);
            self.place.done = self.goto.is_none();
        }
    }

    fn enter(&mut self, to: usize, back: bool) {
        let Some(step) = self.flow.steps.get(to) else {
            return;
        };
        if !back && self.place.visit > 0.0 {
            self.key("__disappear__");
            self.goto = None;
        }
        self.work += 100;
        self.place.step = to;
        self.place.timers.clear();
        match step.kind {
            Kind::Entry => {
                self.key("__default__");
                self.go_on();
            }
            Kind::Screen => self.show(step, back),
            Kind::Branch => {
                self.branch(step);
                self.go_on();
            }
            Kind::Exit => {
                self.key("__default__");
                self.place.done |= self.goto.is_none();
            }
        }
    }

    /// A screen whose paywall the document lacks is passed over.
    fn show(&mut self, step: &'a Step, back: bool) {
        let Some(paywall) = self.document.paywall(&step.screen) else {
            return self.go_on();
        };
        self.paywall = paywall;
        let place = &mut self.place;
        place.screen = step.screen.clone();
        place.back = back;
        place.visit += 1.0;
        if let (true, Some(at)) = (back, place.crumbs.iter().rposition(|id| *id == step.id)) {
            place.crumbs.truncate(at);
        }
        if place.crumbs.len() >= limits::FLOW_CRUMBS {
            place.crumbs.remove(0);
        }
        place.crumbs.push(step.id.clone());
        for (name, value) in mem::take(&mut self.state) {
            if !OF_A_SCREEN.contains(&&*name) {
                put(&mut self.state, &name, value);
            }
        }
        self.tell("SHOW_PAYWALL", &[]);
        self.key("__appear__");
    }

    /// Takes the first tag that has an action whose condition holds. One without a condition stands for *else*:
    /// objects have lost the order of their keys here, and an author can have meant nothing else by it.
    fn branch(&mut self, step: &'a Step) {
        for conditional in [true, false] {
            for action in &step.actions {
                if action.phase == Phase::Action
                    && action.condition.is_some() == conditional
                    && self.holds(action)
                {
                    self.place.tags.push(action.key.clone());
                    self.key(&action.key);
                    return;
                }
            }
        }
    }

    /// Does what the step does for a key.
    fn key(&mut self, key: &str) {
        let Some(step) = self.step() else { return };
        for (number, action) in step.actions.iter().enumerate() {
            if *action.key == *key {
                self.guarded(number, action);
            }
        }
    }

    /// Around the choice of a branch, actions ask no conditions.
    fn guarded(&mut self, number: usize, action: &'a Action) {
        let free = action.phase != Phase::Action
            && self.step().is_some_and(|step| step.kind == Kind::Branch);
        self.work += 100;
        if !free && !self.holds(action) {
            return;
        }
        if action.delay > 0.0 {
            let timer = concat(&[&number::text(self.place.visit), ".", &number.to_string()]);
            put(&mut self.place.timers, &timer, action.delay.into());
        } else {
            self.perform(action);
        }
    }

    /// Whether the condition of an action holds now. It sees the state with the document's initial one behind it.
    fn holds(&mut self, action: &'a Action) -> bool {
        let Some(condition) = &action.condition else {
            return true;
        };
        if let Some(Json::Object(tags)) = self.state.get("userTags") {
            for (name, value) in tags {
                put(&mut self.request.customer.attributes, name, value.clone());
            }
        }
        let state = State::new(&self.paywall.initial_state, self.whole_state());
        self.request.state = Some(state.all());
        Judge::new(&self.document.campaigns, &self.request, None).holds(condition)
    }

    fn happen(&mut self, act: &Act) -> Result<(), Error> {
        if let Some(event) = &act.event {
            match &**event {
                "__pause__" => self.place.paused = true,
                "__resume__" => self.place.paused = false,
                _ => {}
            }
            self.key(event);
        } else if let Some(timer) = &act.timer {
            self.time_out(timer);
        } else {
            self.tap(act)?;
        }
        Ok(())
    }

    /// A timer of a step that was left since is no longer known.
    fn time_out(&mut self, timer: &str) {
        let mut known = false;
        for (name, delay) in mem::take(&mut self.place.timers) {
            if name == timer {
                known = true;
            } else {
                put(&mut self.place.timers, &name, delay);
            }
        }
        let number = timer
            .split_once('.')
            .and_then(|parts| number::parse(parts.1));
        if let (true, Some(number), Some(step)) = (known, number, self.step())
            && let Some(action) = step.actions.get(number as usize)
            && self.holds(action)
        {
            self.perform(action);
        }
    }

    /// A button whose key has an action does that in place of what it does by itself;
    /// what is before and after goes with either.
    fn tap(&mut self, act: &Act) -> Result<(), Error> {
        self.request.state = Some(self.whole_state());
        let view = View::new(self.paywall, &self.request, Some(self.decision));
        let rendering = resolve::resolve(&view)?;
        let (pressed, outcome) = act::press(&view, &rendering, act);
        let is_on = view.state.changed("userInteractionEnabled") != Some(&Json::Bool(false));
        drop(rendering);
        let (Some(pressed), Some(step), true) = (pressed, self.step(), is_on) else {
            return Ok(());
        };
        let has = |key: &str| step.actions.iter().any(|action| *action.key == *key);
        let key = match &pressed.id {
            id if has(id) => id.clone(),
            _ if pressed.buys => "__buy_sku__".into(),
            _ => Default::default(),
        };
        self.pressed = Some(pressed);
        let of_key = |action: &Action| *action.key == *key;
        let hoisted = |action: &Action| action.phase == Phase::Action && of_key(action);
        let mut own = (!step.actions.iter().any(hoisted)).then_some(outcome);
        for (number, action) in step.actions.iter().enumerate() {
            if of_key(action) {
                if action.phase == Phase::After {
                    self.apply(own.take());
                }
                self.guarded(number, action);
            }
        }
        self.apply(own);
        Ok(())
    }

    /// Lets what a button does by itself happen.
    fn apply(&mut self, outcome: Option<act::Outcome>) {
        if let Some(outcome) = outcome {
            let mut state = State::new(&self.paywall.initial_state, mem::take(&mut self.state));
            settle(&mut state, outcome.changes);
            self.state = state.changes;
            self.events.extend(outcome.events);
        }
    }

    fn perform(&mut self, action: &'a Action) {
        let mut parameters = self.fill(&action.parameters);
        let mut take = |name| parameters.get_mut(name).map(Json::take).unwrap_or_default();
        match action.function {
            Function::Go => match action.step() {
                Some(id) => {
                    let crumbs = &self.place.crumbs;
                    let back = crumbs
                        .iter()
                        .rev()
                        .nth(1)
                        .is_some_and(|before| **before == *id);
                    self.go(self.flow.find(id), back);
                }
                None => self.go_on(),
            },
            Function::Previous => self.go(self.place.previous(self.flow), true),
            Function::Done => self.place.done = true,
            Function::Exit => {
                let mut steps = self.flow.steps.iter();
                let exit = steps.position(|step| step.kind == Kind::Exit);
                self.place.done |= exit.is_none();
                self.go(exit, false);
            }
            Function::Handoff => {
                let (tag, mut data) = (take("handoffTag"), take("handoffData"));
                if data.is_null()
                    && let Some(pressed) = &self.pressed
                {
                    data = pressed.sku.clone();
                }
                self.tell(
                    "FLOW_HANDOFF",
                    &[("handoffTag", tag), ("handoffData", data)],
                );
            }
            Function::Event => self.tell("FLOW_EVENT", &[("data", parameters)]),
            Function::Log => self.tell("FLOW_LOG", &[("data", parameters)]),
            Function::SetVideo => {
                put(&mut self.state, "appSuppliedVideoUrl", take("url"));
                put(&mut self.state, "appSuppliedVideoName", take("name"));
            }
            Function::BlockBack => {
                let here = self.step().map(|step| &*step.id);
                self.place
                    .blocked
                    .extend(action.step().or(here).map(Into::into));
            }
            Function::Interaction(on) => {
                put(&mut self.state, "userInteractionEnabled", Json::Bool(on));
            }
            Function::SetTags => self.set_tags(parameters),
            Function::Pause => self.place.paused = true,
            Function::Resume => self.place.paused = false,
            Function::None => {}
        }
    }

    /// Tags that were so before are no news.
    fn set_tags(&mut self, tags: Json) {
        let known = self.state.get("userTags").and_then(Json::as_object);
        let mut known = known.cloned().unwrap_or_default();
        for (name, value) in tags.as_object().into_iter().flatten() {
            self.tagged |= known.get(name) != Some(value);
            put(&mut known, name, value.clone());
        }
        put(&mut self.state, "userTags", Json::Object(known));
        self.tell("SET_TAGS", &[("data", tags)]);
    }

    fn tell(&mut self, action: &'static str, fields: &[(&'static str, Json)]) {
        let mut event = act::event(Some(self.decision), self.paywall, action);
        event.set("flowId", text(&self.flow.id));
        if let Some(step) = self.step() {
            event.set("stepId", text(&step.id));
            event.set("stepName", text(&step.name));
        }
        for (name, value) in fields {
            event.set(name, value.clone());
        }
        self.events.push(event);
    }
}
