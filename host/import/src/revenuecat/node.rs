//! Components: one of the other's by its type, as components of ours.
//!
//! The table of types says which fields are read of each. Any other field that says something is a finding, so that
//! nothing is lost without a word when the vendor's format grows.

use super::context::{Context, Place};
use super::known::{COMMON, fields_of, is_among};
use super::stack::{Shell, inner_stack, stack};
use super::{button, carousel, code, countdown, icon, image, input, tabs, text, timeline, video};
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// Translates a component; nothing if it has no counterpart.
pub fn node(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    if !cx.may_read(place, &fields.path) {
        return Vec::new();
    }
    let kind = fields.text("type").unwrap_or_default();
    let Some(known) = fields_of(kind) else {
        return unknown(cx, fields, kind, place);
    };
    check_fields(cx, fields, known);
    match kind {
        "stack" => vec![stack(cx, fields, place, Shell::container())],
        "text" => vec![text::text(cx, fields, place)],
        "image" => vec![image::image(cx, fields, place)],
        "icon" => vec![icon::icon(cx, fields, place)],
        "video" => vec![video::video(cx, fields, place)],
        "package" => button::package(cx, fields, place),
        "purchase_button" => button::purchase(cx, fields, place),
        "button" => button::button(cx, fields, place),
        "timeline" => vec![timeline::timeline(cx, fields, place)],
        "carousel" => vec![carousel::carousel(cx, fields, place)],
        "countdown" => countdown::countdown(cx, fields, place),
        "tabs" => vec![tabs::tabs(cx, fields, place)],
        "tab_control" => tabs::control(cx, fields, place),
        "tab_control_button" => tabs::button(cx, fields, place),
        "tab_control_toggle" => tabs::toggle(cx, fields, place),
        // Headers and footers are parts of the frame; elsewhere they are their stacks.
        "footer" | "sticky_footer" | "header" => inner_stack(cx, fields, place),
        _ => input::input(cx, fields, kind, place),
    }
}

/// Translates the fallback of a component that is not known.
fn unknown(cx: &Context<'_>, fields: &Fields<'_>, kind: &str, place: Place<'_>) -> Vec<Object> {
    if let Some(fallback) = fields.object("fallback") {
        let message = format!(
            "{} has no counterpart; its fallback stands in its place",
            quote(kind)
        );
        cx.note(code::COMPONENT_REPLACED, &fields.path, message);
        return node(
            cx,
            &fallback,
            Place {
                depth: place.depth + 1,
                ..place
            },
        );
    }
    let message = format!("{} has no counterpart, and no fallback", quote(kind));
    cx.note(code::COMPONENT_LEFT_OUT, &fields.path, message);
    Vec::new()
}

/// Notes fields that are not looked at, and that say something.
fn check_fields(cx: &Context<'_>, fields: &Fields<'_>, known: &str) {
    for (name, value) in fields.map() {
        let says = match value {
            serde_json::Value::Null | serde_json::Value::Bool(false) => false,
            serde_json::Value::Array(list) => !list.is_empty(),
            serde_json::Value::Object(map) => !map.is_empty(),
            serde_json::Value::String(text) => !text.is_empty(),
            _ => true,
        };
        if says && !is_among(name, COMMON) && !is_among(name, known) {
            cx.note(
                code::FIELD_LEFT_OUT,
                &fields.path_of(name),
                "the field has no counterpart",
            );
        }
    }
}
