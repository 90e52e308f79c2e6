//! Videos: their files, the room that they take, and how they play. A video without a size has the shape of its file.

use super::common::{hidden, title};
use super::context::{Context, Place, Scheme};
use super::image::cropping;
use super::layered::layered;
use super::layout::{Edges, Size};
use super::stack::{files, picture, write_corners};
use crate::fields::Fields;
use crate::object::Object;

/// Translates a video.
pub fn video(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Object {
    let mut out = Object::component("videoUrl");
    out.set_some("id", fields.text("id"));
    title(&mut out, fields);
    let flag = |name, usual| fields.flag(name).unwrap_or(usual);
    out.set("autoplayVideo", flag("auto_play", true));
    out.set("loopVideo", flag("loop", true));
    out.set("mute", flag("mute_audio", true));
    if !flag("show_controls", false) {
        out.set("controlsType", "none");
    }
    out.merge(layered(cx, fields, place, &|fields, scheme| {
        style(cx, fields, scheme)
    }));
    out
}

/// Writes the files, the room and the shape of a video.
fn style(cx: &Context<'_>, fields: &Fields<'_>, scheme: Scheme) -> Object {
    let mut out = Object::default();
    let source = files(fields, "source", scheme);
    if let Some(url) = source
        .as_ref()
        .and_then(|source| source.text("url").or_else(|| source.text("url_low_res")))
    {
        cx.asset(url);
        out.set("url", url);
    }
    if let Some(url) = picture(fields, "fallback_source", scheme) {
        cx.asset(url);
        out.set("fallbackImage", url);
    }
    out.set("imageCropping", cropping(fields));
    let margin = Edges::of(fields, "margin");
    let ratio = source.and_then(|source| {
        let (width, height) = (source.number("width")?, source.number("height")?);
        (width > 0.0 && height > 0.0).then(|| width / height)
    });
    match Size::of(fields, "width") {
        Size::Fit => out.set("width", "100%"),
        size => size.write(&mut out, "width", margin.leading + margin.trailing),
    }
    match (Size::of(fields, "height"), ratio) {
        (Size::Fit, Some(ratio)) => out.set("aspectRatio", ratio),
        (size, _) => size.write(&mut out, "height", margin.top + margin.bottom),
    }
    Edges::of(fields, "padding").write(&mut out, "Padding");
    margin.write(&mut out, "Margin");
    if let Some(mask) = fields.object("mask_shape") {
        write_corners(cx, &mut out, &mask);
    }
    hidden(&mut out, fields);
    out
}
