//! Takes a flow from one state to the next: its beginning, or one event, up to the screen on which it rests again.

mod fill;

use std::mem;

use serde_json::{Map, Value as Json};

use crate::document::paywall::Paywall;
use crate::error::{Error, ErrorKind};
use crate::json::{put, text};
use crate::limits;
use crate::load::Document;
use crate::number;
use crate::paywall::event::{self, Event};
use crate::paywall::press;
use crate::paywall::tap::{Outcome, SUBMITTED};
use crate::request::{Act, Request};
use crate::rule::decision::Decision;
use crate::rule::flow::{Action, Flow, Function, Phase, Step, StepKind};
use crate::rule::identifier::Facts;
use crate::rule::judge::Judge;
use crate::rule::place::Place;
use crate::string::concat;
use crate::work::Work;

/// Keys of the state that go with the customer from screen to screen; all others belong to one screen.
const KEPT: [&str; 6] = [
    "formStates",
    "selectedProducts",
    "userTags",
    "appSuppliedVideoUrl",
    "appSuppliedVideoName",
    "userInteractionEnabled",
];

/// Begins the flow if the request is not in it yet, then lets `act` happen in it.
/// Changes the state of the request and returns the events for the app, in order. `paywall` is the one on screen.
///
/// # Errors
/// `flow_too_long`, `too_many_nodes`. The request is of no further use then.
pub fn play<'a>(
    document: &'a Document,
    paywall: &'a Paywall,
    (decision, flow): (&Decision<'a>, &'a Flow),
    request: &mut Request,
    steps: &Work,
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
        steps,
        place,
        at: at.unwrap_or_default(),
        goto: None,
        tagged: false,
        pressed: Outcome::default(),
        events: Vec::new(),
        work: 0,
    };
    // Before anything else, because conditions of the first step may ask for them.
    run.wear_tags();
    if at.is_none() {
        run.go(flow.first(StepKind::Entry).or(Some(0)), false);
        run.travel()?;
    }
    if let Some(act) = act
        && !run.place.is("done")
    {
        run.happen(act)?;
        run.travel()?;
        // Told once: an event in a flow that is done already does not come here.
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
    /// The paywall on screen, which changes on the way.
    pub paywall: &'a Paywall,
    /// The state of the paywall, without the flow's place.
    pub state: Map<String, Json>,
    pub request: &'r mut Request,
    /// The steps that the call may still take.
    steps: &'r Work,
    place: Place,
    /// The number of the present step.
    at: usize,
    /// The step to go to once the present key is done, and whether that is going back. The first
    /// action that names one decides.
    goto: Option<(usize, bool)>,
    /// True if a tag has changed since `__tag_update__` last ran.
    tagged: bool,
    /// The outcome of the tap; its own events wait here for their turn between the actions before and after.
    pub pressed: Outcome,
    events: Vec<Event>,
    /// The cost so far, see [`limits::FLOW_WORK`].
    pub work: usize,
}

impl<'a> Run<'a, '_> {
    /// Returns the state of the paywall with the flow's place in it.
    fn whole_state(&self) -> Map<String, Json> {
        let mut state = self.state.clone();
        put(&mut state, "flow", Json::Object(self.place.0.clone()));
        state
    }

    /// Returns the present step.
    pub fn step(&self) -> Option<&'a Step> {
        self.flow.steps.get(self.at)
    }

    /// Goes from step to step until no action names another one.
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

    /// Notes the step to go to, unless another is noted already.
    fn go(&mut self, to: Option<usize>, back: bool) {
        if let (Some(to), None) = (to, self.goto) {
            self.goto = Some((to, back));
        }
    }

    /// Goes to the step that follows, or ends the flow behind the last one.
    fn go_on(&mut self) {
        let next = self.place.next(self.flow, self.at);
        self.go(next, false);
        self.end_if(self.goto.is_none());
    }

    /// Ends the flow on a condition.
    fn end_if(&mut self, ends: bool) {
        if ends {
            self.place.set("done", Json::Bool(true));
        }
    }

    /// Enters a step and does its actions.
    fn enter(&mut self, to: usize, back: bool) {
        let Some(step) = self.flow.steps.get(to) else {
            return;
        };
        if !back && self.place.visit() > 0.0 {
            self.key("__disappear__");
            // An action at disappearing cannot lead elsewhere: the customer is on the way already.
            self.goto = None;
        }
        self.work += 100;
        self.at = to;
        self.place.set("timers", Json::Null);
        match step.kind {
            StepKind::Screen => return self.show(step, back),
            StepKind::Branch => self.branch(step),
            StepKind::Entry | StepKind::Exit => self.key("__default__"),
        }
        if step.kind == StepKind::Exit {
            self.end_if(self.goto.is_none());
        } else {
            self.go_on();
        }
    }

    /// Shows the paywall of a screen step, or passes the step over when the document lacks its paywall.
    fn show(&mut self, step: &'a Step, back: bool) {
        let Some(paywall) = self.document.paywall(&step.screen) else {
            return self.go_on();
        };
        self.paywall = paywall;
        self.place.arrive(step, back);
        // A screen begins in its own initial state.
        let old = mem::take(&mut self.state);
        for name in KEPT {
            if let Some(value) = old.get(name) {
                put(&mut self.state, name, value.clone());
            }
        }
        self.tell("SHOW_PAYWALL", "", Json::Null);
        self.key("__appear__");
    }

    /// Takes the first branch that has an action whose condition holds.
    /// An action without a condition comes last, as an *else*: the order of keys is lost when objects are read, and an
    /// author can have meant nothing else by it.
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

    /// Does the step's actions for a key. The button's own events come between the actions before and those after.
    fn key(&mut self, key: &str) {
        let Some(step) = self.step() else { return };
        for (number, action) in step.actions.iter().enumerate() {
            if *action.key != *key {
                continue;
            }
            if action.phase == Phase::After {
                self.events.append(&mut self.pressed.events);
            }
            // Conditions choose a branch; the actions before and after the choice are not asked for theirs.
            let free = action.phase != Phase::Action && step.kind == StepKind::Branch;
            self.work += 100;
            if free || self.holds(action) {
                self.soon(number, action);
            }
        }
        self.events.append(&mut self.pressed.events);
    }

    /// Performs an action now, or starts its timer when it has a delay.
    fn soon(&mut self, number: usize, action: &'a Action) {
        if action.delay > 0.0 {
            // Named by visit and action, so that a timer of an earlier visit is not mistaken for one of this.
            let timer = concat(&[&number::text(self.place.visit()), ".", &number.to_string()]);
            self.set_timer(&timer, action.delay.into());
        } else {
            self.perform(action);
        }
    }

    /// Copies the tags that the flow has set to the customer's attributes, for conditions and texts to see.
    fn wear_tags(&mut self) {
        if let Some(Json::Object(tags)) = self.state.get("userTags") {
            for (name, value) in tags {
                put(&mut self.request.customer.attributes, name, value.clone());
            }
        }
    }

    /// Returns whether the condition of an action holds now. It sees the state, with the
    /// document's initial one behind it.
    fn holds(&mut self, action: &'a Action) -> bool {
        let Some(condition) = &action.condition else {
            return true;
        };
        self.request.state = Some(self.whole_state());
        let facts = Facts {
            initial_state: Some(&self.paywall.initial_state),
            ..Facts::of(self.request)
        };
        Judge::new(self.decision.targets, facts, self.steps).holds(condition)
    }

    /// Lets one event happen: an app's event, a timer that has run out, or a tap.
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

    /// Notes in the state that the flow pauses or goes on.
    fn pause(&mut self, pauses: bool) {
        self.place.set("paused", Json::Bool(pauses));
    }

    /// Sets the delay of a timer, or null for one that has run out.
    fn set_timer(&mut self, timer: &str, delay: Json) {
        let mut timers = self.place.timers();
        put(&mut timers, timer, delay);
        self.place.set("timers", Json::Object(timers));
    }

    /// Performs the action that a timer was for. The timer is unknown when its step has been left since, and null when
    /// it has run out already.
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

    /// Handles a tap. An action of the step for the button's key replaces the button's own events
    /// and changes of the state.
    /// Actions before and after are done either way.
    fn tap(&mut self, act: &Act) -> Result<(), Error> {
        self.request.state = Some(self.whole_state());
        let mut pressed = press(
            self.paywall,
            self.document.texts(),
            self.request,
            self.steps,
            Some(self.decision),
            act,
        )?;
        let (Some(step), false) = (self.step(), pressed.locked) else {
            return Ok(());
        };
        let mut key = pressed.id.clone();
        if pressed.buys && !step.actions.iter().any(|action| action.key == key) {
            key = "__buy_sku__".into();
        }
        if pressed.refused {
            self.state = pressed.state;
            return Ok(());
        }
        let replaces = |action: &Action| action.phase == Phase::Action && action.key == key;
        if step.actions.iter().any(replaces) {
            // What customers entered would be lost with its event.
            for event in mem::take(&mut pressed.events) {
                if event.action == SUBMITTED {
                    pressed.events.push(event);
                }
            }
        } else {
            self.state = mem::take(&mut pressed.state);
        }
        // Kept until the actions are done: they may refer to the button and its product.
        self.pressed = pressed;
        self.key(&key);
        Ok(())
    }

    /// Performs one action of the step.
    fn perform(&mut self, action: &'a Action) {
        let parameters = self.fill(&action.parameters);
        let take = |name| parameters.get(name).cloned().unwrap_or_default();
        match action.function {
            Function::Go => match action.step() {
                Some(id) => {
                    // Going to the step before is going back, whichever function leads there.
                    let before = self.place.list("stepcrumbs").iter().nth_back(1);
                    let back = before.is_some_and(|before| before.as_str() == Some(id));
                    self.go(self.flow.find(id), back);
                }
                None => self.go_on(),
            },
            Function::Previous => self.go(self.place.previous(self.flow), true),
            Function::Done => self.end_if(true),
            Function::Exit => {
                self.go(self.flow.first(StepKind::Exit), false);
                self.end_if(self.goto.is_none());
            }
            Function::Handoff => {
                let mut data = take("handoffData");
                // Without data of its own, a hand-over takes along the product of the tapped button.
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

    /// Sets tags of the customer. Only a tag that changes lets `__tag_update__` run, so setting one there
    /// cannot go on for ever.
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

    /// Makes an event with the app's usual facts and the place in the flow.
    pub fn event(&self, action: &'static str) -> Event {
        let mut event = event::event(Some(self.decision), self.paywall, action);
        event.set("flowId", text(&self.flow.id));
        if let Some(step) = self.step() {
            event.set("stepId", text(&step.id));
            event.set("stepName", text(&step.name));
        }
        event
    }

    /// Adds an event with one more field, or none when `name` is empty.
    fn tell(&mut self, action: &'static str, name: &'static str, value: Json) {
        let mut event = self.event(action);
        if !name.is_empty() {
            event.set(name, value);
        }
        self.events.push(event);
    }
}
