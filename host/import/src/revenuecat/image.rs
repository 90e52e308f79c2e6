//! Pictures: their files, the room that they take, and the shape that they are cut to.
//!
//! A height that follows from the width is the ratio of the picture's own sizes, so that nothing moves when it arrives.

use super::code;
use super::common::{hidden, title};
use super::context::{Context, Place, Scheme};
use super::layered::layered;
use super::layout::{Edges, Size};
use super::paint::{Paint, paint};
use super::stack::{files, layer, picture, write_border, write_corners, write_shadow};
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// Translates a picture. A colour over it becomes a layer, and the two stand in a box.
pub fn image(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Object {
    if fields.get("color_overlay").is_none() {
        let mut out = head(fields);
        out.merge(layered(cx, fields, place, &|fields, scheme| {
            let mut out = place_of(fields);
            out.merge(look(cx, fields, scheme));
            hidden(&mut out, fields);
            out
        }));
        return out;
    }
    let mut frame = Object::component("container").with("direction", "vertical");
    frame.merge(layered(cx, fields, place, &|fields, _| {
        let mut out = place_of(fields);
        // The picture inside gives the height.
        if out.take("aspectRatio").is_some() {
            out.set("height", "fitContent");
        }
        hidden(&mut out, fields);
        out
    }));
    let mut inner = head(fields);
    inner.merge(layered(cx, fields, place, &|fields, scheme| {
        let mut out = Object::default().with("width", "100%");
        match ratio(fields).filter(|_| Size::of(fields, "height") == Size::Fit) {
            Some(ratio) => out.set("aspectRatio", ratio),
            None => out.set("height", "100%"),
        }
        out.merge(look(cx, fields, scheme));
        out
    }));
    let mut over = layer();
    over.merge(layered(cx, fields, place, &|fields, scheme| {
        let mut out = Object::default();
        out.set_some(
            "fillColor",
            paint(cx, fields, "color_overlay", scheme).map(Paint::fill),
        );
        shape(cx, &mut out, fields);
        out
    }));
    frame.with("components", vec![inner, over])
}

/// Begins the picture itself.
fn head(fields: &Fields<'_>) -> Object {
    let mut out = Object::component("image");
    out.set_some("id", fields.text("id"));
    title(&mut out, fields);
    out
}

/// Returns the width of a picture by its height; `None` if its files do not say.
fn ratio(fields: &Fields<'_>) -> Option<f64> {
    let source = files(fields, "source", Scheme::Light)?;
    let (width, height) = (source.number("width")?, source.number("height")?);
    (width > 0.0 && height > 0.0).then(|| width / height)
}

/// Writes the room that a picture takes.
fn place_of(fields: &Fields<'_>) -> Object {
    let mut out = Object::default();
    let margin = Edges::of(fields, "margin");
    let (width, height) = (Size::of(fields, "width"), Size::of(fields, "height"));
    match (width, height, ratio(fields)) {
        // Meant is the picture's own shape.
        (Size::Fit, Size::Fixed(height), Some(ratio)) => out.set("width", height * ratio),
        (Size::Fit, _, _) => out.set("width", "100%"),
        _ => width.write(&mut out, "width", margin.leading + margin.trailing),
    }
    match (height, ratio(fields)) {
        (Size::Fit, Some(ratio)) => out.set("aspectRatio", ratio),
        _ => height.write(&mut out, "height", margin.top + margin.bottom),
    }
    Edges::of(fields, "padding").write(&mut out, "Padding");
    margin.write(&mut out, "Margin");
    out
}

/// Returns how a picture or video fills its box.
pub fn cropping(fields: &Fields<'_>) -> &'static str {
    match fields.text("fit_mode") {
        Some("fit") => "fit",
        _ => "cover",
    }
}

/// Writes what a picture shows, and its shape.
fn look(cx: &Context<'_>, fields: &Fields<'_>, scheme: Scheme) -> Object {
    let mut out = Object::default();
    if let Some(url) = picture(fields, "source", scheme) {
        cx.asset(url);
        out.set("url", url);
    }
    out.set("imageCropping", cropping(fields));
    shape(cx, &mut out, fields);
    write_border(cx, &mut out, fields, scheme);
    write_shadow(cx, &mut out, fields, scheme);
    out
}

/// Writes the shape that a picture is cut to.
fn shape(cx: &Context<'_>, out: &mut Object, fields: &Fields<'_>) {
    let Some(mask) = fields.object("mask_shape") else {
        return;
    };
    match mask.text("type").unwrap_or_default() {
        "rectangle" | "circle" | "pill" => write_corners(cx, out, &mask),
        "" => {}
        kind @ ("convex" | "concave") => out.set("imageMask", kind),
        other => {
            let message = format!("the picture is a rectangle, not {}", quote(other));
            cx.note(code::MASK_BENT, &mask.path, message);
        }
    }
}
