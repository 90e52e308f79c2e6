//! Components by their type, and what all of them have: a decorator, insets, an offset.
//!
//! The order is that of the vendor's renderer: the decorator is around the component, the offset moves both, and the
//! insets are outside of that. So insets become margins, whatever they are called.
//!
//! A size alone does not say how much of the room around it a component takes: a picture takes all, a box does as it says,
//! or else as its content does.

use super::context::{Context, Place};
use super::layout::{Axis, insets, note_other_units, offset, write_length, write_margins};
use super::paint::write_decorator;
use super::{button, code, image, pager, stack, text, timer};
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// Translates a component; nothing if it has no counterpart.
pub fn element(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    if !cx.may_read(place, &of.path) {
        return Vec::new();
    }
    let out = match of.text("type").unwrap_or_default() {
        "box" => stack::frame(cx, of, place),
        "v_stack" | "h_stack" => stack::stack(cx, of, place),
        "z_stack" => stack::layers(cx, of, place),
        "row" | "column" => stack::grid(cx, of, place),
        "section" => return stack::section(cx, of, place),
        "text" => text::text(cx, of, place),
        "image" => image::image(cx, of),
        "video" => image::video(cx, of),
        "button" => button::button(cx, of, place),
        "toggle" => button::toggle(cx, of),
        "timer" => timer::timer(cx, of, place),
        "pager" => pager::pager(cx, of, place),
        "space" => return spaces(of),
        "reference" => return reference(cx, of, place),
        "if" => return branch(cx, of, place),
        other => {
            let message = format!("{} has no counterpart", quote(other));
            cx.note(code::COMPONENT_LEFT_OUT, &of.path, message);
            return Vec::new();
        }
    };
    vec![with_properties(cx, of, out)]
}

/// Writes what all components have. Insets are outside of the background.
fn with_properties(cx: &Context<'_>, of: &Fields<'_>, mut out: Object) -> Object {
    out.set_some("id", of.text("element_id"));
    write_decorator(cx, &mut out, of);
    write_margins(&mut out, insets(of, "padding"));
    note_other_units(cx, of);
    let is_text = of.text("type") == Some("text");
    for axis in [Axis::Width, Axis::Height] {
        if !is_text && out.get(axis.name()).is_none() {
            write_length(cx, &mut out, of, axis);
        }
    }
    let (x, y) = offset(of);
    if x != 0.0 {
        out.set("moveX", x);
    }
    if y != 0.0 {
        out.set("moveY", y);
    }
    if of.flag("visibility") == Some(false) {
        out.set("hidden", true);
    }
    for name in ["opacity", "on_appear", "transition_in"] {
        let says = of
            .get(name)
            .is_some_and(|value| value.as_f64() != Some(1.0));
        if says {
            cx.note(
                code::MOTION_LEFT_OUT,
                &of.path_of(name),
                "the component is there at once, and not transparent",
            );
        }
    }
    out
}

/// The room that grows in a stack, as often as it counts.
fn spaces(of: &Fields<'_>) -> Vec<Object> {
    let count = of.number("count").unwrap_or(1.0).clamp(1.0, 20.0) as usize;
    vec![Object::component("spacer").with("grow", true); count]
}

/// Translates the component that another one refers to.
fn reference(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let id = of.text("element_id").unwrap_or_default();
    let Some(named) = cx.named.get(id) else {
        cx.note(
            code::COMPONENT_LEFT_OUT,
            &of.path,
            format!("no component has the id {}", quote(id)),
        );
        return Vec::new();
    };
    element(cx, named, place.inside())
}

/// Translates one of two versions: that for iOS.
fn branch(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let name = if of.text("platform") == Some("android") {
        "else"
    } else {
        "then"
    };
    cx.note(
        code::PLATFORM_CHOSEN,
        &of.path,
        format!("the version for iOS was taken, `{name}`"),
    );
    of.object(name)
        .map(|chosen| element(cx, &chosen, place.inside()))
        .unwrap_or_default()
}
