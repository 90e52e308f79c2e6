//! Pages beside each other. A carousel of ours repeats one design for a list, so the list has the numbers of the pages, and
//! each page is shown under the condition of its number.

use serde_json::{Value as Json, json};

use super::code;
use super::context::{Context, Place};
use super::paint::color;
use super::stack::assertion;
use crate::fields::Fields;
use crate::object::{Node, Object};

/// Translates a pager: a list of numbers, and a condition for the page of each.
pub fn pager(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let pages = of.objects("content");
    let list: Vec<Json> = (0..pages.len())
        .map(|page| json!({ "page": page }))
        .collect();
    let mut out =
        Object::component("carouselContainer").with("loopSource", Node::Json(Json::Array(list)));
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
    cx.note(
        code::CAROUSEL_BENT,
        &of.path,
        "pages are as wide as the pager, with the dots below them",
    );
    let mut children = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let shown = assertion("${slide.page}", index as f64);
        let body = (cx.node)(cx, page, place.inside());
        let condition = Object::component("condition").with("assertions", vec![shown]);
        children.push(condition.with("components", body));
    }
    out.with("components", children)
}
