//! Carousels: slides beside each other that snap into a window. The page scrolls, and tells which slide it came to.

use std::slice;

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{
    Attribute as A, BOOL, NUMBER, OBJECT, TEXT, Value as Raw, own_attributes,
};
use crate::document::component::{Component, Content, Reading};
use crate::document::looped::Loop;
use crate::json::text;
use crate::paywall::element::{block, label, mark, piece, set, start};
use crate::paywall::event::object;
use crate::paywall::resolve::{Resolver, Shown, Surroundings, tap_name};
use crate::paywall::scope::Scope;
use crate::paywall::tap::{Acting, Change};
use crate::string::{concat, push};
use crate::style::css;
use crate::style::write::{write_json_color, write_length, write_rule};
use crate::style::{Cascade, Draft, Looks};
use crate::tree::escape::css_number;
use crate::tree::{Element, Key, Node, Tag, Value};

own_attributes! {
    ACTIVE_INDICATOR "activeIndicator" OBJECT, Style;
    ACTIVE_INDICATOR_COLOR "activeIndicatorColor" TEXT, Style;
    AUTOPLAY "autoplay" BOOL, Content;
    AUTOPLAY_SECONDS "autoplaySeconds" NUMBER, Content;
    FADE "fade" BOOL, Style;
    INACTIVE_SLIDE_SCALE "inactiveSlideScale" NUMBER, Style;
    INDICATOR "indicator" OBJECT, Style;
    INDICATOR_COLOR "indicatorColor" TEXT, Style;
    INDICATORS "indicators" OBJECT, Style;
    INITIAL_SLIDE "initialSlide" NUMBER, Content;
    LOOP "loop" BOOL, Content;
    NEXT_SLIDE_PADDING "nextSlidePadding" NUMBER, Style;
    ON_CHANGE "onChange" OBJECT, Content;
    PREVIOUS_SLIDE_PADDING "previousSlidePadding" NUMBER, Style;
    SHOW_INDICATORS "showIndicators" BOOL, Content;
    SLIDE_SPACING "slideSpacing" NUMBER, Style;
    "pages" FIELD;
}

/// The number of the repetition in which a carousel without an end shows its first slide again. No list of slides is so
/// long.
const AGAIN: u32 = 999;

/// The rules that all carousels need.
const RULES: &str = "\
.carouselContainer{display:flex;position:relative;flex-direction:column;width:100%;max-width:100%}
.slides{display:flex;overflow-x:auto;width:100%;flex:auto;scroll-snap-type:x mandatory;scrollbar-width:none;overscroll-behavior-x:contain}
.slides::-webkit-scrollbar{display:none}
.slide{flex:0 0 100%;min-width:0;scroll-snap-align:start;scroll-snap-stop:always}
.slide>*{transition:scale .3s}
.indicators{display:flex;align-items:center;justify-content:center;height:34px;gap:16px}
.indicator{position:relative;width:8px;height:8px;margin:0;padding:0;border:0;border-radius:4px;background:#0003;cursor:pointer}
.indicator[aria-current]{background:#000}
.indicator::after{content:\"\";position:absolute;inset:-8px}
";

/// The kind of carousels.
pub(super) const KIND: Kind = Kind {
    reading: Reading {
        names: "carouselContainer",
        attributes: ATTRIBUTES,
        read: |reader, fields, component| {
            if !fields.flag("pages", reader.warnings) {
                component.content = Content::Loop(Loop::read(fields, "slide", reader.warnings));
            }
            reader.usual(fields, component);
        },
        ..Reading::USUAL
    },
    looks: Looks {
        class: "carouselContainer",
        rules: RULES,
        style,
        ..Looks::USUAL
    },
    element: |resolver, shown| Some(element(resolver, shown)),
    tap: |acting, value| {
        turn(acting, value);
        true
    },
    ..Kind::BOX
};

/// A slide: its components, and the place that they and it stand in.
type Slide<'a> = (&'a [Component], Surroundings<'a>);

/// Lists the slides: an entry of the list each, or a component each.
fn slides<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Vec<Slide<'a>> {
    let children = shown.component.children.as_slice();
    let mut slides = Vec::new();
    for place in resolver.repeated(shown) {
        slides.push((children, place));
    }
    for (index, page) in pages(shown.component, shown.place.scope) {
        slides.push((
            slice::from_ref(page),
            shown.place.repeated(shown.place.scope, index),
        ));
    }
    slides
}

/// Lists the components that are slides, with their numbers: all that a carousel of pages has, but those that are hidden.
fn pages<'a>(component: &'a Component, scope: Scope<'a>) -> Vec<(u32, &'a Component)> {
    let mut pages = Vec::new();
    if let Content::Loop(_) = component.content {
        return pages;
    }
    for (index, page) in (1..).zip(&component.children) {
        let holds = match &page.content {
            Content::Condition(condition) => scope.holds(condition),
            _ => !page.is_hidden(),
        };
        if holds {
            pages.push((index, page));
        }
    }
    pages
}

/// Builds the window with the slides, and a dot for each slide.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let slides = slides(resolver, shown);
    let tap = resolver.tap(shown, None, false);
    let current = current_slide(shown, slides.len());
    let mut element = start(resolver, shown, block(shown));
    element.put("role", "group");
    label(&mut element, shown);
    element
        .attributes
        .push(("data-carousel", Value::Shared(tap.clone())));
    set(&mut element, "data-index", current.to_string());
    if shown.flag(AUTOPLAY) && slides.len() > 1 {
        let seconds = shown.number(AUTOPLAY_SECONDS).unwrap_or(5.0);
        set(&mut element, "data-autoplay", css_number(seconds));
    }
    // Behind the last slide stands the first one again, from where the page goes on with the real one.
    let first = slides.first().copied();
    let first = first.filter(|_| shown.flag(LOOP) && !shown.flag(FADE) && slides.len() > 1);
    mark(&mut element, "data-loop", first.is_some());
    let mut window = piece(block(shown), "slides");
    let mut dots = piece(block(shown), "indicators");
    let controls = resolver.taps.len();
    let count = slides.len().to_string();
    for (at, place) in slides.into_iter().enumerate() {
        let on = at == current;
        let name = concat(&[&(at + 1).to_string(), " / ", &count]);
        let around = resolver.folded;
        // Media beyond the neighbours of this slide waits until it is a neighbour.
        resolver.folded |= at.abs_diff(current) > 1;
        let mut slide = slide(resolver, shown, place, &name);
        resolver.folded = around;
        mark(&mut slide, "data-on", on);
        window.children.push(Node::Element(slide));
        let mut dot = piece(Tag::Button, "indicator");
        dot.put("type", "button");
        dot.attributes
            .push(("data-tap", Value::Shared(tap.clone())));
        set(&mut dot, "data-value", at.to_string());
        set(&mut dot, "aria-label", name);
        if on {
            dot.put("aria-current", "true");
        }
        dots.children.push(Node::Element(dot));
    }
    if let Some((children, place)) = first {
        let again = (children, place.repeated(place.scope, AGAIN));
        let mut slide = slide(resolver, shown, again, "");
        slide.put("inert", "");
        slide.put("aria-hidden", "true");
        window.children.push(Node::Element(slide));
    }
    // Slides without buttons must be reachable by keys too, or nobody could scroll them without a pointer.
    if controls == resolver.taps.len() {
        window.put("tabindex", "0");
    }
    element.children.push(Node::Element(window));
    if shown.get(SHOW_INDICATORS).is_none() || shown.flag(SHOW_INDICATORS) {
        element.children.push(Node::Element(dots));
    }
    element
}

/// Builds one slide; it has the key of its repetition, so that patching keeps it when the list changes.
fn slide<'a>(
    resolver: &mut Resolver<'a>,
    shown: &Shown<'a>,
    (children, place): Slide<'a>,
    name: &str,
) -> Element {
    let mut slide = piece(block(shown), "slide");
    slide.key = Some(Key {
        component: shown.component.number,
        repetition: place.repetition,
    });
    slide.put("role", "group");
    set(&mut slide, "aria-label", name);
    resolver.components(children, place, &mut slide.children);
    slide
}

/// Returns the number of the slide that is shown. A list that has become shorter shows its last slide.
fn current_slide(shown: &Shown<'_>, count: usize) -> usize {
    let state = &shown.place.scope.view.state;
    let index = state
        .entry("carousels", &tap_name(shown.key()))
        .and_then(Json::as_f64);
    let index = index.or_else(|| shown.number(INITIAL_SLIDE));
    (index.unwrap_or(0.0) as usize).min(count.saturating_sub(1))
}

/// Turns to the slide that the page came to, or to the slide whose dot was tapped.
fn turn(acting: &mut Acting<'_, '_>, value: &Json) {
    let tap = acting.tap;
    let Some(index) = value.as_f64() else {
        return;
    };
    let key = tap_name(tap.key);
    let before = acting.view.state.entry("carousels", &key);
    let at = index as usize;
    let scope = match &tap.component.content {
        Content::Loop(looped) => tap.scope.repeated(looped).get(at).map(|slide| slide.1),
        _ => pages(tap.component, tap.scope).get(at).map(|_| tap.scope),
    };
    let Some(scope) = scope else { return };
    // The page tells every stop of its scrolling, also one on the same slide.
    let first = || match tap.component.attributes.get(INITIAL_SLIDE) {
        Some(Raw::Number(first)) => *first,
        _ => 0.0,
    };
    if before.and_then(Json::as_f64).unwrap_or_else(first) == index {
        return;
    }
    let index = Json::from(index as u32);
    acting.change(Change::Entry("carousels", key.to_string(), index.clone()));
    acting.change(Change::Set("currentSlideIndex", index.clone()));
    let id = text(tap.component.id.as_deref().unwrap_or_default());
    let change = object(&[("id", &id), ("slide", &index)]);
    acting.tell_of("SLIDE_CHANGE", "componentChange", change);
    // `onChange` may enter a product group that the slide's entry names.
    if let Some(Raw::Json(action)) = tap.component.attributes.get(ON_CHANGE) {
        let action = scope.json(action);
        if let Some(parameters) = action.get("parameters") {
            acting.change_group(parameters);
        }
    }
}

/// Writes the style of a carousel: the room around and between slides, their scale, and the dots.
fn style(draft: &mut Draft, of: &Cascade<'_>) {
    let mut window = String::new();
    write_length(&mut window, of, "gap", SLIDE_SPACING);
    // As in the reference player, spacing and dots are not scaled on televisions.
    window = css::unscaled(&window);
    // A height in pixels is that of the slides; the dots stand below.
    if of.is_number(A::HEIGHT) {
        css::write_dimension(&mut window, of, "height", A::HEIGHT);
        draft.own.push_str("height:auto;");
    }
    for (side, attribute) in [
        ("inline-start", PREVIOUS_SLIDE_PADDING),
        ("inline-end", NEXT_SLIDE_PADDING),
    ] {
        // Scrolling must snap to the padded edge, or the slide before would stay cut off.
        for name in ["padding-", "scroll-padding-"] {
            write_length(&mut window, of, &concat(&[name, side]), attribute);
        }
    }
    write_rule(&mut draft.after, ">.slides", &window);
    if let Some(scale) = of.number(INACTIVE_SLIDE_SCALE).filter(|scale| *scale > 0.0) {
        let scale = concat(&["scale:", &css_number(scale)]);
        write_rule(&mut draft.after, ">.slides>:not([data-on])>*", &scale);
    }
    for (piece, color, form) in [
        (">.indicators>*", INDICATOR_COLOR, INDICATOR),
        (
            ">.indicators>[aria-current]",
            ACTIVE_INDICATOR_COLOR,
            ACTIVE_INDICATOR,
        ),
    ] {
        let mut dot = String::new();
        css::write_color(&mut dot, of, "background", color);
        write_form(&mut dot, &of.json(form));
        write_rule(&mut draft.after, piece, &dot);
    }
    let form = of.json(INDICATORS);
    let mut strip = String::from(match form.get("place").and_then(Json::as_str) {
        Some("top") => "order:-1;",
        Some("over") => "position:absolute;bottom:0;left:0;right:0;z-index:1;",
        _ => "",
    });
    write_form(&mut strip, &form);
    write_rule(&mut draft.after, ">.indicators", &strip);
    if of.flag(FADE) {
        write_rule(&mut draft.after, ">.slides", "display:grid;overflow:hidden");
        write_rule(
            &mut draft.after,
            ">.slides>*",
            "grid-area:1/1;visibility:hidden;opacity:0;transition:opacity .5s,visibility .5s",
        );
        write_rule(
            &mut draft.after,
            ">.slides>[data-on]",
            "visibility:visible;opacity:1",
        );
    }
}

/// Writes the form of a dot or of the strip of dots, which an object of the document describes.
fn write_form(out: &mut String, form: &Json) {
    for (name, field) in [
        ("width", "width"),
        ("height", "height"),
        ("border-radius", "borderRadius"),
        ("gap", "spacing"),
        ("padding", "padding"),
        ("margin", "margin"),
    ] {
        if let Some(number) = form.get(field).and_then(Json::as_f64) {
            push(out, &[name, ":", &css_number(number), "px;"]);
        }
    }
    write_json_color(out, "background:", form, "fillColor", "");
}
