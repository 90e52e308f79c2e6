//! Carousels: pages beside each other.

use super::code;
use super::common::title;
use super::context::{Context, Place, Scheme};
use super::layered::layered;
use super::layout::Edges;
use super::paint::color;
use super::stack::{Shell, stack, write_box};
use crate::fields::Fields;
use crate::object::Object;

/// Translates a carousel: a slide for each page.
pub fn carousel(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Object {
    let mut slides = Object::component("carouselContainer");
    slides.set_some("id", fields.text("id"));
    title(&mut slides, fields);
    slides.set("width", "100%");
    slides.set("pages", true);
    write_motion(&mut slides, fields);
    write_dots(cx, &mut slides, fields);
    let inside = Place {
        depth: place.depth + 1,
        ..place
    };
    let pages = fields.objects("pages");
    let bodies = pages
        .iter()
        .map(|page| stack(cx, page, inside, Shell::container()));
    slides.set("components", bodies.collect::<Vec<_>>());
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
fn write_motion(out: &mut Object, fields: &Fields<'_>) {
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
            out.set("fade", true);
        }
    }
    if fields.flag("loop") == Some(true) {
        out.set("loop", true);
    }
    let first = length("initial_page_index");
    if first > 0.0 {
        out.set("initialSlide", first);
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
    let mut strip = Object::default();
    if control.text("position") == Some("top") {
        strip.set("place", "top");
    }
    strip.set_some("spacing", control.number("spacing"));
    out.set("indicators", strip);
    if control.get("border").is_some() || control.get("shadow").is_some() {
        cx.note(
            code::CAROUSEL_BENT,
            &control.path,
            "the box around the dots has neither a border nor a shadow",
        );
    }
}
