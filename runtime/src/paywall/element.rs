//! Components to elements, one kind after the other.

use serde_json::Value as Json;

use super::markdown::{self, Links};
use super::resolve::{Place, Resolver, Shown};
use super::value::Resolved;
use super::{part, qr, symbol};
use crate::document::action::Function;
use crate::document::attribute::{Attribute as A, Value as Raw};
use crate::document::component::{Component, Kind};
use crate::locale;
use crate::number;
use crate::reader;
use crate::tree::{Element, Node, Tag, Value, escape};

/// The element of a component; `None` when there is nothing to show.
pub(super) fn build<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    match &shown.component.kind {
        Kind::Condition(_) => None,
        Kind::Text => text(resolver, shown),
        Kind::TextList { bullet } => Some(text_list(resolver, shown, bullet.as_deref())),
        Kind::Symbol => Some(icon(resolver, shown)),
        Kind::Image => Some(image(resolver, shown)),
        Kind::Video => Some(video(resolver, shown)),
        Kind::QrCode => Some(qr_code(resolver, shown)),
        Kind::Button => {
            let on = selects(shown);
            Some(button(resolver, shown, None, on, &shown.component.children))
        }
        Kind::Spacer => Some(start(resolver, shown, block(shown))),
        Kind::Container | Kind::Stack => {
            let mut element = start(resolver, shown, block(shown));
            resolver.components(
                &shown.component.children,
                shown.place,
                &mut element.children,
            );
            Some(element)
        }
        Kind::ProductContainer { base, featured } => {
            let mut element = start(resolver, shown, block(shown));
            element.children = resolver.products(shown, base, featured);
            Some(element)
        }
        _ => part::build(resolver, shown),
    }
}

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

fn links(shown: &Shown<'_>, in_button: bool) -> Links {
    if in_button || shown.place.in_button {
        Links::Marked
    } else {
        Links::Live
    }
}

fn text<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let text = shown.get(A::Text)?;
    let children = date(shown, text).unwrap_or_else(|| markdown_nodes(shown, text, false));
    if children.is_empty() {
        return None;
    }
    let mut element = start(resolver, shown, block(shown));
    element.children = children;
    Some(element)
}

/// A moment in the format that the text asks for; none when it is no moment or asks for no format.
fn date<'a>(shown: &Shown<'a>, value: &'a Raw) -> Option<Vec<Node>> {
    let format = shown.text(A::DateTimeFormat)?;
    let view = shown.place.scope.view;
    let moment = match shown.place.scope.value(value).to_json() {
        // A text of digits alone is a number of milliseconds.
        Json::String(text) if text.len() > 4 => {
            number::parse(&text).map_or(Json::String(text), Json::from)
        }
        moment => moment,
    };
    let wall = locale::date::wall(&moment, view.request.utc_offset.unwrap_or_default())?;
    let text = locale::date::format(wall, &format, &view.locale)?;
    Some(vec![Node::Text(text.into())])
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

fn text_list<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    bullet: Option<&'a Component>,
) -> Element {
    let (list, item) = if shown.place.in_button {
        (Tag::Span, Tag::Span)
    } else {
        (Tag::Ul, Tag::Li)
    };
    let mut element = start(resolver, shown, list);
    let bullet = bullet
        .filter(|bullet| !bullet.is_hidden())
        .map(|component| {
            let shown = Shown {
                component,
                overlays: Vec::new(),
                place: shown.place,
            };
            let mut icon = Element {
                key: None,
                ..icon(resolver, &shown)
            };
            // It is as high as its row and stands beside the first line.
            icon.attributes
                .push(("preserveAspectRatio", Value::Static("xMidYMin")));
            icon
        });
    for content in list_texts(shown) {
        let mut row = Element::new(item);
        row.attributes
            .push(("class", Value::Static("text-list-item")));
        row.children.extend(bullet.clone().map(Node::Element));
        let mut text = Element::new(Tag::Span);
        text.attributes
            .push(("class", Value::Static("text-list-text")));
        text.children = content;
        row.children.push(Node::Element(text));
        element.children.push(Node::Element(row));
    }
    element
}

/// The texts of a list that are not empty.
fn list_texts<'a>(shown: &Shown<'a>) -> Vec<Vec<Node>> {
    let mut texts = Vec::new();
    let mut add = |nodes: Vec<Node>| {
        if !nodes.is_empty() {
            texts.push(nodes);
        }
    };
    match shown.get(A::Texts) {
        Some(Raw::List(list)) => {
            for text in list.iter() {
                add(markdown_nodes(shown, text, false));
            }
        }
        Some(other) => match shown.place.scope.value(other) {
            Resolved::Json(json) => {
                for text in reader::texts(Some(&json)) {
                    add(markdown::nodes(&text, links(shown, false)));
                }
            }
            value => add(markdown::nodes(&value.to_text(), links(shown, false))),
        },
        None => {}
    }
    texts
}

fn icon<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let name = shown.text(A::Name).unwrap_or_default();
    let symbol = symbol::symbol(&name);
    let mut element = start(resolver, shown, Tag::Svg);
    element
        .attributes
        .push(("viewBox", Value::Static(symbol.view_box)));
    let (what, value) = match shown.text(A::ScreenreaderText) {
        Some(_) => ("role", "img"),
        None => ("aria-hidden", "true"),
    };
    element.attributes.push((what, Value::Static(value)));
    label(&mut element, shown);
    // What points to a side points to the other where writing runs from the right.
    let turns =
        shown.place.scope.view.locale.is_rtl() && (name.contains("Left") || name.contains("Right"));
    for outline in symbol.paths() {
        let mut path = path(Value::Static(outline));
        if turns {
            path.attributes
                .push(("transform", Value::Static("matrix(-1 0 0 1 256 0)")));
        }
        element.children.push(Node::Element(path));
    }
    element
}

fn path(outline: Value) -> Element {
    Element {
        attributes: vec![("d", outline)],
        ..Element::new(Tag::Path)
    }
}

fn image<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let url = shown.text(A::Url);
    let Some(url) = url.as_deref().and_then(escape::media_url) else {
        return start(resolver, shown, block(shown));
    };
    let mut element = start(resolver, shown, Tag::Img);
    wait(resolver, &mut element, "loading", "lazy");
    set(&mut element, "src", url);
    set(&mut element, "alt", shown.text(A::Alt).unwrap_or_default());
    element
}

fn video<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let mut element = start(resolver, shown, Tag::Video);
    wait(resolver, &mut element, "preload", "none");
    for (name, attribute) in [("src", A::Url), ("poster", A::FallbackImage)] {
        if let Some(url) = shown.text(attribute).as_deref().and_then(escape::media_url) {
            set(&mut element, name, url);
        }
    }
    let autoplay = shown.flag(A::AutoplayVideo);
    mark(&mut element, "autoplay", autoplay);
    mark(&mut element, "loop", shown.flag(A::LoopVideo));
    mark(&mut element, "muted", shown.flag(A::Mute));
    mark(
        &mut element,
        "controls",
        shown.text(A::ControlsType).as_deref() != Some("none"),
    );
    mark(&mut element, "playsinline", true);
    resolver.video = [autoplay, shown.flag(A::Mute)];
    resolver.tap(shown, None, false);
    element
}

fn qr_code<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let mut element = start(resolver, shown, Tag::Svg);
    let Some(text) = shown.text(A::Url) else {
        return element;
    };
    if let Some(code) = qr::encode(&text) {
        set(&mut element, "viewBox", format!("0 0 {0} {0}", code.size));
        element.attributes.push(("role", Value::Static("img")));
        set(&mut element, "aria-label", text);
        element
            .attributes
            .push(("shape-rendering", Value::Static("crispEdges")));
        element
            .children
            .push(Node::Element(path(Value::Shared(code.path.into()))));
    }
    element
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
    let disabled = shown.flag(A::Disabled);
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
        && shown.text(A::ScreenreaderText).is_none()
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
        ("aria-label", A::ScreenreaderText),
        ("aria-description", A::ScreenreaderHint),
    ] {
        if let Some(text) = shown.text(attribute) {
            set(element, name, text);
        }
    }
}

/// Of a button that selects its product, whether it is selected.
fn selects(shown: &Shown<'_>) -> Option<bool> {
    let action = shown.component.tap.as_ref()?;
    let (menu, product) = shown.place.scope.product?;
    let selected = shown.place.scope.view.state.selected(&menu.id);
    (action.function == Function::SelectSku).then(|| selected == Some(&product.id))
}
