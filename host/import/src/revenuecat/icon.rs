//! Icons: shapes in one colour, perhaps on a background.

use super::common::{hidden, title};
use super::context::{Context, Place, Scheme};
use super::layered::{layered, overrides};
use super::layout::{Edges, Size};
use super::paint::{Paint, color, paint};
use super::stack::{write_border, write_corners, write_shadow};
use crate::fields::Fields;
use crate::object::Object;

/// Translates an icon. With room or a background around its shape, it becomes a box with the shape in it.
pub fn icon(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Object {
    let overrides = overrides(cx, fields);
    let changed = overrides
        .iter()
        .filter_map(|entry| entry.object("properties"));
    let boxed = has_box(fields) || changed.into_iter().any(|properties| has_box(&properties));
    let mut out = Object::component(if boxed { "container" } else { "svgImage" });
    out.set_some("id", fields.text("id"));
    title(&mut out, fields);
    out.merge(layered(cx, fields, place, &|fields, scheme| {
        let mut out = frame(cx, fields, scheme);
        if !boxed {
            out.merge(shape(cx, fields, scheme));
        }
        hidden(&mut out, fields);
        out
    }));
    if boxed {
        let mut inner = Object::component("svgImage");
        inner.merge(layered(cx, fields, place, &|fields, scheme| {
            let mut out = shape(cx, fields, scheme);
            for (axis, around) in room(fields) {
                match Size::of(fields, axis) {
                    Size::Fixed(length) => out.set(axis, (length - around).max(0.0)),
                    _ => out.set(axis, "100%"),
                }
            }
            out
        }));
        out.set("components", vec![inner]);
    }
    out
}

/// Returns whether an icon has room or a background around its shape.
fn has_box(fields: &Fields<'_>) -> bool {
    fields.get("icon_background").is_some() || !Edges::of(fields, "padding").is_nothing()
}

/// Returns how much of an icon's size is around its shape, for each axis.
fn room(fields: &Fields<'_>) -> [(&'static str, f64); 2] {
    let padding = Edges::of(fields, "padding");
    let border = fields
        .object("icon_background")
        .and_then(|background| background.object("border"));
    let border = border
        .and_then(|border| border.number("width"))
        .unwrap_or_default();
    [
        ("width", padding.leading + padding.trailing + 2.0 * border),
        ("height", padding.top + padding.bottom + 2.0 * border),
    ]
}

/// Writes size, room and background of an icon.
fn frame(cx: &Context<'_>, fields: &Fields<'_>, scheme: Scheme) -> Object {
    let mut out = Object::default();
    let margin = Edges::of(fields, "margin");
    for (axis, margins) in [
        ("width", margin.leading + margin.trailing),
        ("height", margin.top + margin.bottom),
    ] {
        match Size::of(fields, axis) {
            Size::Fit => out.set(axis, 24.0),
            size => size.write(&mut out, axis, margins),
        }
    }
    Edges::of(fields, "padding").write(&mut out, "Padding");
    margin.write(&mut out, "Margin");
    if let Some(background) = fields.object("icon_background") {
        out.set_some(
            "fillColor",
            paint(cx, &background, "color", scheme).map(Paint::fill),
        );
        if let Some(shape) = background.object("shape") {
            write_corners(cx, &mut out, &shape);
        }
        write_border(cx, &mut out, &background, scheme);
        write_shadow(cx, &mut out, &background, scheme);
    }
    out
}

/// Writes the shape and its colour.
fn shape(cx: &Context<'_>, fields: &Fields<'_>, scheme: Scheme) -> Object {
    let mut out = Object::default();
    if let Some(url) = url(fields) {
        cx.asset(&url);
        out.set("url", url);
    }
    let color = color(cx, fields, "color", scheme);
    out.set("fontColor", color.unwrap_or_else(|| "#000000".into()));
    out
}

/// Returns the address of the shape: its drawing, or else its picture.
fn url(fields: &Fields<'_>) -> Option<String> {
    let formats = fields.object("formats")?;
    let base = fields.text("base_url")?.trim_end_matches('/');
    let file = ["svg", "webp", "png"]
        .iter()
        .find_map(|format| formats.text(format))?;
    Some(format!("{base}/{file}"))
}
