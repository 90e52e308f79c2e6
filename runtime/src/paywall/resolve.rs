//! The resolution of a page: conditions, overlays, texts, products and styles are settled, and a tree is left.
//!
//! The walk goes through the components in document order. A component is left out when it is hidden or its condition
//! does not hold; otherwise the overlays that hold are laid over its attributes, and its kind builds its element. The
//! class that was made at load is used again unless an overlay changes the style.

use super::kind::base::Kind;
use super::scope::Scope;
use super::sheet;
use super::value::Resolved;
use super::view::View;
use crate::date::{self, Moment};
use crate::document::action::Action;
use crate::document::attribute::{Attribute, Attributes, Value as Raw};
use crate::document::component::{Component, Content, Overlay};
use crate::document::paywall::{Menu, Product};
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::string::{Shared, concat};
use crate::tree::{Element, Key, Node, Tag, Tree, Value};

/// A tree, and the places in it that can be tapped.
#[derive(Debug)]
pub struct Rendering<'a> {
    /// The elements to show.
    pub tree: Tree,
    /// The places that can be tapped, in document order.
    pub taps: Vec<Tap<'a>>,
    /// The name of the page.
    pub page: &'a str,
}

/// A place that can be tapped.
#[derive(Debug, Clone, Copy)]
pub struct Tap<'a> {
    /// The identity of the element.
    pub key: Key,
    /// The component that is tapped.
    pub component: &'a Component,
    /// The kind of the component.
    pub(super) kind: &'static Kind,
    /// The action of the tap, with overlays applied.
    pub action: Option<&'a Action>,
    /// The scope in which the action's parameters are resolved.
    pub scope: Scope<'a>,
    /// The address that it leads to, when it is a link.
    pub url: Option<&'a Raw>,
    /// True if it is shown as chosen, switched on, open or over.
    pub on: bool,
}

impl Tap<'_> {
    /// Returns whether the component is of this kind.
    pub(super) fn is(&self, kind: &Kind) -> bool {
        self.kind.reading.names == kind.reading.names
    }
}

/// The table of kinds, which the resolution is given so that it does not depend on them.
pub type Kinds = &'static [Kind];

/// The place of a component in the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'a> {
    /// The scope that resolves its texts and conditions.
    pub scope: Scope<'a>,
    /// The number of the repetition that the component stands in; 0 outside all repetitions.
    pub repetition: u32,
    /// True if it is inside a button, where nothing else may take taps and only phrasing elements are allowed.
    pub in_button: bool,
}

impl<'a> Surroundings<'a> {
    /// Returns the place of one repetition inside this one, counted from 1.
    pub fn repeated(self, scope: Scope<'a>, index: u32) -> Self {
        Self {
            scope,
            // Nested repetitions have distinct numbers as long as each list has fewer than a thousand entries.
            repetition: self.repetition.wrapping_mul(1_000).wrapping_add(index),
            ..self
        }
    }
}

/// Resolves the page that the state is on.
///
/// # Errors
/// `too_many_nodes`, `too_much_work`.
pub fn resolve<'a>(view: &'a View<'a>, kinds: Kinds) -> Result<Rendering<'a>, Error> {
    let mut resolver = Resolver {
        kinds,
        css: String::new(),
        taps: Vec::new(),
        focus: None,
        nodes: 0,
        video: [false; 2],
        folded: false,
    };
    let mut root = Element::new(Tag::Div);
    // Only the document's own state counts: this belongs to the paywall, not to the visit.
    let full = view
        .state
        .initial("fullScreenPresentation")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(false);
    root.attributes
        .push(("class", root_class(&view.request.device.form_factor, full)));
    if view.locale.is_rtl() {
        root.put("dir", "rtl");
    }
    let page = view.paywall.page(view.state.page());
    if let Some(page) = page {
        let place = Surroundings {
            scope: Scope::new(view),
            repetition: 0,
            in_button: false,
        };
        match view.paywall.below(page) {
            Some(below) => resolver.sheet(page, below, place, &mut root.children),
            None => resolver.page(page, place, &mut root.children),
        }
    }
    // Checked before the nodes: without steps left, the tree is not complete.
    view.work.check()?;
    if resolver.nodes > limits::NODES {
        let kind = ErrorKind::TooManyNodes;
        return Err(Error::beyond(kind, limits::NODES, "nodes in a page", None));
    }
    let focus = resolver.focus;
    if let Some(key) = focus {
        mark_focus(&mut root, key);
    }
    let tree = Tree {
        root,
        dynamic_css: resolver.css,
        focus: focus.map(tap_name),
    };
    Ok(Rendering {
        tree,
        taps: resolver.taps,
        page: page.map_or("", |page| &page.name),
    })
}

/// Returns the classes of the root element.
fn root_class(form_factor: &str, full: bool) -> Value {
    Value::Static(match (form_factor, full) {
        ("phone", false) => "paywall phone",
        ("phone", true) => "paywall phone full",
        ("tablet", _) => "paywall tablet",
        ("television", _) => "paywall television",
        _ => "paywall desktop",
    })
}

/// Marks the element that takes the focus, for pages that run no script. Returns whether it was found.
fn mark_focus(element: &mut Element, key: Key) -> bool {
    if element.key == Some(key) {
        element.put("autofocus", "");
        return true;
    }
    element.children.iter_mut().any(|child| match child {
        Node::Element(child) => mark_focus(child, key),
        Node::Text(_) => false,
    })
}

/// Returns the `data-tap` value of an element.
pub fn tap_name(key: Key) -> Shared {
    match key.repetition {
        0 => key.component.to_string().into(),
        repetition => format!("{}.{repetition}", key.component).into(),
    }
}

/// The resolution of a page, as far as it has come.
pub(super) struct Resolver<'a> {
    /// The table in which components name their kinds by position.
    kinds: Kinds,
    /// The rules of styles that depend on state.
    pub css: String,
    /// The places that can be tapped, so far.
    pub taps: Vec<Tap<'a>>,
    /// The element that takes the focus.
    pub focus: Option<Key>,
    /// The count of nodes made so far, against the limit.
    nodes: usize,
    /// The last video so far: true in the first place if it plays by itself, in the second if it is muted. Buttons behind
    /// it show the face that fits.
    pub video: [bool; 2],
    /// True if this is inside a closed drawer, whose media waits until it opens.
    pub folded: bool,
}

impl<'a> Resolver<'a> {
    /// Resolves components, one after the other.
    pub(super) fn components(
        &mut self,
        list: &'a [Component],
        place: Surroundings<'a>,
        out: &mut Vec<Node>,
    ) {
        for component in list {
            self.component(component, place, out);
        }
    }

    /// Returns the kind of a component.
    pub(super) fn kind(&self, component: &Component) -> Option<&'static Kind> {
        self.kinds.get(usize::from(component.kind))
    }

    /// Resolves one component, unless it is hidden.
    pub(super) fn component(
        &mut self,
        component: &'a Component,
        place: Surroundings<'a>,
        out: &mut Vec<Node>,
    ) {
        let mut place = place;
        // One product at a place: all inside is about that product, and nothing is shown without it.
        if let Some(id) = component.attributes.get(Attribute::PRODUCT) {
            let id = place.scope.value(id).to_text();
            let Some((menu, product)) = place.scope.view.product(&id) else {
                return;
            };
            place.scope = place.scope.for_product(menu, product);
        }
        let scope = place.scope;
        // The cheapest tests come first. Beyond the limit of nodes nothing is built any more;
        // `resolve` then refuses the page.
        if component.is_hidden() || self.nodes > limits::NODES || !scope.view.look_up() {
            return;
        }
        // A condition has no element of its own: its children stand in its place.
        if let Content::Condition(condition) = &component.content {
            if scope.holds(condition) {
                self.components(&component.children, place, out);
            }
            return;
        }
        let mut overlays: Vec<&Overlay> = Vec::new();
        for overlay in &component.overlays {
            if scope.holds(&overlay.condition) {
                overlays.push(overlay);
            }
        }
        let Some(kind) = self.kind(component) else {
            return;
        };
        let shown = Shown {
            component,
            kind,
            overlays,
            place,
        };
        if shown.flag(Attribute::HIDDEN) {
            return;
        }
        if let Some(element) = (kind.element)(self, &shown) {
            self.nodes += 1 + element.children.len();
            out.push(Node::Element(element));
        }
    }

    /// Returns the places of a list's entries. Each counts as a node, because lists may be long
    /// and nested in each other.
    pub(super) fn repeated(&mut self, shown: &Shown<'a>) -> Vec<Surroundings<'a>> {
        let mut places = Vec::new();
        if let Content::Loop(looped) = &shown.component.content
            && self.nodes <= limits::NODES
        {
            for (index, scope) in shown.place.scope.repeated(looped) {
                places.push(shown.place.repeated(scope, index));
            }
        }
        self.nodes += places.len();
        places
    }

    /// Notes that a button can be tapped. It gets the focus if it asks for it, or if it is of a featured product on a
    /// television; of several such buttons, the last one gets it.
    pub(super) fn button(&mut self, shown: &Shown<'a>, disabled: bool, on: bool) -> Shared {
        let key = shown.key();
        let scope = shown.place.scope;
        let is_featured = |(_, product): (&Menu, &Product)| {
            product.featured && scope.view.request.device.is_television()
        };
        if !disabled && (shown.flag(Attribute::FOCUSED) || scope.product.is_some_and(is_featured)) {
            self.focus = Some(key);
        }
        if disabled {
            return tap_name(key);
        }
        self.tap(shown, shown.component.tap.as_ref(), on)
    }

    /// Notes that something can be tapped, and the effect of that. Returns its `data-tap` value.
    pub(super) fn tap(
        &mut self,
        shown: &Shown<'a>,
        action: Option<&'a Action>,
        on: bool,
    ) -> Shared {
        let key = shown.key();
        // The last overlay that holds wins, as with attributes.
        let overlaid = shown
            .overlays
            .iter()
            .rev()
            .find_map(|overlay| overlay.tap.as_ref());
        let action = overlaid.or(action);
        self.taps.push(Tap {
            key,
            component: shown.component,
            kind: shown.kind,
            action,
            scope: shown.place.scope,
            url: shown.get(Attribute::URL),
            on,
        });
        tap_name(key)
    }

    /// Returns the classes of a component. Rules that depend on state are added to the page's own.
    pub(super) fn class(&mut self, shown: &Shown<'a>) -> Value {
        // Overlays without any style leave the class that was made at load.
        let mut layers: Vec<&Attributes> = Vec::new();
        for overlay in &shown.overlays {
            if overlay.attributes.styled {
                layers.push(&overlay.attributes);
            }
        }
        if let (Some(class), true) = (&shown.component.class, layers.is_empty()) {
            return Value::Shared(class.clone());
        }
        layers.insert(0, &shown.component.attributes);
        Value::Shared(sheet::dynamic(
            shown.component,
            &shown.kind.looks,
            layers,
            &shown.place.scope,
            &mut self.css,
        ))
    }
}

/// A component at its place, with the overlays that hold.
pub(super) struct Shown<'a> {
    /// The component itself.
    pub component: &'a Component,
    /// The kind of the component.
    pub kind: &'static Kind,
    /// The overlays whose conditions hold, the strongest last.
    pub overlays: Vec<&'a Overlay>,
    /// The place that it stands in.
    pub place: Surroundings<'a>,
}

impl<'a> Shown<'a> {
    /// Returns an attribute that is an object, its tokens resolved.
    pub fn json(&self, attribute: Attribute) -> serde_json::Value {
        match self.get(attribute) {
            Some(Raw::Json(value)) => self.place.scope.json(value),
            _ => serde_json::Value::Null,
        }
    }

    /// Returns an attribute as a number.
    pub fn number(&self, attribute: Attribute) -> Option<f64> {
        crate::number::parse(&self.text(attribute)?)
    }

    /// Returns the identity of the component's element.
    pub fn key(&self) -> Key {
        Key {
            component: self.component.number,
            repetition: self.place.repetition,
        }
    }

    /// Returns an attribute as the document gives it, in the last overlay that has it or in the component.
    pub fn get(&self, attribute: Attribute) -> Option<&'a Raw> {
        let overlaid = self
            .overlays
            .iter()
            .rev()
            .find_map(|overlay| overlay.attributes.get(attribute));
        overlaid.or_else(|| self.component.attributes.get(attribute))
    }

    /// Returns the value of an attribute.
    pub fn resolved(&self, attribute: Attribute) -> Option<Resolved<'a>> {
        self.get(attribute)
            .map(|value| self.place.scope.value(value))
    }

    /// Returns the text of an attribute; `None` when it is empty or not given, or a token that names nothing.
    pub fn text(&self, attribute: Attribute) -> Option<String> {
        let value = self.resolved(attribute)?;
        let text = value.to_text();
        let shows = !text.is_empty() && !matches!(value, Resolved::Unresolved(_));
        shows.then_some(text)
    }

    /// Returns an attribute, of this name, as a date; warns when something else is given.
    // Never inlined: one copy for both kinds that have dates.
    #[inline(never)]
    pub fn date(&self, attribute: Attribute, name: &str) -> Option<Moment> {
        let text = self.text(attribute)?;
        let moment = date::read_text(&text);
        if moment.is_none() {
            let id = self.component.id.as_deref().unwrap_or_default();
            let path = concat(&[id, ".", name]);
            self.place.scope.view.not_a_date(&path, &text);
        }
        moment
    }

    /// Returns whether a flag is set; smart text may set it.
    pub fn flag(&self, attribute: Attribute) -> bool {
        self.resolved(attribute).is_some_and(|value| match value {
            Resolved::Bool(flag) => flag,
            Resolved::Text(text) => text == "true",
            _ => false,
        })
    }
}
