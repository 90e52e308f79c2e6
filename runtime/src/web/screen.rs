//! A launched paywall: its state, and the page's nodes that show it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::{Map, Value as Json};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

use super::mounted::{Drawn, Mounted, Place, Stage};
use super::{text, thrown};
use crate::call;
use crate::call::Operation;
use crate::document::Document;
use crate::error::{Error, ErrorKind};
use crate::flow;
use crate::json::put;
use crate::json::{self, Writer};
use crate::paywall::act::{self, Event as AppEvent};
use crate::paywall::view::View;
use crate::paywall::{render, told};
use crate::reader::type_name;
use crate::request::{Act, Request};
use crate::string::concat;

/// A launched paywall.
///
/// Nothing is borrowed while the page is changed: browsers tell of that at once (the focus leaves what goes), and the app may
/// answer with whatever it likes.
#[wasm_bindgen]
pub struct Screen {
    inner: RefCell<Inner>,
    /// None also while the page is being changed.
    mounted: RefCell<Option<Mounted>>,
    /// None while it is not on the page.
    place: RefCell<Option<Place>>,
    /// How often it was put on the page and taken off it.
    moves: Cell<u32>,
    /// Whether the page is behind the state.
    is_stale: Cell<bool>,
}

struct Inner {
    document: Rc<Document>,
    /// The request as it came, with what `update` put over it; the state is kept in it.
    fields: Map<String, Json>,
    request: Request,
}

#[wasm_bindgen]
impl Screen {
    pub(super) fn new(document: Rc<Document>, request: &str) -> Result<Screen, Error> {
        let fields = read_fields(request)?;
        let request = Request::from_json(Json::Object(fields.clone()))?;
        call::find(&document, &request)?;
        Ok(Self {
            inner: RefCell::new(Inner {
                document,
                fields,
                request,
            }),
            mounted: RefCell::default(),
            place: RefCell::default(),
            moves: Cell::default(),
            is_stale: Cell::default(),
        })
    }

    /// The answer that `render` gives for the paywall as it is now.
    pub fn answer(&self) -> String {
        let inner = self.inner.borrow();
        let request = json::written(&Json::Object(inner.fields.clone()));
        text(call::answer(
            &inner.document,
            Operation::Render as u32,
            request.as_bytes(),
        ))
    }

    /// Where the customer is inside the paywall, as JSON.
    pub fn state(&self) -> String {
        self.inner
            .borrow()
            .fields
            .get("state")
            .map_or_else(|| "{}".into(), json::written)
    }

    /// Shows the paywall in `root`. `told`: whether the app knows that it is shown, as of a flow's next screen.
    /// `shown`: what is there already, with its style sheet, as a server wrote it; it stays.
    ///
    /// # Errors
    /// `{code, message, path}`, when it cannot be rendered.
    pub fn mount(
        &self,
        root: &Node,
        shown: Option<Element>,
        stage: Stage,
        told: bool,
    ) -> Result<(), JsValue> {
        self.unmount();
        let begun = self.inner.borrow_mut().play(None);
        let begun = begun.map_err(|error| thrown(&error))?;
        let drawn = self.inner.borrow().draw(true);
        let (drawn, first) = drawn.map_err(|error| thrown(&error))?;
        let is_new = shown.is_none();
        let (mounted, place) = Mounted::new(drawn, root, shown, stage)?;
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
    /// `{code, message, path}`; nothing is changed then.
    pub fn update(&self, fields: &str) -> Result<(), JsValue> {
        let put = self.inner.borrow_mut().update(fields);
        put.and_then(|()| self.show())
            .map_err(|error| thrown(&error))?;
        self.send(&[]);
        Ok(())
    }

    /// Does what a tap on the element with this `data-tap` value does, or what happens without one; in a flow also what
    /// `by` names: `event`, a key of its step, or `timer`, one that has run out.
    /// `value` is the JSON of what goes with it; nothing when it is empty.
    pub fn act(&self, tap: &str, by: &str, value: &str) {
        let act = Act {
            tap: tap.into(),
            by: Some(by.into()),
            value: serde_json::from_str(value).unwrap_or_default(),
        };
        let acted = self.inner.borrow_mut().act(&act);
        let Ok((events, stays)) = acted else {
            return self.send(&[]);
        };
        // What cannot be shown is told all the same.
        if stays {
            let _ = self.show();
        }
        self.send(&events);
    }

    /// The paywall is no longer on the page.
    pub fn unmount(&self) {
        self.moves.set(self.moves.get().wrapping_add(1));
        self.mounted.take();
        self.place.take();
    }
}

impl Screen {
    /// Brings the page up to date, and again if the state changed meanwhile.
    fn show(&self) -> Result<(), Error> {
        self.is_stale.set(true);
        let Some(mut mounted) = self.mounted.take() else {
            return Ok(());
        };
        let moves = self.moves.get();
        let mut shown = Ok(());
        while shown.is_ok() && self.moves.get() == moves && self.is_stale.take() {
            let drawn = self.inner.borrow().draw(false);
            shown = drawn.map(|(drawn, _)| {
                if let Some(place) = self.place.borrow_mut().as_mut() {
                    place.turn(&drawn);
                }
                mounted.show(drawn);
            });
        }
        if self.moves.get() == moves {
            self.mounted.replace(Some(mounted));
        }
        shown
    }

    /// The state has changed and is shown before the app hears of it: it may do anything then, also unmount.
    /// It hears of every change, also of one that is no event.
    fn send(&self, events: &[AppEvent]) {
        let Some(place) = self.place.borrow().clone() else {
            return;
        };
        let mut json = Writer::default();
        act::write(&mut json, events);
        place.hear(&text(json.finish()));
    }
}

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

impl Inner {
    /// What the app must hear, and whether the page stays: when a flow goes on to another screen, it is left as it is, and
    /// that screen is mounted in its place.
    fn act(&mut self, act: &Act) -> Result<(Vec<AppEvent>, bool), Error> {
        let before = self.visit();
        let events = self.play(Some(act))?;
        Ok((events, self.visit() == before))
    }

    fn update(&mut self, fields: &str) -> Result<(), Error> {
        let mut all = self.fields.clone();
        all.extend(read_fields(fields)?);
        self.request = Request::from_json(Json::Object(all.clone()))?;
        self.fields = all;
        self.play(None)?;
        Ok(())
    }

    /// How many screens a flow has shown.
    fn visit(&self) -> Option<f64> {
        flow::place(&self.request)?.get("visit")?.as_f64()
    }

    /// Begins a flow, and lets `act` happen: changes the state, and answers what the app must hear.
    fn play(&mut self, act: Option<&Act>) -> Result<Vec<AppEvent>, Error> {
        let document = Rc::clone(&self.document);
        let (paywall, decision) = call::find(&document, &self.request)?;
        let shown = (paywall, decision.as_ref());
        let events = call::happen(&document, &mut self.request, shown, act);
        if events.is_err() {
            let before = self.fields.get("state").and_then(Json::as_object);
            self.request.state = before.cloned();
        } else if let Some(state) = self.request.state.clone() {
            put(&mut self.fields, "state", Json::Object(state));
        }
        events
    }

    /// The paywall as it is to be, and what the app is to hear when it is shown first.
    fn draw(&self, is_first: bool) -> Result<(Drawn, Vec<AppEvent>), Error> {
        let (paywall, decision) = call::find(&self.document, &self.request)?;
        let view = View::new(paywall, &self.request, decision.as_ref());
        let rendering = render(&view)?;
        let events = if is_first {
            told::shown(&view, &rendering.taps)
        } else {
            Vec::new()
        };
        Ok((Drawn::new(&view, rendering), events))
    }
}
