//! Decorators: fills, borders, corners and shadows, of the assets that they name.
//!
//! Gradients run between two points of the unit square; upright and level ones are angles here, and those from corner to
//! corner are said in words, because their angle depends on the box.

use serde_json::Value as Json;

use super::code;
use super::context::Context;
use super::image::url_of;
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// The most stops of a gradient.
const STOPS: usize = 50;

/// Writes the decorator of a component.
pub fn write_decorator(cx: &Context<'_>, out: &mut Object, of: &Fields<'_>) {
    let Some(decorator) = of.object("decorator") else {
        return;
    };
    write_background(cx, out, &decorator, "background");
    match decorator.text("type").unwrap_or("rect") {
        "circle" => out.set("borderRadius", 9_999.0),
        "rect" => write_corners(cx, out, &decorator),
        other => {
            let message = format!("the edge is straight, not {}", quote(other));
            cx.note(code::SHAPE_BENT, &decorator.path_of("type"), message);
        }
    }
    let thickness = decorator.number("thickness").unwrap_or(1.0);
    if decorator.get("border").is_some() && thickness > 0.0 {
        out.set("borderWidth", thickness);
        out.set_some("borderColor", color(cx, &decorator, "border"));
    }
    if let Some(shadow) = decorator.object("shadow")
        && let Some(color) = color(cx, &shadow, "color")
    {
        let (x, y) = super::layout::offset(&shadow);
        let blur = shadow.number("blur_radius").unwrap_or_default().max(0.0);
        out.set("dropShadow", format!("{x} {y} {blur} {color}"));
    }
}

/// Writes what an asset fills a box with.
pub fn write_background(cx: &Context<'_>, out: &mut Object, of: &Fields<'_>, name: &str) {
    let Some(asset) = cx.asset(of, name) else {
        return;
    };
    if asset.text("type") == Some("image") {
        match url_of(asset) {
            Some(url) => {
                cx.link(&url);
                out.set("fillImage", url);
            }
            None => cx.note(
                code::ASSET_MISSING,
                &asset.path,
                "the picture is not in the file",
            ),
        }
    } else if let Some((fill, _)) = paint(cx, asset) {
        out.set("fillColor", fill);
    }
}

/// Returns a colour where only one can stand.
pub fn color(cx: &Context<'_>, of: &Fields<'_>, name: &str) -> Option<String> {
    let asset = cx.asset(of, name)?;
    let (fill, first) = paint(cx, asset)?;
    if fill != first {
        let message = format!("only one colour can stand here; {first} does");
        cx.note(code::GRADIENT_BENT, &of.path_of(name), message);
    }
    Some(first)
}

/// Returns a colour or a gradient, and its first colour.
fn paint(cx: &Context<'_>, asset: &Fields<'_>) -> Option<(String, String)> {
    let kind = asset.text("type").unwrap_or_default();
    if kind == "color" {
        let color = hex(asset.text("value")?)?;
        return Some((color.clone(), color));
    }
    let mut stops = Vec::new();
    for stop in asset.objects("values").iter().take(STOPS) {
        let share = stop.number("p").unwrap_or_default();
        stops.push((hex(stop.text("color")?)?, (share * 1e4).round() / 100.0));
    }
    let first = stops.first()?.0.clone();
    let list: Vec<String> = stops
        .iter()
        .map(|(color, percent)| format!("{color} {percent}%"))
        .collect();
    let head = match kind {
        "linear-gradient" => format!("linear-gradient({}", direction(asset)),
        "radial-gradient" => "radial-gradient(circle".into(),
        other => {
            let message = format!("{} is drawn as its first colour", quote(other));
            cx.note(code::GRADIENT_BENT, &asset.path, message);
            return Some((first.clone(), first));
        }
    };
    Some((format!("{head}, {})", list.join(", ")), first))
}

/// Returns the direction of a gradient between two points of a box, whose corners are 0 and 1.
fn direction(asset: &Fields<'_>) -> String {
    let points = asset.object("points");
    let at = |name| {
        points
            .as_ref()
            .and_then(|points| points.number(name))
            .unwrap_or_default()
    };
    let (x, y) = (at("x1") - at("x0"), at("y1") - at("y0"));
    // From corner to corner the angle depends on the box, as words say.
    if x.abs() > 0.99 && y.abs() > 0.99 {
        let (upright, sideways) = (
            if y > 0.0 { "bottom" } else { "top" },
            if x > 0.0 { "right" } else { "left" },
        );
        return format!("to {upright} {sideways}");
    }
    let degrees = x.atan2(-y).to_degrees();
    format!("{}deg", degrees.round())
}

/// Returns a colour of six or eight hexadecimal digits.
fn hex(text: &str) -> Option<String> {
    let digits = text.strip_prefix('#')?;
    let fits = matches!(digits.len(), 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| text.to_ascii_lowercase())
}

/// Writes the radius of the corners: one, four, or by name.
fn write_corners(cx: &Context<'_>, out: &mut Object, decorator: &Fields<'_>) {
    let Some(value) = decorator.get("rect_corner_radius") else {
        return;
    };
    let number = |value: Option<&Json>| {
        value
            .and_then(Json::as_f64)
            .filter(|radius| radius.abs() < 1e5)
            .unwrap_or_default()
    };
    let radii = match value {
        Json::Array(list) => [0, 1, 2, 3].map(|at| number(list.get(at))),
        Json::Object(map) => [
            "top_leading",
            "top_trailing",
            "bottom_trailing",
            "bottom_leading",
        ]
        .map(|name| number(map.get(name))),
        one => [number(Some(one)); 4],
    };
    let largest = radii.iter().copied().fold(0.0, f64::max);
    if largest <= 0.0 {
        return;
    }
    let names = ["upperLeft", "upperRight", "lowerRight", "lowerLeft"];
    let round: Vec<&str> = names
        .iter()
        .zip(radii)
        .filter(|(_, radius)| *radius > 0.0)
        .map(|(name, _)| *name)
        .collect();
    if radii
        .iter()
        .any(|radius| *radius > 0.0 && *radius != largest)
    {
        cx.note(
            code::RADII_BENT,
            &decorator.path_of("rect_corner_radius"),
            format!("all round corners have the radius {largest}"),
        );
    }
    out.set("borderRadius", largest);
    if round.len() < names.len() {
        out.set("roundBorders", round);
    }
}
