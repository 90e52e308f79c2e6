//! Pages beside each other: a carousel with a slide for each.

use super::code;
use super::context::{Context, Place};
use super::paint::color;
use crate::fields::Fields;
use crate::object::Object;

/// Translates a pager: a slide for each page.
pub fn pager(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let mut out = Object::component("carouselContainer").with("pages", true);
    if let Some(spacing) = of.number("spacing").filter(|spacing| *spacing > 0.0) {
        out.set("slideSpacing", spacing);
    }
    if let Some(animation) = of.object("animation") {
        let rest = animation
            .number("start_delay")
            .or_else(|| animation.number("after_interaction_delay"));
        out.set("autoplay", true);
        out.set(
            "autoplaySeconds",
            (rest.unwrap_or(3_000.0) / 1_000.0).max(0.5),
        );
    }
    match of.object("page_control") {
        Some(control) => {
            out.set_some("indicatorColor", color(cx, &control, "color"));
            out.set_some(
                "activeIndicatorColor",
                color(cx, &control, "selected_color"),
            );
        }
        None => out.set("showIndicators", false),
    }
    let control = of.object("page_control");
    if let Some("overlaid") = control.as_ref().and_then(|control| control.text("layout")) {
        out.set("indicators", Object::default().with("place", "over"));
    }
    cx.note(
        code::CAROUSEL_BENT,
        &of.path,
        "pages are as wide as the pager, and the dots have our own distances",
    );
    let mut children = Vec::new();
    for page in of.objects("content") {
        let body = (cx.node)(cx, &page, place.inside());
        let page = Object::component("container").with("direction", "vertical");
        children.push(page.with("components", body));
    }
    out.with("components", children)
}
