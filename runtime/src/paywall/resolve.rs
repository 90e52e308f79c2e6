//! Resolves a page: conditions, overlays, texts, products and styles are settled, a tree is left.

use super::element;
use super::scope::Scope;
use super::style;
use super::value::Resolved;
use super::view::View;
use crate::document::action::Action;
use crate::document::attribute::{Attribute, Attributes, Value as Raw};
use crate::document::component::{Component, Kind, Overlay};
use crate::document::looped::Loop;
use crate::document::paywall::{Menu, Page, Product};
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::string::{Shared, concat};
use crate::tree::{Element, Key, Node, Tag, Tree, Value};

/// A tree, and what can be tapped in it.
#[derive(Debug)]
pub struct Rendering<'a> {
    /// The tree.
    pub tree: Tree,
    /// What can be tapped.
    pub taps: Vec<Tap<'a>>,
    /// The name of the page it is.
    pub page: &'a str,
}

/// Something that can be tapped.
#[derive(Debug, Clone, Copy)]
pub struct Tap<'a> {
    /// Which element.
    pub key: Key,
    /// The button.
    pub component: &'a Component,
    /// What it does.
    pub action: Option<&'a Action>,
    /// Where it stands.
    pub scope: Scope<'a>,
    /// Where it leads, when it is a link.
    pub url: Option<&'a Raw>,
    /// Whether it is shown as chosen, switched on, open or over.
    pub on: bool,
}

/// Where a component stands in the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub scope: Scope<'a>,
    /// Which repetition of its components this is.
    pub repetition: u32,
    /// Inside a button, where nothing else may take taps and only phrasing elements are allowed.
    pub in_button: bool,
}

impl<'a> Place<'a> {
    /// The place of one repetition, counted from 1.
    pub fn repeated(self, scope: Scope<'a>, index: u32) -> Self {
        Self {
            scope,
            repetition: self.repetition.wrapping_mul(1_000).wrapping_add(index),
            ..self
        }
    }
}

/// Resolves the page the state is on.
///
/// # Errors
/// `too_many_nodes`, `too_much_work`.
pub fn resolve<'a>(view: &'a View<'a>) -> Result<Rendering<'a>, Error> {
    let mut resolver = Resolver {
        css: String::new(),
        taps: Vec::new(),
        focus: None,
        nodes: 0,
        video: [false; 2],
        folded: false,
    };
    let mut root = Element::new(Tag::Div);
    let full = view
        .state
        .initial("fullScreenPresentation")
        .and_then(serde_json::Value::as_bool)
        .unwrap_or(false);
    root.attributes
        .push(("class", root_class(&view.request.device.form_factor, full)));
    if view.locale.is_rtl() {
        root.attributes.push(("dir", Value::Static("rtl")));
    }
    let page = view.paywall.page(view.state.page());
    if let Some(page) = page {
        resolver.page(
            page,
            Place {
                scope: Scope::new(view),
                repetition: 0,
                in_button: false,
            },
            &mut root.children,
        );
    }
    view.request.work.check()?;
    if resolver.nodes > limits::NODES {
        return Err(Error::new(
            ErrorKind::TooManyNodes,
            format!("expected at most {} nodes in a page", limits::NODES),
        ));
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

fn root_class(form_factor: &str, full: bool) -> Value {
    Value::Static(match (form_factor, full) {
        ("phone", false) => "paywall phone",
        ("phone", true) => "paywall phone full",
        ("tablet", _) => "paywall tablet",
        ("television", _) => "paywall television",
        _ => "paywall desktop",
    })
}

/// The element that takes the focus says so itself, for pages that run no script.
fn mark_focus(element: &mut Element, key: Key) -> bool {
    if element.key == Some(key) {
        element.attributes.push(("autofocus", Value::Static("")));
        return true;
    }
    element.children.iter_mut().any(|child| match child {
        Node::Element(child) => mark_focus(child, key),
        Node::Text(_) => false,
    })
}

/// The `data-tap` value of an element.
pub fn tap_name(key: Key) -> Shared {
    match key.repetition {
        0 => key.component.to_string().into(),
        repetition => format!("{}.{repetition}", key.component).into(),
    }
}

pub(super) struct Resolver<'a> {
    pub css: String,
    pub taps: Vec<Tap<'a>>,
    focus: Option<Key>,
    nodes: usize,
    /// Whether the last video plays by itself, and is muted.
    pub video: [bool; 2],
    /// Inside a closed drawer, whose media waits until it opens.
    pub folded: bool,
}

impl<'a> Resolver<'a> {
    fn page(&mut self, page: &'a Page, place: Place<'a>, out: &mut Vec<Node>) {
        self.part(page.background.as_ref(), "background", place, out);
        self.strip(&page.header, "header", place, out);
        self.part(page.content.as_ref(), "content", place, out);
        self.strip(&page.footer, "footer", place, out);
    }

    /// A container that is a part of the frame says so by its class.
    fn part(
        &mut self,
        component: Option<&'a Component>,
        class: &str,
        place: Place<'a>,
        out: &mut Vec<Node>,
    ) {
        let from = out.len();
        if let Some(component) = component {
            // The height of the frame is the screen's, which no parent passes down.
            let fills =
                component.attributes.get(Attribute::Height) == Some(&Raw::Text("100%".into()));
            let class = if fills && class == "content" {
                "content fill"
            } else {
                class
            };
            self.component(component, place, out);
            if let Some(Node::Element(element)) = out.get_mut(from)
                && let Some((_, value)) = element.attributes.first_mut()
            {
                *value = Value::Shared(concat(&[value.as_str(), " ", class]).into());
            }
        }
    }

    fn strip(
        &mut self,
        components: &'a [Component],
        class: &'static str,
        place: Place<'a>,
        out: &mut Vec<Node>,
    ) {
        let mut children = Vec::new();
        self.components(components, place, &mut children);
        if !children.is_empty() {
            let attributes = vec![("class", Value::Static(class))];
            out.push(Node::Element(Element {
                attributes,
                children,
                ..Element::new(Tag::Div)
            }));
        }
    }

    pub(super) fn components(
        &mut self,
        list: &'a [Component],
        place: Place<'a>,
        out: &mut Vec<Node>,
    ) {
        for component in list {
            self.component(component, place, out);
        }
    }

    fn component(&mut self, component: &'a Component, place: Place<'a>, out: &mut Vec<Node>) {
        let scope = place.scope;
        if component.is_hidden() || self.nodes > limits::NODES || !scope.view.look_up() {
            return;
        }
        if let Kind::Condition(condition) = &component.kind {
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
        let shown = Shown {
            component,
            overlays,
            place,
        };
        if shown.flag(Attribute::Hidden) {
            return;
        }
        if let Some(element) = element::build(self, &shown) {
            self.nodes += 1 + element.children.len();
            out.push(Node::Element(element));
        }
    }

    /// The products of a group, each with its components.
    pub(super) fn products(
        &mut self,
        shown: &Shown<'a>,
        base: &'a [Component],
        featured: &'a [Component],
    ) -> Vec<Node> {
        let view = shown.place.scope.view;
        let group = shown.text(Attribute::SubsetGroup);
        let menu = view.menu(group.as_deref().unwrap_or_else(|| view.group()));
        let mut out = Vec::new();
        for (index, product) in (1..).zip(menu.iter().flat_map(|menu| &menu.products)) {
            let Some(menu) = menu.filter(|_| !view.hides(&product.id)) else {
                continue;
            };
            let components = match (product.featured && !featured.is_empty(), base.is_empty()) {
                (true, _) => featured,
                (false, false) => base,
                (false, true) => shown.component.children.as_slice(),
            };
            let scope = shown.place.scope.for_product(menu, product);
            self.components(components, shown.place.repeated(scope, index), &mut out);
        }
        out
    }

    /// The places of a list's entries. Each entry counts as a node: a list may be long, and lists stand in each other.
    pub(super) fn repeated(&mut self, shown: &Shown<'a>, looped: &'a Loop) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        if self.nodes <= limits::NODES {
            for (index, scope) in shown.place.scope.repeated(looped) {
                places.push(shown.place.repeated(scope, index));
            }
        }
        self.nodes += places.len();
        places
    }

    /// Notes that a button can be tapped; one that asks for the focus, or is of a featured product on a television,
    /// gets it. Of several, the last.
    pub(super) fn button(&mut self, shown: &Shown<'a>, disabled: bool, on: bool) -> Shared {
        let key = shown.key();
        let scope = shown.place.scope;
        let is_featured = |(_, product): (&Menu, &Product)| {
            product.featured && scope.view.request.device.is_television()
        };
        if !disabled && (shown.flag(Attribute::Focused) || scope.product.is_some_and(is_featured)) {
            self.focus = Some(key);
        }
        if disabled {
            return tap_name(key);
        }
        self.tap(shown, shown.component.tap.as_ref(), on)
    }

    /// Notes that something can be tapped, and what that does.
    pub(super) fn tap(
        &mut self,
        shown: &Shown<'a>,
        action: Option<&'a Action>,
        on: bool,
    ) -> Shared {
        let key = shown.key();
        let overlaid = shown
            .overlays
            .iter()
            .rev()
            .find_map(|overlay| overlay.tap.as_ref());
        let action = overlaid.or(action);
        self.taps.push(Tap {
            key,
            component: shown.component,
            action,
            scope: shown.place.scope,
            url: shown.get(Attribute::Url),
            on,
        });
        tap_name(key)
    }

    /// The classes of a component, its dynamic rules noted where it has some.
    pub(super) fn class(&mut self, shown: &Shown<'a>) -> Value {
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
        Value::Shared(style::dynamic(
            shown.component,
            layers,
            &shown.place.scope,
            &mut self.css,
        ))
    }
}

/// A component where it stands, with the overlays that hold.
pub(super) struct Shown<'a> {
    pub component: &'a Component,
    pub overlays: Vec<&'a Overlay>,
    pub place: Place<'a>,
}

impl<'a> Shown<'a> {
    /// An attribute that is an object, its tokens resolved.
    pub fn json(&self, attribute: Attribute) -> serde_json::Value {
        match self.get(attribute) {
            Some(Raw::Json(value)) => self.place.scope.json(value),
            _ => serde_json::Value::Null,
        }
    }

    pub fn number(&self, attribute: Attribute) -> Option<f64> {
        crate::number::parse(&self.text(attribute)?)
    }

    pub fn key(&self) -> Key {
        Key {
            component: self.component.number,
            repetition: self.place.repetition,
        }
    }

    pub fn get(&self, attribute: Attribute) -> Option<&'a Raw> {
        let overlaid = self
            .overlays
            .iter()
            .rev()
            .find_map(|overlay| overlay.attributes.get(attribute));
        overlaid.or_else(|| self.component.attributes.get(attribute))
    }

    pub fn resolved(&self, attribute: Attribute) -> Option<Resolved<'a>> {
        self.get(attribute)
            .map(|value| self.place.scope.value(value))
    }

    /// The text of an attribute; `None` when it is empty or not given.
    pub fn text(&self, attribute: Attribute) -> Option<String> {
        self.resolved(attribute)
            .map(|value| value.to_text())
            .filter(|text| !text.is_empty())
    }

    /// Whether a flag is set; smart text may set it.
    pub fn flag(&self, attribute: Attribute) -> bool {
        self.resolved(attribute).is_some_and(|value| match value {
            Resolved::Bool(flag) => flag,
            Resolved::Text(text) => text == "true",
            _ => false,
        })
    }
}
