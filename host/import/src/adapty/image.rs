//! Pictures and videos. A picture is a link, or stands in the file itself; one with a tint is painted in that colour, as
//! icons are.

use super::code;
use super::context::Context;
use super::paint::color;
use crate::fields::Fields;
use crate::object::Object;

/// Translates a picture. One in a single colour is painted with it.
pub fn image(cx: &Context<'_>, of: &Fields<'_>) -> Object {
    let tint = color(cx, of, "tint");
    let mut out = Object::component(if tint.is_some() { "svgImage" } else { "image" });
    let asset = cx.asset(of, "asset_id");
    match asset.and_then(url_of) {
        Some(url) => {
            cx.link(&url);
            out.set("url", url);
        }
        None if asset.is_some() => cx.note(
            code::ASSET_MISSING,
            &of.path_of("asset_id"),
            "the picture is not in the file",
        ),
        None => {}
    }
    match of.text("aspect").unwrap_or("fit") {
        "fit" if tint.is_none() => out.set("imageCropping", "fit"),
        "stretch" => cx.note(
            code::FIELD_LEFT_OUT,
            &of.path_of("aspect"),
            "the picture covers its box, and is not stretched",
        ),
        _ => {}
    }
    out.set_some("fontColor", tint);
    out
}

/// Translates a video.
pub fn video(cx: &Context<'_>, of: &Fields<'_>) -> Object {
    let mut out = Object::component("videoUrl");
    if let Some(asset) = cx.asset(of, "asset_id") {
        if let Some(url) = asset.text("url") {
            cx.link(url);
            out.set("url", url);
        }
        out.set_some(
            "fallbackImage",
            asset.object("image").as_ref().and_then(url_of),
        );
    }
    out.set("autoplayVideo", true);
    out.set("loopVideo", of.flag("loop").unwrap_or(true));
    out.set("mute", true);
    out.set("controlsType", "none");
    out.set(
        "imageCropping",
        if of.text("aspect") == Some("fill") {
            "cover"
        } else {
            "fit"
        },
    );
    out
}

/// Returns the address of a picture, or the picture itself.
pub fn url_of(asset: &Fields<'_>) -> Option<String> {
    if let Some(url) = asset.text("url").filter(|url| !url.is_empty()) {
        return Some(url.into());
    }
    let data = asset.text("value").filter(|value| !value.is_empty())?;
    let prefix = asset.text("prefix").unwrap_or("data:image/png;base64,");
    Some(format!("{prefix}{data}"))
}
