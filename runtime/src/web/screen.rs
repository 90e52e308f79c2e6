//! A launched paywall: its state, and the page's nodes that show it.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Map, Value as Json};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Node};

use super::dom::Page;
use super::{text, thrown};
use crate::call::{self, Act, Operation, Request};
use crate::campaign::trace::put;
use crate::document::Document;
use crate::document::reader::type_name;
use crate::error::{Error, ErrorKind};
use crate::flow;
use crate::json::{self, Writer};
use crate::paywall::act::{self, Event as AppEvent};
use crate::paywall::told;
use crate::paywall::view::View;
use crate::paywall::{render, static_css};
use crate::tree::{Tree, concat, diff};

/// A launched paywall.
#[wasm_bindgen]
pub struct Screen {
    inner: RefCell<Inner>,
}

struct Inner {
    document: Rc<Document>,
    /// The request as it came, with what `update` put over it; the state is kept in it.
    fields: Map<String, Json>,
    request: Request,
    mounted: Option<Mounted>,
}

#[wasm_bindgen]
extern "C" {
    /// What the page does for a paywall that it shows (`www/runtime/stage.js`).
    #[derive(Clone)]
    pub type Stage;

    /// Replaces all rules of one of the two style sheets: the paywall's, or those of the tree's own.
    #[wasm_bindgen(method, catch)]
    fn style(this: &Stage, own: bool, css: &str) -> Result<(), JsValue>;

    /// Something happened, and the page is as it is to be. `events`: the JSON of a list. `focus`: the `data-tap` value of
    /// the element that has the focus first on the page of this name; empty, where none has.
    #[wasm_bindgen(method, catch)]
    fn hear(this: &Stage, events: &str, page: &str, focus: &str) -> Result<(), JsValue>;
}

/// What a paywall is on the page.
struct Mounted {
    page: Page,
    shown: Element,
    tree: Tree,
    page_name: String,
    css: String,
    stage: Stage,
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
                mounted: None,
            }),
        })
    }

    /// The answer that `render` gives for the paywall as it is now.
    pub fn answer(&self) -> String {
        let inner = self.inner.borrow();
        let request = json::text(&Json::Object(inner.fields.clone()));
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
            .map_or_else(|| "{}".into(), json::text)
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
        let events = {
            let mut inner = self.inner.borrow_mut();
            let begun = inner.play(None).map_err(|error| thrown(&error))?;
            let (mounted, first) = Mounted::new(&inner, root, shown, stage)?;
            inner.mounted = Some(mounted);
            if told || !begun.is_empty() {
                begun
            } else {
                first
            }
        };
        self.send(&events);
        Ok(())
    }

    /// Puts new values over fields of the request and shows the difference.
    ///
    /// # Errors
    /// `{code, message, path}`; nothing is changed then.
    pub fn update(&self, fields: &str) -> Result<(), JsValue> {
        {
            let mut inner = self.inner.borrow_mut();
            let mut all = inner.fields.clone();
            all.extend(read_fields(fields).map_err(|error| thrown(&error))?);
            let request =
                Request::from_json(Json::Object(all.clone())).map_err(|error| thrown(&error))?;
            inner.fields = all;
            inner.request = request;
            inner.play(None).map_err(|error| thrown(&error))?;
            inner.show().map_err(|error| thrown(&error))?;
        }
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
        let events = self.inner.borrow_mut().act(&act).unwrap_or_default();
        self.send(&events);
    }

    /// The paywall is no longer on the page.
    pub fn unmount(&self) {
        self.inner.borrow_mut().mounted = None;
    }
}

impl Screen {
    /// The state has changed and is shown before the app hears of it: it may do anything then, also unmount.
    /// It hears of every change, also of one that is no event.
    fn send(&self, events: &[AppEvent]) {
        let (stage, page, focus) = match &self.inner.borrow().mounted {
            Some(mounted) => (
                mounted.stage.clone(),
                mounted.page_name.clone(),
                mounted.tree.focus.clone().unwrap_or_default(),
            ),
            None => return,
        };
        let mut json = Writer::default();
        act::write(&mut json, events);
        // What a listener throws is its own affair.
        let _ = stage.hear(&text(json.finish()), &page, &focus);
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
    /// When a flow goes on to another screen, the page is left as it is: that screen is mounted in its place.
    fn act(&mut self, act: &Act) -> Result<Vec<AppEvent>, Error> {
        let before = self.visit();
        let events = self.play(Some(act))?;
        if self.visit() == before {
            self.show()?;
        }
        Ok(events)
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

    /// Brings the page up to date.
    fn show(&mut self) -> Result<(), Error> {
        let document = Rc::clone(&self.document);
        let (paywall, decision) = call::find(&document, &self.request)?;
        let view = View::new(paywall, &self.request, decision.as_ref());
        let rendering = render(&view)?;
        let Some(mounted) = &mut self.mounted else {
            return Ok(());
        };
        let css = page_css(&view);
        if css != mounted.css {
            let _ = mounted.stage.style(false, &css);
            mounted.css = css;
            // What a server wrote had them, too.
            mounted.tree.dynamic_css.clear();
        }
        mounted.show(rendering.tree);
        mounted.page_name = rendering.page.into();
        Ok(())
    }
}

impl Mounted {
    fn new(
        inner: &Inner,
        root: &Node,
        shown: Option<Element>,
        stage: Stage,
    ) -> Result<(Self, Vec<AppEvent>), JsValue> {
        let document = root.owner_document().ok_or("the root is in no document")?;
        let (paywall, decision) =
            call::find(&inner.document, &inner.request).map_err(|error| thrown(&error))?;
        let view = View::new(paywall, &inner.request, decision.as_ref());
        let rendering = render(&view).map_err(|error| thrown(&error))?;
        let css = page_css(&view);
        let tree = rendering.tree;
        let page = Page(document);
        let shown = match shown {
            Some(shown) => shown,
            None => {
                stage.style(false, &css)?;
                stage.style(true, &tree.dynamic_css)?;
                let made = page.element(&tree.root);
                let shown = made.ok_or("the paywall could not be made")?;
                root.append_child(&shown)?;
                shown
            }
        };
        let events = told::shown(&view, &rendering.taps);
        let mounted = Self {
            page,
            shown,
            tree,
            page_name: rendering.page.into(),
            css,
            stage,
        };
        Ok((mounted, events))
    }

    fn show(&mut self, tree: Tree) {
        if tree.dynamic_css != self.tree.dynamic_css {
            let _ = self.stage.style(true, &tree.dynamic_css);
        }
        diff::patch(&self.page, &self.shown, &self.tree.root, &tree.root);
        self.tree = tree;
    }
}

/// What is announced to screen readers is on the page, but not seen.
fn page_css(view: &View<'_>) -> String {
    static_css(view)
        + ".announcer{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
}
