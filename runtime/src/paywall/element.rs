//! The elements that all kinds are made of: boxes, buttons, pieces, labels, marks.

use super::remaining::MARKS;
use super::resolve::{Resolver, Shown, Surroundings};
use crate::document::action::Action;
use crate::document::attribute::{Attribute as A, Value as Raw};
use crate::document::component::Component;
use crate::string::concat;
use crate::text::markdown::{self, Links};
use crate::tree::{Element, Node, Tag, Value};

/// Returns the tag of a box. Inside a button only phrasing elements are allowed.
pub(super) fn block(shown: &Shown<'_>) -> Tag {
    if shown.place.in_button {
        Tag::Span
    } else {
        Tag::Div
    }
}

/// Begins the element of a component, with its key, its classes and its id.
pub(super) fn start<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>, tag: Tag) -> Element {
    let mut element = Element::new(tag);
    element.key = Some(shown.key());
    // Most elements have at most four attributes.
    element.attributes.reserve(4);
    element.attributes.push(("class", resolver.class(shown)));
    if let Some(id) = &shown.component.id {
        element
            .attributes
            .push(("data-id", Value::Shared(id.clone())));
    }
    element
}

/// Adds an attribute with a value of its own, as opposed to one of the engine's constants.
pub(super) fn set(element: &mut Element, name: &'static str, value: impl Into<String>) {
    element
        .attributes
        .push((name, Value::Shared(value.into().into())));
}

/// Adds an attribute without a value, if it holds.
pub(super) fn mark(element: &mut Element, name: &'static str, holds: bool) {
    if holds {
        element.put(name, "");
    }
}

/// Adds the attribute by which media in a closed drawer waits until it opens. Browsers must know it before the media's
/// address, or they begin to load.
pub(super) fn wait(
    resolver: &Resolver<'_>,
    element: &mut Element,
    name: &'static str,
    value: &'static str,
) {
    if resolver.folded {
        element.put(name, value);
    }
}

/// Returns the form of links at this place.
pub(super) fn links(shown: &Shown<'_>, in_button: bool) -> Links {
    if in_button || shown.place.in_button {
        Links::Marked
    } else {
        Links::Live
    }
}

/// Resolves a value to Markdown, and parses that into nodes.
pub(super) fn markdown_nodes<'a>(shown: &Shown<'a>, value: &'a Raw, in_button: bool) -> Vec<Node> {
    let links = links(shown, in_button);
    match value {
        Raw::Text(text) => {
            shown.place.scope.view.work.spend(text.len());
            markdown::nodes(text, links)
        }
        Raw::Smart(smart) => {
            let nodes = shown.place.scope.nodes(smart, links);
            match shown.place.scope.remaining {
                Some(_) => living(nodes),
                None => nodes,
            }
        }
        Raw::Bool(false) => Vec::new(),
        other => markdown::nodes(&shown.place.scope.value(other).to_text(), links),
    }
}

/// Makes elements of the marked numbers in nodes, which the page then counts in.
fn living(nodes: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Text(text) => {
                // What stands before the first mark is text, and so is what stands behind the end of each number.
                for (index, part) in text.split(MARKS).enumerate() {
                    let number = index % 2 == 1;
                    out.extend(living_part(part, number));
                }
            }
            Node::Element(mut element) => {
                element.children = living(element.children);
                out.push(Node::Element(element));
            }
        }
    }
    out
}

/// Makes the node of a text between marks, or of the number inside them.
fn living_part(text: &str, is_number: bool) -> Option<Node> {
    if !is_number {
        return (!text.is_empty()).then(|| Node::Text(text.into()));
    }
    let mut parts = text.split(' ');
    let mut number = piece(Tag::Span, "number");
    for name in ["data-unit", "data-within", "data-digits"] {
        set(&mut number, name, parts.next()?);
    }
    number.children.push(Node::Text(parts.next()?.into()));
    Some(Node::Element(number))
}

/// Makes a path of a drawing.
pub(super) fn path(outline: Value) -> Element {
    Element {
        attributes: vec![("d", outline)],
        ..Element::new(Tag::Path)
    }
}

/// Builds a button with these components in it. With a `role`, `on` says whether it is checked;
/// otherwise, whether it is pressed.
pub(super) fn button<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    role: Option<&'static str>,
    on: Option<bool>,
    children: &'a [Component],
) -> Element {
    // HTML allows no button inside another, so the inner one is a `span` that only behaves like one.
    let nested = shown.place.in_button;
    let mut element = start(
        resolver,
        shown,
        if nested { Tag::Span } else { Tag::Button },
    );
    let disabled = shown.flag(A::DISABLED);
    if nested {
        element.put("role", role.unwrap_or("button"));
        element.put("tabindex", "0");
        if disabled {
            element.put("aria-disabled", "true");
        }
    } else {
        element.put("type", "button");
        if let Some(role) = role {
            element.put("role", role);
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
        element.put(name, value);
    }
    let tap = resolver.button(shown, disabled, on == Some(true));
    element.attributes.push(("data-tap", Value::Shared(tap)));
    let action = resolver.taps.last().and_then(|tap| tap.action);
    let submits = !disabled && action.is_some_and(Action::submits);
    mark(&mut element, "data-submit", submits);
    resolver.components(children, inside(shown), &mut element.children);
    // A product's button may be without a word, for lack of details or by design. A screen reader then
    // reads the product's name.
    if let Some((_, product)) = shown.place.scope.product
        && shown.text(A::SCREENREADER_TEXT).is_none()
        && !has_text(&element)
    {
        let name = shown.place.scope.by_key(&product.name);
        set(&mut element, "aria-label", name.to_text());
    }
    element
}

/// Returns whether an element contains a text to read, or a picture with one.
fn has_text(element: &Element) -> bool {
    let named = |(name, value): &(&str, Value)| *name == "alt" && !value.as_str().is_empty();
    element.attributes.iter().any(named)
        || element.children.iter().any(|child| match child {
            Node::Element(child) => has_text(child),
            Node::Text(_) => true,
        })
}

/// Returns the place inside a button.
pub(super) fn inside<'a>(shown: &Shown<'a>) -> Surroundings<'a> {
    Surroundings {
        in_button: true,
        ..shown.place
    }
}

/// Adds the texts for screen readers.
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

/// Makes an element that is a part of a component: it has only a class.
pub(super) fn piece(tag: Tag, class: &'static str) -> Element {
    Element {
        attributes: vec![("class", Value::Static(class))],
        ..Element::new(tag)
    }
}

/// Adds a class to an element, whose first attribute always has its classes.
pub(super) fn add_class(element: &mut Element, class: &str) {
    if let Some((_, value)) = element.attributes.first_mut() {
        *value = Value::Shared(concat(&[value.as_str(), " ", class]).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paywall::remaining::Remaining;

    #[test]
    fn marked_numbers_become_elements_wherever_they_stand() {
        let mut text = String::from("In ");
        Remaining {
            seconds: 65.0,
            from: 0,
        }
        .write("seconds:2", true, &mut text);
        text.push_str(" s");
        let nodes = living(vec![Node::Text(text.into())]);
        assert_eq!(nodes.len(), 3);
        let Some(Node::Element(number)) = nodes.get(1) else {
            panic!("no element: {nodes:?}");
        };
        assert_eq!(number.children, [Node::Text("05".into())]);
    }
}
