//! Takes a flow from one state to the next: its begin, or one event, up to the screen where it rests again.

use std::mem;

use serde_json::{Map, Value as Json};

use super::place::Place;
use super::step::{Action, Flow, Function, Kind, Phase, Step};
use crate::campaign::Decision;
use crate::campaign::judge::Judge;
use crate::document::Document;
use crate::document::paywall::Paywall;
use crate::error::{Error, ErrorKind};
use crate::json::{put, text};
use crate::limits;
use crate::number;
use crate::paywall::act::{self, Event, Outcome};
use crate::paywall::press;
use crate::request::{Act, Request};
use crate::string::concat;

/// Keys of the state that go with the customer from screen to screen; all others belong to one.
const KEPT: [&str; 6] = [
    "formStates",
    "selectedProducts",
    "userTags",
    "appSuppliedVideoUrl",
    "appSuppliedVideoName",
    "userInteractionEnabled",
];

/// Begins the flow that the request is not in yet, and lets `act` happen: changes the state of the request, and answers
/// the events for the app, in order. `paywall` is the one on screen.
///
/// # Errors
/// `flow_too_long`, `too_many_nodes`. The request is of no use then.
pub fn play<'a>(
    document: &'a Document,
    paywall: &'a Paywall,
    (decision, flow): (&Decision<'a>, &'a Flow),
    request: &mut Request,
    act: Option<&Act>,
) -> Result<Vec<Event>, Error> {
    let place = Place::read(request, flow);
    let at = flow.find(place.text("step"));
    let mut run = Run {
        document,
        decision,
        flow,
        paywall,
        state: request.state.take().unwrap_or_default(),
        request,
        place,
        at: at.unwrap_or_default(),
        goto: None,
        tagged: false,
        pressed: Outcome::default(),
        events: Vec::new(),
        work: 0,
    };
    run.wear_tags();
    if at.is_none() {
        run.go(flow.first(Kind::Entry).or(Some(0)), false);
        run.travel()?;
    }
    if let Some(act) = act
        && !run.place.is("done")
    {
        run.happen(act)?;
        run.travel()?;
        if run.place.is("done") {
            run.tell("FLOW_DONE", "", Json::Null);
        }
    }
    run.place.finish(flow, run.at);
    run.request.state = Some(run.whole_state());
    Ok(run.events)
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
    pub request: &'r mut Request,
    place: Place,
    /// The number of the step.
    at: usize,
    /// The step to go to once the present key is done, and whether that is back. The first action that says one decides.
    goto: Option<(usize, bool)>,
    /// Whether a tag has changed that `__tag_update__` has not seen.
    tagged: bool,
    /// The button that was tapped, and what it tells by itself until that has its turn.
    pub pressed: Outcome,
    events: Vec<Event>,
    /// What it has cost so far, see [`limits::FLOW_WORK`].
    pub work: usize,
}

impl<'a> Run<'a, '_> {
    /// The state, the flow's place in it.
    fn whole_state(&self) -> Map<String, Json> {
        let mut state = self.state.clone();
        put(&mut state, "flow", Json::Object(self.place.0.clone()));
        state
    }

    pub fn step(&self) -> Option<&'a Step> {
        self.flow.steps.get(self.at)
    }

    /// Goes from step to step until there is nowhere to go.
    fn travel(&mut self) -> Result<(), Error> {
        while self.work < limits::FLOW_WORK {
            if mem::take(&mut self.tagged) {
                self.key("__tag_update__");
            } else if let (Some((to, back)), false) = (self.goto.take(), self.place.is("done")) {
                self.enter(to, back);
            } else {
                return Ok(());
            }
        }
        let detail = "expected the flow to come to rest; perhaps its steps lead in a circle";
        Err(Error::new(ErrorKind::FlowTooLong, detail))
    }

    fn go(&mut self, to: Option<usize>, back: bool) {
        if let (Some(to), None) = (to, self.goto) {
            self.goto = Some((to, back));
        }
    }

    /// To the step that follows. Behind the last one the flow ends.
    fn go_on(&mut self) {
        let next = self.place.next(self.flow, self.at);
        self.go(next, false);
        self.end_if(self.goto.is_none());
    }

    fn end_if(&mut self, ends: bool) {
        if ends {
            self.place.set("done", Json::Bool(true));
        }
    }

    fn enter(&mut self, to: usize, back: bool) {
        let Some(step) = self.flow.steps.get(to) else {
            return;
        };
        if !back && self.place.visit() > 0.0 {
            self.key("__disappear__");
            self.goto = None;
        }
        self.work += 100;
        self.at = to;
        self.place.set("timers", Json::Null);
        match step.kind {
            Kind::Screen => return self.show(step, back),
            Kind::Branch => self.branch(step),
            Kind::Entry | Kind::Exit => self.key("__default__"),
        }
        if step.kind == Kind::Exit {
            self.end_if(self.goto.is_none());
        } else {
            self.go_on();
        }
    }

    /// A screen whose paywall the document lacks is passed over.
    fn show(&mut self, step: &'a Step, back: bool) {
        let Some(paywall) = self.document.paywall(&step.screen) else {
            return self.go_on();
        };
        self.paywall = paywall;
        self.place.arrive(step, back);
        let old = mem::take(&mut self.state);
        for name in KEPT {
            if let Some(value) = old.get(name) {
                put(&mut self.state, name, value.clone());
            }
        }
        self.tell("SHOW_PAYWALL", "", Json::Null);
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
                    self.place.push("branchcrumbs", &action.key);
                    return self.key(&action.key);
                }
            }
        }
    }

    /// Does what the step does for a key; what a button does by itself comes between what is before and what is after.
    fn key(&mut self, key: &str) {
        let Some(step) = self.step() else { return };
        for (number, action) in step.actions.iter().enumerate() {
            if *action.key != *key {
                continue;
            }
            if action.phase == Phase::After {
                self.events.append(&mut self.pressed.events);
            }
            // Around the choice of a branch, actions ask no conditions.
            let free = action.phase != Phase::Action && step.kind == Kind::Branch;
            self.work += 100;
            if free || self.holds(action) {
                self.soon(number, action);
            }
        }
        self.events.append(&mut self.pressed.events);
    }

    fn soon(&mut self, number: usize, action: &'a Action) {
        if action.delay > 0.0 {
            let timer = concat(&[&number::text(self.place.visit()), ".", &number.to_string()]);
            self.set_timer(&timer, action.delay.into());
        } else {
            self.perform(action);
        }
    }

    /// The tags that the flow has set are attributes of the customer.
    fn wear_tags(&mut self) {
        if let Some(Json::Object(tags)) = self.state.get("userTags") {
            for (name, value) in tags {
                put(&mut self.request.customer.attributes, name, value.clone());
            }
        }
    }

    /// Whether the condition of an action holds now. It sees the state with the document's initial one behind it.
    fn holds(&mut self, action: &'a Action) -> bool {
        let Some(condition) = &action.condition else {
            return true;
        };
        self.request.state = Some(self.whole_state());
        self.request.initial_state = self.paywall.initial_state.clone();
        Judge::new(&self.document.campaigns, self.request, None).holds(condition)
    }

    fn happen(&mut self, act: &Act) -> Result<(), Error> {
        match act.by.as_deref() {
            Some("event") => {
                let pauses = act.tap == "__pause__";
                if pauses || act.tap == "__resume__" {
                    self.pause(pauses);
                }
                self.key(&act.tap);
            }
            Some("timer") => self.time_out(&act.tap),
            _ => self.tap(act)?,
        }
        Ok(())
    }

    fn pause(&mut self, pauses: bool) {
        self.place.set("paused", Json::Bool(pauses));
    }

    fn set_timer(&mut self, timer: &str, delay: Json) {
        let mut timers = self.place.timers();
        put(&mut timers, timer, delay);
        self.place.set("timers", Json::Object(timers));
    }

    /// A timer of a step that was left since is no longer known, one that has run out is null.
    fn time_out(&mut self, timer: &str) {
        let is_known = self.place.timers().get(timer).is_some_and(Json::is_number);
        let number = timer
            .split_once('.')
            .and_then(|parts| number::parse(parts.1));
        if let (true, Some(number), Some(step)) = (is_known, number, self.step())
            && let Some(action) = step.actions.get(number as usize)
        {
            self.set_timer(timer, Json::Null);
            if self.holds(action) {
                self.perform(action);
            }
        }
    }

    /// A button whose key has an action does that in place of what it does by itself;
    /// what is before and after goes with either.
    fn tap(&mut self, act: &Act) -> Result<(), Error> {
        self.request.state = Some(self.whole_state());
        let mut pressed = press(self.paywall, self.request, Some(self.decision), act)?;
        let (Some(step), false) = (self.step(), pressed.locked) else {
            return Ok(());
        };
        let mut key = pressed.id.clone();
        if pressed.buys && !step.actions.iter().any(|action| action.key == key) {
            key = "__buy_sku__".into();
        }
        let replaces = |action: &Action| action.phase == Phase::Action && action.key == key;
        if step.actions.iter().any(replaces) {
            pressed.events.clear();
        } else {
            self.state = mem::take(&mut pressed.state);
        }
        self.pressed = pressed;
        self.key(&key);
        Ok(())
    }

    fn perform(&mut self, action: &'a Action) {
        let parameters = self.fill(&action.parameters);
        let take = |name| parameters.get(name).cloned().unwrap_or_default();
        match action.function {
            Function::Go => match action.step() {
                Some(id) => {
                    let before = self.place.list("stepcrumbs").iter().nth_back(1);
                    let back = before.is_some_and(|before| before.as_str() == Some(id));
                    self.go(self.flow.find(id), back);
                }
                None => self.go_on(),
            },
            Function::Previous => self.go(self.place.previous(self.flow), true),
            Function::Done => self.end_if(true),
            Function::Exit => {
                self.go(self.flow.first(Kind::Exit), false);
                self.end_if(self.goto.is_none());
            }
            Function::Handoff => {
                let mut data = take("handoffData");
                if data.is_null() {
                    data = self.pressed.sku.clone();
                }
                self.tell("FLOW_HANDOFF", "handoffTag", take("handoffTag"));
                if let Some(event) = self.events.last_mut() {
                    event.set("handoffData", data);
                }
            }
            Function::Event => self.tell("FLOW_EVENT", "data", parameters),
            Function::Log => self.tell("FLOW_LOG", "data", parameters),
            Function::SetVideo => {
                put(&mut self.state, "appSuppliedVideoUrl", take("url"));
                put(&mut self.state, "appSuppliedVideoName", take("name"));
            }
            Function::BlockBack => {
                let here = self.step().map(|step| &*step.id);
                self.place
                    .push("blocked", action.step().or(here).unwrap_or_default());
            }
            Function::Interaction(on) => {
                put(&mut self.state, "userInteractionEnabled", on.into());
            }
            Function::SetTags => self.set_tags(parameters),
            Function::Pause => self.pause(true),
            Function::Resume => self.pause(false),
            Function::None => {}
        }
    }

    /// Tags that were so before are no news.
    fn set_tags(&mut self, tags: Json) {
        let known = self.state.get("userTags").and_then(Json::as_object);
        let mut known = known.cloned().unwrap_or_default();
        if let Json::Object(tags) = &tags {
            for (name, value) in tags {
                self.tagged |= known.get(name) != Some(value);
                put(&mut known, name, value.clone());
            }
        }
        put(&mut self.state, "userTags", Json::Object(known));
        self.wear_tags();
        self.tell("SET_TAGS", "data", tags);
    }

    /// An event with what the app can know of where it happens.
    pub fn event(&self, action: &'static str) -> Event {
        let mut event = act::event(Some(self.decision), self.paywall, action);
        event.set("flowId", text(&self.flow.id));
        if let Some(step) = self.step() {
            event.set("stepId", text(&step.id));
            event.set("stepName", text(&step.name));
        }
        event
    }

    fn tell(&mut self, action: &'static str, name: &'static str, value: Json) {
        let mut event = self.event(action);
        if !name.is_empty() {
            event.set(name, value);
        }
        self.events.push(event);
    }
}
