//! Carousels: slides beside each other that snap into a window. The page scrolls, and tells which slide it came to.

use serde_json::Value as Json;

use super::base::Kind;
use crate::document::attribute::{
    Attribute as A, BOOL, NUMBER, OBJECT, TEXT, Value as Raw, own_attributes,
};
use crate::document::component::{Content, Reading};
use crate::document::looped::Loop;
use crate::json::text;
use crate::paywall::element::{block, label, mark, piece, set, start};
use crate::paywall::event::object;
use crate::paywall::resolve::{Resolver, Shown, Surroundings, tap_name};
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
    INACTIVE_SLIDE_SCALE "inactiveSlideScale" NUMBER, Style;
    INDICATOR "indicator" OBJECT, Style;
    INDICATOR_COLOR "indicatorColor" TEXT, Style;
    NEXT_SLIDE_PADDING "nextSlidePadding" NUMBER, Style;
    ON_CHANGE "onChange" OBJECT, Content;
    PREVIOUS_SLIDE_PADDING "previousSlidePadding" NUMBER, Style;
    SHOW_INDICATORS "showIndicators" BOOL, Content;
    SLIDE_SPACING "slideSpacing" NUMBER, Style;
}

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
            component.content = Content::Loop(Loop::read(fields, "slide", reader.warnings));
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
};

/// Builds the window with the slides, and a dot for each slide.
fn element<'a>(resolver: &mut Resolver<'a>, shown: &Shown<'a>) -> Element {
    let slides = resolver.repeated(shown);
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
    place: Surroundings<'a>,
    name: &str,
) -> Element {
    let mut slide = piece(block(shown), "slide");
    slide.key = Some(Key {
        component: shown.component.number,
        repetition: place.repetition,
    });
    slide.put("role", "group");
    set(&mut slide, "aria-label", name);
    resolver.components(&shown.component.children, place, &mut slide.children);
    slide
}

/// Returns the number of the slide that is shown. A list that has become shorter shows its last slide.
fn current_slide(shown: &Shown<'_>, count: usize) -> usize {
    let state = &shown.place.scope.view.state;
    let index = state
        .entry("carousels", &tap_name(shown.key()))
        .and_then(Json::as_f64);
    (index.unwrap_or(0.0) as usize).min(count.saturating_sub(1))
}

/// Turns to the slide that the page came to, or to the slide whose dot was tapped.
fn turn(acting: &mut Acting<'_, '_>, value: &Json) {
    let tap = acting.tap;
    let (Some(index), Content::Loop(looped)) = (value.as_f64(), &tap.component.content) else {
        return;
    };
    let key = tap_name(tap.key);
    let slides = tap.scope.repeated(looped);
    let before = acting.view.state.entry("carousels", &key);
    let Some((_, scope)) = slides.get(index as usize) else {
        return;
    };
    // The page tells every stop of its scrolling, also one on the same slide.
    if before.and_then(Json::as_f64).unwrap_or(0.0) == index {
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
        write_rule(&mut draft.after, piece, &dot(of, color, form));
    }
}

/// Writes the declarations of a dot: its colour, and its form, which an object of the document describes.
fn dot(of: &Cascade<'_>, color: A, form: A) -> String {
    let mut dot = String::new();
    css::write_color(&mut dot, of, "background", color);
    let form = of.json(form);
    for (name, field) in [
        ("width", "width"),
        ("height", "height"),
        ("border-radius", "borderRadius"),
    ] {
        if let Some(number) = form.get(field).and_then(Json::as_f64) {
            push(&mut dot, &[name, ":", &css_number(number), "px;"]);
        }
    }
    write_json_color(&mut dot, "background:", &form, "fillColor", "");
    dot
}
