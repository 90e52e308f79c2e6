//! Countdowns: a stack whose texts count, and another one for the end.

use super::context::{Context, Place};
use super::layout::Size;
use super::stack::{Shell, stack};
use crate::fields::Fields;
use crate::object::Object;

/// Translates a countdown: a box around its stack, with the stack of the end.
pub fn countdown(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(content) = fields.object("countdown_stack") else {
        return Vec::new();
    };
    let inside = Place {
        depth: place.depth + 1,
        ..place
    };
    let mut out = Object::component("countdown").with("direction", "vertical");
    out.set_some("id", fields.text("id"));
    out.set("mode", "targetDateTime");
    let date = fields
        .object("style")
        .and_then(|style| style.text("date").map(String::from));
    out.set_some("targetDateTime", date);
    if let Some(from @ ("hours" | "minutes")) = fields.text("count_from") {
        out.set("countFrom", from);
    }
    if Size::of(&content, "width") == Size::Fill {
        out.set("width", "100%");
    }
    let body = |of: &Fields<'_>| vec![stack(cx, of, inside, Shell::container())];
    out.set("components", body(&content));
    if let Some(end) = fields.object("end_stack") {
        out.set("endComponents", body(&end));
    }
    vec![out]
}
