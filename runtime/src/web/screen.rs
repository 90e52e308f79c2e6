//! A launched paywall: its state, and the page's nodes that show it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::{Map, Value as Json};
use wasm_bindgen::prelude::*;
use web_sys::Node;

use super::mounted::{Drawn, Mounted, OnShow, Stage};
use super::{text, thrown};
use crate::call;
use crate::error::{Error, ErrorKind};
use crate::json::put;
use crate::json::{self, Writer};
use crate::load::Document;
use crate::paywall::event::{self, Event as AppEvent};
use crate::paywall::view::View;
use crate::paywall::{render, report};
use crate::reader::{Path, type_name};
use crate::request::{Act, Request};
use crate::rule::place::place;
use crate::string::concat;
use crate::work::Work;

/// A launched paywall.
///
/// Nothing stays borrowed while the page is changed: browsers tell of changes at once (the focus leaves a removed
/// element), and the app may answer by calling anything here.
#[wasm_bindgen]
pub struct Screen {
    inner: RefCell<Inner>,
    /// The nodes on the page; `None` also while they are being changed.
    mounted: RefCell<Option<Mounted>>,
    /// The stage it is on; `None` while it is not on the page.
    place: RefCell<Option<OnShow>>,
    /// The count of times that it was put on the page or taken off it, by which a change
    /// notices that it was interrupted.
    moves: Cell<u32>,
    /// The drawing to be shown next, made while the page was being changed.
    next: RefCell<Option<Drawn>>,
    launched: JsValue,
}

/// The document and the request, whose state is the state of the screen.
struct Inner {
    document: Rc<Document>,
    /// The request as it came, with the fields that `update` put over it and the state.
    fields: Map<String, Json>,
    request: Request,
}

#[wasm_bindgen]
impl Screen {
    pub(super) fn new(document: Rc<Document>, request: &str) -> Result<Screen, Error> {
        let fields = read_fields(request)?;
        let request = Request::from_json(Json::Object(fields.clone()))?;
        // Fails now when there is nothing to show, so that a launch can be refused.
        let (paywall, decision) = call::find(&document, &request, &Work::default())?;
        let launched = text(call::launched(paywall, decision.as_ref()));
        drop(decision);
        Ok(Self {
            launched,
            inner: RefCell::new(Inner {
                document,
                fields,
                request,
            }),
            mounted: RefCell::default(),
            place: RefCell::default(),
            moves: Cell::default(),
            next: RefCell::default(),
        })
    }

    /// Returns what the page must know before the paywall is there: `{decision, name, fonts}`, as it was launched.
    pub fn launched(&self) -> JsValue {
        self.launched.clone()
    }

    /// Returns the customer's place in the paywall (the state) as JSON.
    pub fn state(&self) -> JsValue {
        self.inner
            .borrow()
            .fields
            .get("state")
            .map_or_else(|| "{}".into(), |state| json::written(state).into())
    }

    /// Shows the paywall in `root`.
    ///
    /// `told` says that the app knows already, as it does of a flow's next screen. `shown` is an element that a server
    /// wrote, its style sheet included; it stays and is taken over.
    ///
    /// # Errors
    /// Throws an answer with the error when the paywall cannot be rendered.
    pub fn mount(
        &self,
        root: Node,
        shown: Option<Node>,
        stage: Stage,
        told: bool,
    ) -> Result<(), JsValue> {
        // It may be on the page elsewhere, and can be shown only once.
        self.unmount();
        let played = self.inner.borrow_mut().play(None, Draws::First);
        let played = played.map_err(|error| thrown(&error))?;
        let Some(drawn) = played.drawn else {
            return Ok(());
        };
        let (drawn, first) = drawn.map_err(|error| thrown(&error))?;
        let begun = played.events;
        let is_new = shown.is_none();
        let (mounted, place) = Mounted::new(drawn, shown, stage)?;
        if is_new {
            root.append_child(&mounted.shown)?;
        }
        self.mounted.replace(Some(mounted));
        self.place.replace(Some(place));
        let tells = told || !begun.is_empty();
        self.send(if tells { &begun } else { &first });
        Ok(())
    }

    /// Puts new values over fields of the request and shows the difference.
    ///
    /// # Errors
    /// Throws an answer with the error; nothing is changed then.
    pub fn update(&self, fields: &str) -> Result<(), JsValue> {
        let played = self.inner.borrow_mut().update(fields, self.draws());
        played
            .and_then(|played| self.show(played.drawn))
            .map_err(|error| thrown(&error))?;
        self.send(&[]);
        Ok(())
    }

    /// Lets a tap happen, or another event: `{tap, by, value}`, as in the `act` of a request.
    pub fn act(&self, act: &str) {
        let act = json::parsed(act);
        let Ok(act) = Act::from_json(act, &Path::root("act")) else {
            return self.send(&[]);
        };
        let played = self.inner.borrow_mut().play(Some(&act), self.draws());
        let Ok(played) = played else {
            return self.send(&[]);
        };
        // The app hears of events even if their effect cannot be shown.
        let _ = self.show(played.drawn);
        self.send(&played.events);
    }

    /// Takes the paywall off the page: the app has removed its nodes, and hears no more of it.
    pub fn unmount(&self) {
        self.moves.set(self.moves.get().wrapping_add(1));
        self.mounted.take();
        self.place.take();
        self.next.take();
    }
}

impl Screen {
    /// Returns what is to be drawn when something happens: nothing for a paywall that is not on the page.
    fn draws(&self) -> Draws {
        match *self.place.borrow() {
            Some(_) => Draws::Again,
            None => Draws::Nothing,
        }
    }

    /// Brings the page up to date. While it changes, more may happen; what is drawn then is shown next.
    fn show(&self, drawn: Option<Result<(Drawn, Vec<AppEvent>), Error>>) -> Result<(), Error> {
        let Some(drawn) = drawn else { return Ok(()) };
        self.next.replace(Some(drawn?.0));
        let Some(mut mounted) = self.mounted.take() else {
            return Ok(());
        };
        let moves = self.moves.get();
        while self.moves.get() == moves {
            let Some(drawn) = self.next.take() else { break };
            if let Some(place) = self.place.borrow_mut().as_mut() {
                place.turn(&drawn);
            }
            mounted.show(drawn);
        }
        if self.moves.get() == moves {
            self.mounted.replace(Some(mounted));
        }
        Ok(())
    }

    /// Tells the app of events, once the page shows the new state: the app may do anything then, also unmount.
    /// It hears of every change of the state, also of one without an event.
    fn send(&self, events: &[AppEvent]) {
        let Some(place) = self.place.borrow().clone() else {
            return;
        };
        let mut json = Writer::default();
        event::write(&mut json, events);
        place.hear(text(json.finish()));
    }
}

/// Reads a request's fields; an empty text is an empty request.
fn read_fields(request: &str) -> Result<Map<String, Json>, Error> {
    if request.is_empty() {
        return Ok(Map::new());
    }
    let invalid = |detail: String| Error::new(ErrorKind::InvalidRequest, detail).at("request");
    match serde_json::from_str(request) {
        Ok(Json::Object(fields)) => Ok(fields),
        Ok(other) => Err(invalid(concat(&[
            "expected an object, found ",
            type_name(&other),
        ]))),
        Err(error) => Err(invalid(error.to_string())),
    }
}

/// What is drawn of a paywall when something happens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Draws {
    Nothing,
    /// What it shows first, with the events of that.
    First,
    Again,
}

/// The result of something that happened.
struct Played {
    /// The events that the app must hear.
    events: Vec<AppEvent>,
    /// The paywall as it is then, and the events that the app hears when it is shown first.
    /// None when nothing was to be drawn, or a flow goes on to another screen: this page is left as it is then, and that
    /// screen is mounted in its place.
    drawn: Option<Result<(Drawn, Vec<AppEvent>), Error>>,
}

impl Inner {
    /// Puts new values over fields of the request; a wrong one leaves everything as it was.
    fn update(&mut self, fields: &str, draws: Draws) -> Result<Played, Error> {
        // Read as a whole before it is kept: a wrong field must not leave the request half changed.
        let mut all = self.fields.clone();
        all.extend(read_fields(fields)?);
        self.request = Request::from_json(Json::Object(all.clone()))?;
        self.fields = all;
        self.play(None, draws)
    }

    /// Returns the count of screens that a flow has shown.
    fn visit(&self) -> Option<f64> {
        place(&self.request)?.get("visit")?.as_f64()
    }

    /// Begins a flow, lets `act` happen, and draws what is shown then.
    ///
    /// It is decided once, before the event, as every host does it: the decision of the state after it is that of the next
    /// event. It is not kept from event to event, since conditions may ask for the state and `update` may change anything
    /// else; it is one of a hundred parts of a tap.
    ///
    /// A tap resolves the paywall twice: as it was, to find what was tapped and what it means there, and as it is then.
    /// The first was drawn before, but what a tap needs of it borrows from the request and from values made on the way:
    /// all of that would have to be kept beside the page, for a twentieth of the time that a tap takes.
    fn play(&mut self, act: Option<&Act>, draws: Draws) -> Result<Played, Error> {
        let document = Rc::clone(&self.document);
        let before = self.visit();
        // A tap and the drawing after it are one call, with the limit of one.
        let work = Work::default();
        let (paywall, decision) = call::find(&document, &self.request, &work)?;
        let decision = decision.as_ref();
        let events = call::happen(
            &document,
            &mut self.request,
            &work,
            (paywall, decision),
            act,
        );
        if events.is_err() {
            // An event that fails must not leave half of its changes behind.
            let before = self.fields.get("state").and_then(Json::as_object);
            self.request.state = before.cloned();
        } else if let Some(state) = self.request.state.clone() {
            put(&mut self.fields, "state", Json::Object(state));
        }
        let events = events?;
        let stays = act.is_none() || self.visit() == before;
        let shows = draws != Draws::Nothing && stays;
        let paywall = call::on_screen(&document, decision, &self.request).unwrap_or(paywall);
        let drawn = shows.then(|| {
            let view = View::new(paywall, document.texts(), &self.request, &work, decision);
            draw(&view, draws == Draws::First)
        });
        Ok(Played { events, drawn })
    }
}

/// Draws a paywall. Returns also the events that the app hears when it is shown first.
fn draw(view: &View<'_>, is_first: bool) -> Result<(Drawn, Vec<AppEvent>), Error> {
    let rendering = render(view)?;
    let events = if is_first {
        report::shown(view, &rendering.taps)
    } else {
        Vec::new()
    };
    Ok((Drawn::new(view, rendering), events))
}
