//! Stacks: boxes that lay out their children in a column, in a row, or on top of each other.
//!
//! Both formats think in boxes of the same kind, so a stack is one container here: its spacing is a gap, and its
//! distribution an alignment. Buttons and packages are stacks as well, in another shell.

use super::badge;
use super::code;
use super::common::{hidden, title};
use super::context::{Context, Place, Scheme};
use super::layered::layered;
use super::layout::{Edges, write_size};
use super::paint::{Paint, color, paint};
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// The component that a stack becomes: its kind, the id that it has, and what it does.
#[derive(Debug, Clone)]
pub struct Shell<'a> {
    /// The kind, `container` or `button`.
    pub kind: &'static str,
    /// The id of the component around the stack, which stands for both.
    pub id: Option<&'a str>,
    /// Attributes that the stack does not know of.
    pub extra: Object,
}

impl Shell<'_> {
    /// A container with the stack's own id.
    pub fn container() -> Self {
        Self {
            kind: "container",
            id: None,
            extra: Object::default(),
        }
    }
}

/// Translates a stack.
pub fn stack(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>, shell: Shell<'_>) -> Object {
    let mut out = Object::component(shell.kind);
    out.set_some("id", shell.id.or_else(|| fields.text("id")));
    title(&mut out, fields);
    out.merge(shell.extra);
    out.merge(layered(cx, fields, place, &|fields, scheme| {
        style(cx, fields, scheme)
    }));
    if fields.text("overflow") == Some("scroll") {
        if shell.kind == "container" {
            out.set("scroll", true);
        } else {
            let path = fields.path_of("overflow");
            cx.note(
                code::FIELD_LEFT_OUT,
                &path,
                "the content of a button does not scroll in it",
            );
        }
    }
    let mut children = overlay(cx, fields, place);
    let inside = Place {
        depth: place.depth + 1,
        ..place
    };
    children.extend(badge::badge(cx, fields, inside));
    if is_layered(fields) {
        children.extend(layers(cx, fields, inside));
    } else {
        for child in fields.objects("components") {
            children.extend((cx.node)(cx, &child, inside));
        }
    }
    out.set("components", children);
    out
}

/// Returns whether the children lie on top of each other.
fn is_layered(fields: &Fields<'_>) -> bool {
    fields
        .object("dimension")
        .is_some_and(|dimension| dimension.text("type") == Some("zlayer"))
}

/// Writes what surrounds the content of a box: room, background, shape, border and shadow, and whether it is there.
pub fn write_box(cx: &Context<'_>, out: &mut Object, fields: &Fields<'_>, scheme: Scheme) {
    Edges::of(fields, "padding").write(out, "Padding");
    Edges::of(fields, "margin").write(out, "Margin");
    write_background(cx, out, fields, scheme);
    write_shape(cx, out, fields);
    write_border(cx, out, fields, scheme);
    write_shadow(cx, out, fields, scheme);
    hidden(out, fields);
}

/// Writes the attributes of a stack.
pub fn style(cx: &Context<'_>, fields: &Fields<'_>, scheme: Scheme) -> Object {
    let mut out = Object::default();
    let margin = Edges::of(fields, "margin");
    write_dimension(&mut out, fields);
    write_size(&mut out, fields, margin);
    write_box(cx, &mut out, fields, scheme);
    out
}

/// Writes direction, alignment, and the room between children.
pub fn write_dimension(out: &mut Object, fields: &Fields<'_>) {
    let Some(dimension) = fields.object("dimension") else {
        out.set("direction", "vertical");
        return;
    };
    let cross = dimension.text("alignment").unwrap_or("center");
    let main = dimension.text("distribution").unwrap_or("center");
    match dimension.text("type") {
        Some("horizontal") => {
            out.set("direction", "horizontal");
            out.set("horizontalAlignment", side(main, "left", "right"));
            out.set("verticalAlignment", side(cross, "top", "bottom"));
        }
        // The first layer gives the size; the others stand in layers of their own.
        Some("zlayer") => {
            let (vertical, horizontal) = corner(cross);
            out.set("direction", "vertical");
            out.set("horizontalAlignment", horizontal);
            out.set("verticalAlignment", vertical);
            return;
        }
        _ => {
            out.set("direction", "vertical");
            out.set("horizontalAlignment", side(cross, "left", "right"));
            out.set("verticalAlignment", side(main, "top", "bottom"));
        }
    }
    if let Some(gap) = fields.number("spacing").filter(|gap| *gap > 0.0) {
        out.set("gap", gap);
    }
}

/// Returns our word for a place along an axis, whose beginning and end are called `first` and `last`.
fn side(word: &str, first: &'static str, last: &'static str) -> &'static str {
    match word {
        "start" | "leading" | "top" => first,
        "end" | "trailing" | "bottom" => last,
        "space_between" => "spaceBetween",
        "space_around" => "spaceAround",
        "space_evenly" => "spaceEvenly",
        _ => "center",
    }
}

/// Writes the fill: a colour, a gradient, or a picture.
pub fn write_background(cx: &Context<'_>, out: &mut Object, fields: &Fields<'_>, scheme: Scheme) {
    let plain = paint(cx, fields, "background_color", scheme);
    let Some(background) = fields.object("background") else {
        out.set_some("fillColor", plain.map(Paint::fill));
        return;
    };
    match background.text("type") {
        Some("color") => {
            let fill = plain.or_else(|| paint(cx, &background, "value", scheme));
            out.set_some("fillColor", fill.map(Paint::fill));
        }
        Some("image") => {
            if background.text("fit_mode") == Some("fit") {
                out.set("fillImageCropping", "fit");
            }
            let url = picture(&background, "value", scheme);
            if let Some(url) = url {
                cx.asset(url);
                out.set("fillImage", url);
            }
        }
        other => {
            let message = format!(
                "a background of the kind {} is not shown",
                quote(other.unwrap_or_default())
            );
            cx.note(code::BACKGROUND_BENT, &background.path, message);
        }
    }
}

/// Returns the address of a picture: the smallest of its files that every browser reads.
pub fn picture<'a>(fields: &Fields<'a>, name: &str, scheme: Scheme) -> Option<&'a str> {
    let source = files(fields, name, scheme)?;
    source.text("webp").or_else(|| source.text("original"))
}

/// Returns the files of a picture or a video in a scheme.
pub fn files<'a>(fields: &Fields<'a>, name: &str, scheme: Scheme) -> Option<Fields<'a>> {
    let source = fields.object(name)?;
    let dark = (scheme == Scheme::Dark)
        .then(|| source.object("dark"))
        .flatten();
    dark.or_else(|| source.object("light"))
}

/// Writes the radius of the corners.
pub fn write_shape(cx: &Context<'_>, out: &mut Object, fields: &Fields<'_>) {
    if let Some(shape) = fields.object("shape") {
        write_corners(cx, out, &shape);
    }
}

/// Writes a radius for the corners of a shape, and which corners have it.
pub fn write_corners(cx: &Context<'_>, out: &mut Object, shape: &Fields<'_>) {
    match shape.text("type") {
        Some("pill" | "circle") => out.set("borderRadius", 9_999.0),
        Some("rectangle") => {
            let Some(corners) = shape.object("corners") else {
                return;
            };
            let names = [
                ("upperLeft", "top_leading"),
                ("upperRight", "top_trailing"),
                ("lowerLeft", "bottom_leading"),
                ("lowerRight", "bottom_trailing"),
            ];
            let radii =
                names.map(|(ours, theirs)| (ours, corners.number(theirs).unwrap_or_default()));
            let largest = radii.iter().map(|(_, radius)| *radius).fold(0.0, f64::max);
            if largest <= 0.0 {
                return;
            }
            let round: Vec<&str> = radii
                .iter()
                .filter(|(_, radius)| *radius > 0.0)
                .map(|(name, _)| *name)
                .collect();
            if radii
                .iter()
                .any(|(_, radius)| *radius > 0.0 && *radius != largest)
            {
                cx.note(
                    code::RADII_BENT,
                    &corners.path,
                    format!("all round corners have the radius {largest}"),
                );
            }
            out.set("borderRadius", largest);
            if round.len() < names.len() {
                out.set("roundBorders", round);
            }
        }
        _ => {}
    }
}

/// Writes a border.
pub fn write_border(cx: &Context<'_>, out: &mut Object, fields: &Fields<'_>, scheme: Scheme) {
    let Some(border) = fields.object("border") else {
        return;
    };
    let width = border.number("width").unwrap_or_default();
    if width > 0.0 {
        out.set("borderWidth", width);
        match paint(cx, &border, "color", scheme) {
            Some(Paint::Gradient(gradient, first)) => {
                out.set("borderColor", first);
                out.set("borderGradient", gradient);
            }
            Some(Paint::Color(color)) => out.set("borderColor", color),
            None => {}
        }
    }
}

/// Writes a shadow.
pub fn write_shadow(cx: &Context<'_>, out: &mut Object, fields: &Fields<'_>, scheme: Scheme) {
    let Some(shadow) = fields.object("shadow") else {
        return;
    };
    let length = |name| shadow.number(name).unwrap_or_default();
    if let Some(color) = color(cx, &shadow, "color", scheme) {
        let text = format!(
            "{} {} {} {color}",
            length("x"),
            length("y"),
            length("radius").max(0.0)
        );
        out.set("dropShadow", text);
    }
}

/// Writes the layer of colour that lies over a background picture, below the children.
fn overlay(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let background = fields
        .object("background")
        .filter(|background| background.text("type") == Some("image"));
    let Some(background) =
        background.filter(|background| background.object("color_overlay").is_some())
    else {
        return Vec::new();
    };
    let mut out = layer();
    out.merge(layered(cx, &background, place, &|background, scheme| {
        let mut out = Object::default();
        out.set_some(
            "fillColor",
            paint(cx, background, "color_overlay", scheme).map(Paint::fill),
        );
        out
    }));
    write_shape(cx, &mut out, fields);
    vec![out]
}

/// A box that lies over all of the box that it is in.
pub fn layer() -> Object {
    Object::component("container")
        .with("position", "left-top")
        .with("width", "100%")
        .with("height", "100%")
}

/// Translates children that lie on top of each other. The first gives the size; each other one stands in a layer.
fn layers(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let dimension = fields.object("dimension");
    let alignment = dimension.and_then(|dimension| dimension.text("alignment"));
    let (vertical, horizontal) = corner(alignment.unwrap_or("center"));
    let mut out = Vec::new();
    for (index, child) in fields.objects("components").iter().enumerate() {
        let inside = (cx.node)(
            cx,
            child,
            Place {
                depth: place.depth + 1,
                ..place
            },
        );
        if index == 0 {
            out.extend(inside);
        } else if !inside.is_empty() {
            let layer = layer()
                .with("direction", "horizontal")
                .with("horizontalAlignment", horizontal)
                .with("verticalAlignment", vertical);
            out.push(layer.with("components", inside));
        }
    }
    if Edges::of(fields, "padding").is_nothing() {
        return out;
    }
    // Layers are as large as the box without its padding.
    let inner = Object::component("container")
        .with("direction", "vertical")
        .with("horizontalAlignment", horizontal)
        .with("verticalAlignment", vertical)
        .with("width", "100%")
        .with("height", "100%");
    vec![inner.with("components", out)]
}

/// Returns our words for one of nine places: vertical and horizontal.
pub fn corner(place: &str) -> (&'static str, &'static str) {
    let vertical = match place {
        _ if place.starts_with("top") => "top",
        _ if place.starts_with("bottom") => "bottom",
        _ => "center",
    };
    let horizontal = match place {
        _ if place.ends_with("leading") => "left",
        _ if place.ends_with("trailing") => "right",
        _ => "center",
    };
    (vertical, horizontal)
}

/// Translates the stack in a component that is nothing but that.
pub fn inner_stack(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Vec<Object> {
    let Some(content) = fields.object("stack") else {
        return Vec::new();
    };
    let shell = Shell {
        id: fields.text("id"),
        ..Shell::container()
    };
    vec![stack(
        cx,
        &content,
        Place {
            depth: place.depth + 1,
            ..place
        },
        shell,
    )]
}
