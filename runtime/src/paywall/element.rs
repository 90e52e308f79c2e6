//! What elements of all kinds are made with: boxes, buttons, pieces, labels, marks.

use super::resolve::{Place, Resolver, Shown};
use crate::document::attribute::{Attribute as A, Value as Raw};
use crate::document::component::Component;
use crate::string::concat;
use crate::text::markdown::{self, Links};
use crate::tree::{Element, Node, Tag, Value};

/// What a box is made of: inside a button only phrasing elements are allowed.
pub(super) fn block(shown: &Shown<'_>) -> Tag {
    if shown.place.in_button {
        Tag::Span
    } else {
        Tag::Div
    }
}

pub(super) fn start<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>, tag: Tag) -> Element {
    let mut element = Element::new(tag);
    element.key = Some(shown.key());
    element.attributes.reserve(4);
    element.attributes.push(("class", resolver.class(shown)));
    if let Some(id) = &shown.component.id {
        element
            .attributes
            .push(("data-id", Value::Shared(id.clone())));
    }
    element
}

pub(super) fn set(element: &mut Element, name: &'static str, value: impl Into<String>) {
    element
        .attributes
        .push((name, Value::Shared(value.into().into())));
}

pub(super) fn mark(element: &mut Element, name: &'static str, holds: bool) {
    if holds {
        element.attributes.push((name, Value::Static("")));
    }
}

/// Media in a closed drawer is loaded when it opens. Browsers want to know before they know of what.
pub(super) fn wait(
    resolver: &Resolver<'_>,
    element: &mut Element,
    name: &'static str,
    value: &'static str,
) {
    if resolver.folded {
        element.attributes.push((name, Value::Static(value)));
    }
}

pub(super) fn links(shown: &Shown<'_>, in_button: bool) -> Links {
    if in_button || shown.place.in_button {
        Links::Marked
    } else {
        Links::Live
    }
}

pub(super) fn markdown_nodes<'a>(shown: &Shown<'a>, value: &'a Raw, in_button: bool) -> Vec<Node> {
    let links = links(shown, in_button);
    match value {
        Raw::Text(text) => {
            shown.place.scope.view.request.work.spend(text.len());
            markdown::nodes(text, links)
        }
        Raw::Smart(smart) => markdown::nodes(&shown.place.scope.markdown(smart), links),
        Raw::Bool(false) => Vec::new(),
        other => markdown::nodes(&shown.place.scope.value(other).to_text(), links),
    }
}

pub(super) fn path(outline: Value) -> Element {
    Element {
        attributes: vec![("d", outline)],
        ..Element::new(Tag::Path)
    }
}

/// A button with these components in it. With a role, `on` says whether it is checked; otherwise, whether it is pressed.
pub(super) fn button<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    role: Option<&'static str>,
    on: Option<bool>,
    children: &'a [Component],
) -> Element {
    let nested = shown.place.in_button;
    let mut element = start(
        resolver,
        shown,
        if nested { Tag::Span } else { Tag::Button },
    );
    let disabled = shown.flag(A::DISABLED);
    if nested {
        element
            .attributes
            .push(("role", Value::Static(role.unwrap_or("button"))));
        element.attributes.push(("tabindex", Value::Static("0")));
        if disabled {
            element
                .attributes
                .push(("aria-disabled", Value::Static("true")));
        }
    } else {
        element.attributes.push(("type", Value::Static("button")));
        if let Some(role) = role {
            element.attributes.push(("role", Value::Static(role)));
        }
        mark(&mut element, "disabled", disabled);
    }
    label(&mut element, shown);
    if let Some(on) = on {
        let name = if role.is_some() {
            "aria-checked"
        } else {
            "aria-pressed"
        };
        let value = if on { "true" } else { "false" };
        element.attributes.push((name, Value::Static(value)));
    }
    let tap = resolver.button(shown, disabled, on == Some(true));
    element.attributes.push(("data-tap", Value::Shared(tap)));
    resolver.components(children, inside(shown), &mut element.children);
    // A product's button without a word on it, for lack of details or by design, says which product it is.
    if let Some((_, product)) = shown.place.scope.product
        && shown.text(A::SCREENREADER_TEXT).is_none()
        && !has_text(&element)
    {
        set(&mut element, "aria-label", &*product.name);
    }
    element
}

/// Whether there is a text to read in an element, or a picture with one.
fn has_text(element: &Element) -> bool {
    let named = |(name, value): &(&str, Value)| *name == "alt" && !value.as_str().is_empty();
    element.attributes.iter().any(named)
        || element.children.iter().any(|child| match child {
            Node::Element(child) => has_text(child),
            Node::Text(_) => true,
        })
}

/// The place inside a button.
pub(super) fn inside<'a>(shown: &Shown<'a>) -> Place<'a> {
    Place {
        in_button: true,
        ..shown.place
    }
}

/// What a screen reader says.
pub(super) fn label(element: &mut Element, shown: &Shown<'_>) {
    for (name, attribute) in [
        ("aria-label", A::SCREENREADER_TEXT),
        ("aria-description", A::SCREENREADER_HINT),
    ] {
        if let Some(text) = shown.text(attribute) {
            set(element, name, text);
        }
    }
}

/// An element of a part: only a class.
pub(super) fn piece(tag: Tag, class: &'static str) -> Element {
    Element {
        attributes: vec![("class", Value::Static(class))],
        ..Element::new(tag)
    }
}

pub(super) fn add_class(element: &mut Element, class: &str) {
    if let Some((_, value)) = element.attributes.first_mut() {
        *value = Value::Shared(concat(&[value.as_str(), " ", class]).into());
    }
}
