//! The kinds that do something by themselves: drawers, switches, pickers, carousels, buttons of a video, bars.

use serde_json::Value as Json;

use super::element::{block, button, inside, label, mark, markdown_nodes, set, start, wait};
use super::resolve::{Place, Resolver, Shown, tap_name};
use super::scope::drawer_key;
use super::timer;
use crate::document::attribute::Attribute as A;
use crate::document::component::{Component, Face, Kind};
use crate::document::looped::Loop;
use crate::string::{concat, push};
use crate::tree::escape::{self, css_number};
use crate::tree::{Element, Key, Node, Tag, Value};

/// The element of a component; `None` when there is nothing to show.
pub(super) fn build<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let children = &shown.component.children;
    Some(match &shown.component.kind {
        Kind::Collapse { header } => drawer(resolver, shown, header),
        Kind::Switch => toggle(resolver, shown, Some("switch"), &[]),
        Kind::ToggleButton => {
            let role = is_radio(shown).then_some("radio");
            toggle(resolver, shown, role, children)
        }
        Kind::PickerItem { .. } => picker_item(resolver, shown),
        Kind::Picker => {
            let mut element = start(resolver, shown, block(shown));
            role(&mut element, "radiogroup");
            label(&mut element, shown);
            resolver.components(children, shown.place, &mut element.children);
            element
        }
        Kind::Radio => radio(resolver, shown),
        Kind::MediaButton { volume, on, off } => {
            media_button(resolver, shown, usize::from(*volume), [off, on])
        }
        Kind::Grid(looped) => {
            let mut element = start(resolver, shown, block(shown));
            for place in resolver.repeated(shown, looped) {
                resolver.components(children, place, &mut element.children);
            }
            element
        }
        Kind::Carousel(looped) => carousel(resolver, shown, looped),
        Kind::Countdown => return timer::countdown(resolver, shown),
        Kind::Progress { bar } => progress(resolver, shown, *bar),
        Kind::SvgImage => svg_image(resolver, shown)?,
        _ => return None,
    })
}

fn role(element: &mut Element, role: &'static str) {
    element.attributes.push(("role", Value::Static(role)));
}

/// An element of a part: only a class.
pub(super) fn piece(tag: Tag, class: &'static str) -> Element {
    Element {
        attributes: vec![("class", Value::Static(class))],
        ..Element::new(tag)
    }
}

fn add_class(element: &mut Element, class: &str) {
    if let Some((_, value)) = element.attributes.first_mut() {
        *value = Value::Shared(concat(&[value.as_str(), " ", class]).into());
    }
}

/// The browser's own: it opens without script, too.
fn drawer<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>, header: &'a [Component]) -> Element {
    let scope = &shown.place.scope;
    let id = shown.component.id.as_deref().unwrap_or_default();
    let open = scope
        .view
        .state
        .is_open(&drawer_key(id, scope.product.map(|(_, product)| product)));
    let mut element = start(resolver, shown, Tag::Details);
    mark(&mut element, "open", open);
    let mut summary = piece(Tag::Summary, "drawer-header");
    label(&mut summary, shown);
    let tap = resolver.tap(shown, shown.component.tap.as_ref(), open);
    summary.attributes.push(("data-tap", Value::Shared(tap)));
    resolver.components(header, inside(shown), &mut summary.children);
    let mut body = piece(block(shown), "drawer");
    let around = resolver.folded;
    resolver.folded |= !open;
    resolver.components(&shown.component.children, shown.place, &mut body.children);
    resolver.folded = around;
    element.children = vec![Node::Element(summary), Node::Element(body)];
    element
}

/// Whether a toggle button is one of several of a form.
fn is_radio(shown: &Shown<'_>) -> bool {
    shown.text(A::Mode).as_deref() == Some("radio")
}

fn toggle<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    role: Option<&'static str>,
    children: &'a [Component],
) -> Element {
    let form = shown.text(A::FormId);
    let form = form.as_deref().or(shown.component.id.as_deref());
    let state = &shown.place.scope.view.state;
    let on = match form.and_then(|form| state.entry("formStates", form)) {
        None => shown.flag(A::Checked),
        Some(Json::Bool(on)) => *on,
        Some(value) => shown
            .resolved(A::Value)
            .is_some_and(|own| own.to_json() == *value),
    };
    choice(resolver, shown, role, on, children)
}

/// A button that is on or off.
fn choice<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    role: Option<&'static str>,
    on: bool,
    children: &'a [Component],
) -> Element {
    let mut element = button(resolver, shown, role, Some(on), children);
    mark(&mut element, "data-on", on);
    element
}

fn picker_item<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let view = shown.place.scope.view;
    let on = match &shown.component.kind {
        Kind::PickerItem { form: Some(form) } => {
            let value = view.state.entry("formStates", form).and_then(Json::as_str);
            value.is_some() && value == shown.text(A::FormId).as_deref()
        }
        _ => shown.component.id.as_deref() == Some(view.group()),
    };
    let children = &shown.component.children;
    let mut element = choice(resolver, shown, Some("radio"), on, children);
    if let Some(text) = shown.get(A::Text) {
        let text = Element {
            children: markdown_nodes(shown, text, true),
            ..Element::new(Tag::Span)
        };
        element.children.insert(0, Node::Element(text));
    }
    element
}

/// A sign only: the button around it says that it is pressed.
fn radio<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let scope = &shown.place.scope;
    let on = scope
        .product
        .is_some_and(|(menu, product)| scope.view.state.selected(&menu.id) == Some(&product.id));
    let mut element = start(resolver, shown, block(shown));
    element
        .attributes
        .push(("aria-hidden", Value::Static("true")));
    mark(&mut element, "data-on", on);
    resolver.components(
        &shown.component.children,
        shown.place,
        &mut element.children,
    );
    element
}

/// What the page knows of its video is in the state; before it says anything, what the video says of itself holds.
fn media_button<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    which: usize,
    faces: [&'a Face; 2],
) -> Element {
    let state = &shown.place.scope.view.state;
    let known = state.value(["videoPlaying", "videoMuted"][which]);
    let on = known
        .and_then(Json::as_bool)
        .unwrap_or(resolver.video[which]);
    let face = faces[usize::from(on)];
    let element = button(resolver, shown, None, Some(on), &face.children);
    let key = shown.key();
    if let Some(tap) = resolver.taps.iter_mut().find(|tap| tap.key == key) {
        tap.action = face.tap.as_ref().or(tap.action);
    }
    element
}

/// Slides beside each other that snap into a window. The page scrolls, and says which slide it came to.
fn carousel<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>, looped: &'a Loop) -> Element {
    let slides = resolver.repeated(shown, looped);
    let tap = resolver.tap(shown, None, false);
    let current = current_slide(shown, slides.len());
    let mut element = start(resolver, shown, block(shown));
    role(&mut element, "group");
    label(&mut element, shown);
    element
        .attributes
        .push(("data-carousel", Value::Shared(tap.clone())));
    set(&mut element, "data-index", current.to_string());
    if shown.flag(A::Autoplay) && slides.len() > 1 {
        let seconds = shown.number(A::AutoplaySeconds).unwrap_or(5.0);
        set(&mut element, "data-autoplay", css_number(seconds));
    }
    let mut window = piece(block(shown), "slides");
    let mut dots = piece(block(shown), "indicators");
    let controls = resolver.taps.len();
    let count = slides.len().to_string();
    for (at, place) in slides.into_iter().enumerate() {
        let on = at == current;
        let name = concat(&[&(at + 1).to_string(), " / ", &count]);
        let around = resolver.folded;
        // Media beyond the slides next to this one waits until it is next to one.
        resolver.folded |= at.abs_diff(current) > 1;
        let mut slide = slide(resolver, shown, place, &name);
        resolver.folded = around;
        mark(&mut slide, "data-on", on);
        window.children.push(Node::Element(slide));
        let mut dot = piece(Tag::Button, "indicator");
        dot.attributes.push(("type", Value::Static("button")));
        dot.attributes
            .push(("data-tap", Value::Shared(tap.clone())));
        set(&mut dot, "data-value", at.to_string());
        set(&mut dot, "aria-label", name);
        if on {
            dot.attributes.push(("aria-current", Value::Static("true")));
        }
        dots.children.push(Node::Element(dot));
    }
    // Slides without buttons are reached and turned by keys, too.
    if controls == resolver.taps.len() {
        window.attributes.push(("tabindex", Value::Static("0")));
    }
    element.children.push(Node::Element(window));
    if shown.get(A::ShowIndicators).is_none() || shown.flag(A::ShowIndicators) {
        element.children.push(Node::Element(dots));
    }
    element
}

fn slide<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    place: Place<'a>,
    name: &str,
) -> Element {
    let mut slide = piece(block(shown), "slide");
    slide.key = Some(Key {
        component: shown.component.number,
        repetition: place.repetition,
    });
    role(&mut slide, "group");
    set(&mut slide, "aria-label", name);
    resolver.components(&shown.component.children, place, &mut slide.children);
    slide
}

/// Which slide is shown.
fn current_slide(shown: &Shown<'_>, count: usize) -> usize {
    let state = &shown.place.scope.view.state;
    let index = state
        .entry("carousels", &tap_name(shown.key()))
        .and_then(Json::as_f64);
    (index.unwrap_or(0.0) as usize).min(count.saturating_sub(1))
}

/// A track with a bar in it, as wide as its share of the whole.
fn progress<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>, bar: bool) -> Element {
    let given = shown.number(A::Percentage);
    let share = match given {
        Some(number) if (bar && number.fract() == 0.0) || number > 1.0 => number / 100.0,
        Some(number) => number,
        None if bar => 0.0,
        // The share of a flow; there is nothing before or behind a paywall that is in none.
        None => of_flow(shown, "progress")
            .and_then(Json::as_f64)
            .unwrap_or(1.0),
    };
    let thousandths = (share.clamp(0.0, 1.0) * 1_000.0).round();
    let mut element = start(resolver, shown, block(shown));
    if shown.text(A::ScreenreaderText).is_none() {
        // Nobody could tell what it is about.
        element
            .attributes
            .push(("aria-hidden", Value::Static("true")));
    } else {
        role(&mut element, "progressbar");
        label(&mut element, shown);
    }
    if !bar {
        set(
            &mut element,
            "aria-valuenow",
            css_number(thousandths / 10.0),
        );
    }
    let mut inner = piece(Tag::Span, "bar");
    if !is_endless(shown) {
        let percent = concat(&["width:", &css_number(thousandths / 10.0), "%"]);
        add_rule(resolver, &mut inner, "w", thousandths, &percent);
        let wait = auto_advance(shown);
        if bar && wait > 0.0 && shown.text(A::Duration).as_deref() == Some("auto") {
            let fill = concat(&["animation:fill ", &css_number(wait), "ms linear forwards"]);
            add_rule(resolver, &mut inner, "d", wait, &fill);
        }
    }
    element.children.push(Node::Element(inner));
    element
}

/// Gives the element a class with the name and number, and the class its one declaration.
fn add_rule(
    resolver: &mut Resolver<'_>,
    element: &mut Element,
    name: &str,
    number: f64,
    css: &str,
) {
    let class = concat(&[name, &css_number(number)]);
    let rule = concat(&[".", &class, "{", css, "}"]);
    if !resolver.css.contains(&rule) {
        resolver.css.push_str(&rule);
    }
    add_class(element, &class);
}

/// Milliseconds until the flow goes on by itself, at the end of the step's longest wait.
fn auto_advance(shown: &Shown<'_>) -> f64 {
    let mut longest: f64 = 0.0;
    let timers = of_flow(shown, "timers").and_then(Json::as_object);
    for milliseconds in timers.into_iter().flat_map(serde_json::Map::values) {
        longest = longest.max(milliseconds.as_f64().unwrap_or(0.0));
    }
    longest
}

/// What a flow says of where the customer is.
fn of_flow<'s>(shown: &'s Shown<'_>, name: &str) -> Option<&'s Json> {
    shown.place.scope.view.state.entry("flow", name)
}

fn is_endless(shown: &Shown<'_>) -> bool {
    shown.text(A::Mode).as_deref() == Some("indeterminate")
}

/// A picture in one colour is painted through it; any other is a picture.
fn svg_image<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Option<Element> {
    let url = shown.text(A::Url)?;
    let url = escape::media_url(&url)?;
    let name = shown.text(A::ScreenreaderText).or(shown.text(A::Alt));
    if shown.get(A::FontColor).is_none() {
        let mut element = start(resolver, shown, Tag::Img);
        wait(resolver, &mut element, "loading", "lazy");
        set(&mut element, "src", url);
        set(&mut element, "alt", name.unwrap_or_default());
        return Some(element);
    }
    let mut element = start(resolver, shown, Tag::Span);
    let class = concat(&["m", &tap_name(shown.key()).replace('.', "-")]);
    let css = &mut resolver.css;
    push(css, &[".", &class, "{"]);
    for property in ["-webkit-mask:", "mask:"] {
        css.push_str(property);
        escape::write_css_url(css, url);
        css.push_str(" center/contain no-repeat;");
    }
    css.push('}');
    add_class(&mut element, &class);
    role(&mut element, "img");
    match name {
        Some(name) => set(&mut element, "aria-label", name),
        None => element
            .attributes
            .push(("aria-hidden", Value::Static("true"))),
    }
    Some(element)
}
