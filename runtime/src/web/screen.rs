//! A launched paywall: its state, and the page's nodes that show it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use serde_json::{Map, Value as Json};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, Event, HtmlElement, KeyboardEvent, ShadowRoot, ShadowRootInit, ShadowRootMode,
};

use super::dom::Page;
use super::sheet::Sheet;
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

type Listener = Closure<dyn FnMut(Event)>;

/// A launched paywall.
#[wasm_bindgen]
pub struct Screen {
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    document: Rc<Document>,
    /// The request as it came, with what `update` put over it; the state is kept in it.
    fields: Map<String, Json>,
    request: Request,
    mounted: Option<Mounted>,
}

/// What a paywall is on the page.
struct Mounted {
    page: Page,
    root: ShadowRoot,
    shown: Element,
    tree: Tree,
    page_name: String,
    /// Which element had the focus when a page was left, by the page's name: its `data-tap` value.
    focused: Map<String, Json>,
    sheet: Sheet,
    css: String,
    /// The rules of the tree's own; none while an adopted `<style>` has them.
    dynamic: Option<Sheet>,
    on_event: Function,
    listeners: Vec<(&'static str, Listener)>,
}

#[wasm_bindgen]
impl Screen {
    pub(super) fn new(document: Rc<Document>, request: &str) -> Result<Screen, Error> {
        let fields = read_fields(request)?;
        let request = Request::from_json(Json::Object(fields.clone()))?;
        call::find(&document, &request)?;
        Ok(Self {
            inner: Rc::new(RefCell::new(Inner {
                document,
                fields,
                request,
                mounted: None,
            })),
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

    /// Shows the paywall in an open shadow root of `element`. Events go to `on_event` as the JSON of a list.
    /// `told`: whether the app knows that it is shown, as of a flow's next screen.
    /// `adopt`: whether the nodes and the `<style>` that are in the shadow root are what would be made, as those that a
    /// server wrote: they stay.
    ///
    /// # Errors
    /// `{code, message, path}`, when it cannot be rendered, or what the page says when it takes no shadow root.
    pub fn mount(
        &self,
        element: &Element,
        on_event: Function,
        told: bool,
        adopt: bool,
    ) -> Result<(), JsValue> {
        self.unmount();
        let events = {
            let mut inner = self.inner.borrow_mut();
            let begun = inner.play(None).map_err(|error| thrown(&error))?;
            let (mounted, shown) = Mounted::new(&inner, element, on_event, adopt)?;
            inner.mounted = Some(mounted);
            if told || !begun.is_empty() {
                begun
            } else {
                shown
            }
        };
        self.listen()?;
        send(&self.inner, &events);
        Ok(())
    }

    /// Puts new values over fields of the request and shows the difference.
    ///
    /// # Errors
    /// `{code, message, path}`; nothing is changed then.
    pub fn update(&self, fields: &str) -> Result<(), JsValue> {
        let mut inner = self.inner.borrow_mut();
        let mut all = inner.fields.clone();
        all.extend(read_fields(fields).map_err(|error| thrown(&error))?);
        let request =
            Request::from_json(Json::Object(all.clone())).map_err(|error| thrown(&error))?;
        inner.fields = all;
        inner.request = request;
        inner.play(None).map_err(|error| thrown(&error))?;
        inner.show().map_err(|error| thrown(&error))
    }

    /// Does what a tap on the element with this `data-tap` value does, or what happens without one; in a flow also what
    /// `by` names: `event`, a key of its step, or `timer`, one that has run out.
    /// `value` is the JSON of what goes with it; nothing when it is empty.
    pub fn act(&self, tap: &str, by: &str, value: &str) {
        tapped(&self.inner, tap, by, value);
    }

    /// Takes the paywall off the page.
    pub fn unmount(&self) {
        if let Some(mounted) = self.inner.borrow_mut().mounted.take() {
            mounted.remove();
        }
    }
}

impl Screen {
    /// One listener for clicks and two for keys, whatever the number of buttons.
    fn listen(&self) -> Result<(), JsValue> {
        let on =
            |name: &'static str, handle: fn(&Rc<RefCell<Inner>>, &Event)| -> Result<(), JsValue> {
                let inner = Rc::downgrade(&self.inner);
                let listener = Listener::new(move |event: Event| {
                    if let Some(inner) = inner.upgrade() {
                        handle(&inner, &event);
                    }
                });
                let mut inner = self.inner.borrow_mut();
                let Some(mounted) = inner.mounted.as_mut() else {
                    return Ok(());
                };
                mounted
                    .root
                    .add_event_listener_with_callback(name, listener.as_ref().unchecked_ref())?;
                mounted.listeners.push((name, listener));
                Ok(())
            };
        on("click", clicked)?;
        on("keydown", key_pressed)
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

/// The button an event happened in, when it can be used.
fn button_of(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("[data-tap]").ok()??;
    (!button.has_attribute("disabled") && !button.has_attribute("aria-disabled")).then_some(button)
}

fn clicked(inner: &Rc<RefCell<Inner>>, event: &Event) {
    let Some(button) = button_of(event) else {
        return;
    };
    // A drawer would open by itself, too.
    if button.local_name() == "summary" {
        event.prevent_default();
    }
    let value = button.get_attribute("data-value").unwrap_or_default();
    if let Some(tap) = button.get_attribute("data-tap") {
        tapped(inner, &tap, "click", &value);
    }
}

/// Real buttons turn Enter and Space into clicks themselves; those inside other buttons do not.
fn key_pressed(inner: &Rc<RefCell<Inner>>, event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else {
        return;
    };
    let Some(button) = button_of(event).filter(|button| button.has_attribute("tabindex")) else {
        return;
    };
    if let (true, Some(tap)) = (
        key == "Enter" || key == " ",
        button.get_attribute("data-tap"),
    ) {
        event.prevent_default();
        tapped(inner, &tap, "key", "");
    }
}

/// The state changes and is shown before the app hears of it: it may do anything then, also unmount.
fn tapped(inner: &Rc<RefCell<Inner>>, tap: &str, by: &str, value: &str) {
    let act = Act {
        tap: tap.into(),
        by: Some(by.into()),
        value: serde_json::from_str(value).unwrap_or_default(),
    };
    let events = inner.borrow_mut().act(&act).unwrap_or_default();
    send(inner, &events);
}

fn send(inner: &Rc<RefCell<Inner>>, events: &[AppEvent]) {
    let Some(on_event) = inner
        .borrow()
        .mounted
        .as_ref()
        .map(|mounted| mounted.on_event.clone())
    else {
        return;
    };
    // The page hears of every change, also of one that is no event.
    let mut json = Writer::default();
    act::write(&mut json, events);
    let json = text(json.finish());
    // What a listener throws is its own affair.
    let _ = on_event.call1(&JsValue::NULL, &json.into());
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
            mounted.sheet.replace(&css);
            mounted.css = css;
            // An adopted `<style>` had them, too.
            mounted.tree.dynamic_css.clear();
        }
        let nonce = self.request.page.nonce.as_deref();
        mounted.show(rendering.tree, rendering.page, nonce);
        Ok(())
    }
}

impl Mounted {
    fn new(
        inner: &Inner,
        element: &Element,
        on_event: Function,
        adopt: bool,
    ) -> Result<(Self, Vec<AppEvent>), JsValue> {
        let document = element
            .owner_document()
            .ok_or("the element is in no document")?;
        let (paywall, decision) =
            call::find(&inner.document, &inner.request).map_err(|error| thrown(&error))?;
        let view = View::new(paywall, &inner.request, decision.as_ref());
        let rendering = render(&view).map_err(|error| thrown(&error))?;
        let root = shadow_root(element, adopt)?;
        let nonce = inner.request.page.nonce.as_deref();
        let css = page_css(&view);
        let (sheet, dynamic) = if let Some(style) = find(&root, "style") {
            (Sheet::Element(style), None)
        } else {
            let add = |css: &str| Sheet::add(&document, &root, nonce, css);
            let sheet = add(&css).ok_or("no style sheet can be added")?;
            (sheet, add(&rendering.tree.dynamic_css))
        };
        let page = Page(document);
        let shown = match find(&root, ".paywall") {
            Some(shown) => shown,
            None => {
                let shown = page
                    .element(&rendering.tree.root)
                    .ok_or("the paywall could not be made")?;
                root.append_child(&shown)?;
                shown
            }
        };
        let page_name = rendering.page.to_string();
        let tree = rendering.tree;
        let events = told::shown(&view, &rendering.taps);
        let mounted = Self {
            page,
            root,
            shown,
            tree,
            page_name,
            focused: Map::new(),
            sheet,
            css,
            dynamic,
            on_event,
            listeners: Vec::new(),
        };
        // In what was written, somebody may be somewhere already.
        if !adopt {
            mounted.focus();
        }
        Ok((mounted, events))
    }

    fn show(&mut self, tree: Tree, page_name: &str, nonce: Option<&str>) {
        if tree.dynamic_css != self.tree.dynamic_css {
            match &self.dynamic {
                Some(sheet) => sheet.replace(&tree.dynamic_css),
                None => {
                    self.dynamic = Sheet::add(&self.page.0, &self.root, nonce, &tree.dynamic_css);
                }
            }
        }
        let turned = page_name != self.page_name;
        let focused = self.root.active_element().filter(|_| turned);
        diff::patch(&self.page, &self.shown, &self.tree.root, &tree.root);
        self.tree = tree;
        if turned {
            let left = std::mem::replace(&mut self.page_name, page_name.into());
            let tap = focused.and_then(|element| element.get_attribute("data-tap"));
            self.focused
                .insert(left, Json::String(tap.unwrap_or_default()));
            self.focus();
        }
    }

    /// Gives the focus to the element that had it when the page was left, else to the one that is to have it first.
    fn focus(&self) {
        let before = self.focused.get(&self.page_name).and_then(Json::as_str);
        for tap in [before, self.tree.focus.as_deref()].into_iter().flatten() {
            let selector = concat(&["[data-tap=\"", tap, "\"]"]);
            let target = find(&self.root, &selector);
            if let Some(target) = target
                .as_ref()
                .and_then(|target| target.dyn_ref::<HtmlElement>())
            {
                let _ = target.focus();
                return;
            }
        }
    }

    fn remove(self) {
        for (name, listener) in &self.listeners {
            let _ = self
                .root
                .remove_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        clear(&self.root);
    }
}

fn find(root: &ShadowRoot, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

/// The element's open shadow root: a new one, or the one of an earlier paywall, emptied unless its nodes are to stay.
fn shadow_root(element: &Element, adopt: bool) -> Result<ShadowRoot, JsValue> {
    match element.shadow_root() {
        Some(root) => {
            if !adopt {
                clear(&root);
            }
            Ok(root)
        }
        None => element.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)),
    }
}

/// What is announced to screen readers is on the page, but not seen.
fn page_css(view: &View<'_>) -> String {
    static_css(view)
        + ".announcer{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
}

fn clear(root: &ShadowRoot) {
    root.set_text_content(None);
    let adopted: JsValue = "adoptedStyleSheets".into();
    if js_sys::Reflect::has(root, &adopted).unwrap_or(false) {
        let _ = js_sys::Reflect::set(root, &adopted, &js_sys::Array::new());
    }
}
