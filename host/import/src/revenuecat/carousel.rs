//! Carousels: pages beside each other.

use serde_json::{Value as Json, json};

use super::code;
use super::common::title;
use super::condition::assertion;
use super::context::{Context, Place, Scheme};
use super::layered::layered;
use super::layout::Edges;
use super::paint::color;
use super::stack::{Shell, stack, write_box};
use crate::fields::Fields;
use crate::object::{Node, Object};

/// Translates a carousel: a list of numbers, and a condition for the page of each.
pub fn carousel(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Object {
    let pages = fields.objects("pages");
    let mut slides = Object::component("carouselContainer");
    slides.set_some("id", fields.text("id"));
    title(&mut slides, fields);
    slides.set("width", "100%");
    let list: Vec<Json> = (0..pages.len())
        .map(|page| json!({ "page": page }))
        .collect();
    slides.set("loopSource", Node::Json(Json::Array(list)));
    write_motion(cx, &mut slides, fields);
    write_dots(cx, &mut slides, fields);
    let inside = Place {
        depth: place.depth + 1,
        ..place
    };
    let mut children = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let shown = assertion("${slide.page}", "equals", index as f64);
        let body = stack(cx, page, inside, Shell::container());
        let condition = Object::component("condition").with("assertions", vec![shown]);
        children.push(condition.with("components", vec![body]));
    }
    slides.set("components", children);
    let mut frame = Object::component("container")
        .with("direction", "vertical")
        .with("width", "100%");
    frame.merge(layered(cx, fields, place, &|fields, scheme| {
        let mut out = Object::default();
        let margin = Edges::of(fields, "margin");
        let sides = margin.leading + margin.trailing;
        super::layout::Size::Fill.write(&mut out, "width", sides);
        out.set("height", "fitContent");
        write_box(cx, &mut out, fields, scheme);
        out
    }));
    frame.with("components", vec![slides])
}

/// Writes how the pages stand and move.
fn write_motion(cx: &Context<'_>, out: &mut Object, fields: &Fields<'_>) {
    let length = |name| fields.number(name).unwrap_or_default();
    let (spacing, peek) = (length("page_spacing"), length("page_peek"));
    if spacing > 0.0 {
        out.set("slideSpacing", spacing);
    }
    let beside = peek + spacing;
    if beside > 0.0 {
        out.set("previousSlidePadding", beside);
        out.set("nextSlidePadding", beside);
    }
    if let Some(advance) = fields.object("auto_advance") {
        let rest = advance.number("ms_time_per_page").unwrap_or(5_000.0);
        out.set("autoplay", true);
        out.set("autoplaySeconds", (rest / 1_000.0).max(0.5));
        if advance.text("transition_type") == Some("fade") {
            cx.note(
                code::CAROUSEL_BENT,
                &advance.path,
                "pages slide, and do not fade",
            );
        }
    }
    if fields.flag("loop") == Some(true) {
        cx.note(
            code::CAROUSEL_BENT,
            &fields.path_of("loop"),
            "behind the last page there is no first one",
        );
    }
    if length("initial_page_index") > 0.0 {
        cx.note(
            code::CAROUSEL_BENT,
            &fields.path_of("initial_page_index"),
            "the first page is shown first",
        );
    }
}

/// Writes the dots.
fn write_dots(cx: &Context<'_>, out: &mut Object, fields: &Fields<'_>) {
    let Some(control) = fields.object("page_control") else {
        out.set("showIndicators", false);
        return;
    };
    for (name, ours) in [("default", "indicator"), ("active", "activeIndicator")] {
        if let Some(dot) = control.object(name) {
            let mut form = Object::default();
            let height = dot.number("height").unwrap_or(8.0);
            form.set("width", dot.number("width").unwrap_or(8.0));
            form.set("height", height);
            form.set("borderRadius", height / 2.0);
            form.set_some("fillColor", color(cx, &dot, "color", Scheme::Light));
            out.set(ours, form);
        }
    }
    cx.note(
        code::CAROUSEL_BENT,
        &control.path,
        "the dots stand below the pages, at our own distances",
    );
}
