//! Declarations and rules that several kinds write: layout, spacing, font, shape.

use serde_json::Value as Json;

use super::cascade::Cascade;
use super::{CLASS, Draft, css};
use crate::document::attribute::Attribute as A;
use crate::string::push;
use crate::tree::escape;

/// Writes `.class<suffix>{declarations}`, or nothing without declarations.
pub fn write_rule(out: &mut String, suffix: &str, declarations: &str) {
    let declarations = declarations.trim_end_matches(';');
    if !declarations.is_empty() {
        push(out, &[CLASS, suffix, "{", declarations, "}"]);
    }
}

/// Writes the layout of a box, with spacing between its children.
pub fn write_box(draft: &mut Draft, of: &Cascade<'_>) {
    write_filled_box(draft, of, of.fills_parent);
}

/// Writes the layout of a box that its children may fill, with spacing between them.
pub fn write_filled_box(draft: &mut Draft, of: &Cascade<'_>, is_filled: bool) {
    write_flex(&mut draft.children, &mut draft.own, of, is_filled);
    // A box whose direction depends on the screen has gaps instead.
    if of.get(A::FLEX_DIRECTION).is_none() {
        let side = if is_vertical(of) {
            "top"
        } else {
            "inline-start"
        };
        write_spacing(&mut draft.children, of, side, ">*+*");
    }
}

/// Writes direction and alignment of a container's children.
pub fn write_flex(children: &mut String, own: &mut String, of: &Cascade<'_>, fills_parent: bool) {
    let vertical = is_vertical(of);
    if vertical {
        own.push_str("flex-direction:column;");
    }
    let both = of.text(A::ALIGNMENT);
    let (horizontal, upright) = (
        of.text(A::HORIZONTAL_ALIGNMENT),
        of.text(A::VERTICAL_ALIGNMENT),
    );
    let (main, cross) = match (&horizontal, &upright) {
        // A single word for both directions aligns along a row, or across a column; the other direction is centred.
        (None, None) if vertical => (None, both.as_deref()),
        (None, None) => (both.as_deref(), None),
        _ => {
            let horizontal = horizontal.as_deref().or(both.as_deref());
            let upright = upright.as_deref().or(both.as_deref());
            if vertical {
                (upright, horizontal)
            } else {
                (horizontal, upright)
            }
        }
    };
    let (main, cross) = (css::flex_side(main), css::flex_side(cross));
    if main != "center" {
        push(own, &["justify-content:", main, ";"]);
    }
    if cross != "center" {
        push(own, &["align-items:", cross, ";"]);
    }
    write_length(own, of, "gap", A::GAP);
    // Only what has no height of its own is stretched to its row, and a button is as high as its parent.
    if cross == "stretch" && !vertical {
        push(children, &[CLASS, ">*{--b:auto}"]);
    }
    if fills_parent {
        let side = if vertical { "width" } else { "height" };
        push(children, &[CLASS, ">*{", side, ":100%}"]);
    }
}

/// Returns whether a container's children stand below each other.
pub fn is_vertical(of: &Cascade<'_>) -> bool {
    of.text(A::DIRECTION).as_deref() == Some("vertical")
}

/// Writes the spacing between children as margins of all but the first, in place of margins of their own.
pub fn write_spacing(out: &mut String, of: &Cascade<'_>, side: &str, which: &str) {
    if let Some(spacing) = of.number(A::SPACING).filter(|spacing| *spacing != 0.0) {
        push(
            out,
            &[
                CLASS,
                which,
                "{margin-",
                side,
                ":",
                &css::length(spacing),
                "!important}",
            ],
        );
    }
}

/// Writes font, size, weight, height of lines and colour of a text. Returns the size.
pub fn write_font(out: &mut String, of: &Cascade<'_>) -> String {
    if let Some(name) = of.text(A::FONT_NAME) {
        css::write_font_family(out, &name);
    }
    let size = of
        .number(A::FONT_SIZE)
        .filter(|size| *size >= 0.0)
        .unwrap_or(12.0);
    let size = css::length(size);
    push(out, &["font-size:", &size, ";"]);
    write_number(out, of, "font-weight", A::FONT_WEIGHT);
    write_number(out, of, "line-height", A::LINE_HEIGHT);
    css::write_color(out, of, "color", A::FONT_COLOR);
    size
}

/// Writes the declaration of a number without a unit, unless it is 0.
fn write_number(out: &mut String, of: &Cascade<'_>, name: &str, attribute: A) {
    if let Some(number) = of.number(attribute).filter(|number| *number > 0.0) {
        push(out, &[name, ":", &escape::css_number(number), ";"]);
    }
}

/// Writes the shape of a picture or a video.
pub fn write_media(draft: &mut Draft, of: &Cascade<'_>) {
    let out = &mut draft.own;
    if let Some(ratio) = of.number(A::ASPECT_RATIO).filter(|ratio| *ratio > 0.0) {
        push(out, &["aspect-ratio:", &escape::css_number(ratio), ";"]);
        if of.get(A::HEIGHT).is_none() && of.get(A::FIXED_HEIGHT).is_none() {
            out.push_str("height:auto;");
        }
    }
    if of.text(A::IMAGE_CROPPING).as_deref() == Some("fit") {
        out.push_str("object-fit:contain;");
    }
    let side = match of.text(A::ALIGNMENT).as_deref() {
        Some("left") => "var(--l,left)",
        Some("right") => "var(--r,right)",
        Some("top") => "top",
        Some("bottom") => "bottom",
        _ => "",
    };
    if !side.is_empty() {
        push(out, &["object-position:", side, ";"]);
    }
    write_blur(out, of);
}

/// Writes the blur of a picture, a video or a text.
pub fn write_blur(out: &mut String, of: &Cascade<'_>) {
    if let Some(blur) = of.number(A::BLUR).filter(|blur| *blur > 0.0) {
        push(out, &["filter:blur(", &escape::css_number(blur), "px);"]);
    }
}

/// Writes the declaration of a length, if the document gives a number.
pub fn write_length(out: &mut String, of: &Cascade<'_>, name: &str, attribute: A) {
    if let Some(number) = of.number(attribute) {
        push(out, &[name, ":", &css::length(number), ";"]);
    }
}

/// Writes the padding inside a switch or a radio sign. As in the reference player, it is not scaled on televisions.
pub fn write_inner_padding(out: &mut String, of: &Cascade<'_>) {
    let mut padding = String::new();
    write_length(&mut padding, of, "padding", A::INNER_PADDING);
    out.push_str(&css::unscaled(&padding));
}

/// Writes the declaration of a colour in an object, or else of another colour.
pub fn write_json_color(out: &mut String, name: &str, object: &Json, field: &str, other: &str) {
    let color = object.get(field).and_then(Json::as_str);
    let color = color.and_then(escape::css_value).unwrap_or(other);
    if !color.is_empty() {
        push(out, &[name, &css::color_value(color), ";"]);
    }
}
