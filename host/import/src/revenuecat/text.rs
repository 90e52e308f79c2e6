//! Texts: what they say, and their type. RevenueCat lays a box around each text, and its margin is inside of that box; only
//! a background makes that visible.

use super::common::{hidden, title};
use super::context::{Context, Place, Scheme};
use super::font;
use super::language;
use super::layered::layered;
use super::layout::{Edges, Size};
use super::markdown;
use super::paint::{Paint, paint};
use crate::fields::Fields;
use crate::object::Object;

/// The height of RevenueCat's lines, as a factor of the text's size.
const LINE_HEIGHT: f64 = 1.5;

/// Translates a text.
pub fn text(cx: &Context<'_>, fields: &Fields<'_>, place: Place<'_>) -> Object {
    let mut out = Object::component("text");
    out.set_some("id", fields.text("id"));
    title(&mut out, fields);
    out.merge(layered(cx, fields, place, &|fields, scheme| {
        style(cx, fields, scheme)
    }));
    out
}

/// Writes the text and its attributes.
fn style(cx: &Context<'_>, fields: &Fields<'_>, scheme: Scheme) -> Object {
    let mut out = Object::default();
    let content = markdown::of(cx, fields);
    let is_blank = content
        .as_deref()
        .is_some_and(|content| content.trim().is_empty());
    let key = fields.text("text_lid").unwrap_or_default();
    let content = content.map(|own| match is_blank {
        true => own,
        false => language::in_all(cx, key, own, &|cx| markdown::of(cx, fields)),
    });
    // A text of blanks takes its margins and the gap around it, but no line.
    out.set_some(
        "text",
        if is_blank {
            Some("\u{200b}".into())
        } else {
            content
        },
    );
    out.set("fontSize", if is_blank { 0.0 } else { font::size(fields) });
    out.set("fontWeight", font::weight(fields));
    out.set_some("fontName", font::name(cx, fields));
    out.set("lineHeight", LINE_HEIGHT);
    out.set("keepWords", true);
    let side = match fields.text("horizontal_alignment") {
        Some("center") => "center",
        Some("trailing") => "right",
        _ => "left",
    };
    out.set("alignment", side);
    match paint(cx, fields, "color", scheme) {
        Some(Paint::Gradient(gradient, first)) => {
            out.set("fontColor", first);
            out.set("fontGradient", gradient);
        }
        Some(Paint::Color(color)) => out.set("fontColor", color),
        None => out.set("fontColor", "#000000"),
    }
    let fill = paint(cx, fields, "background_color", scheme).map(Paint::fill);
    let (margin, padding) = (Edges::of(fields, "margin"), Edges::of(fields, "padding"));
    // The margin of a text is inside its background.
    let (margin, padding) = match fill {
        Some(_) => (Edges::default(), padding.plus(margin)),
        None => (margin, padding),
    };
    out.set_some("fillColor", fill);
    padding.write(&mut out, "Padding");
    margin.write(&mut out, "Margin");
    for (axis, margins) in [
        ("width", margin.leading + margin.trailing),
        ("height", margin.top + margin.bottom),
    ] {
        let size = Size::of(fields, axis);
        // A text is as large as its words by itself; said aloud, it would not break its lines.
        if size != Size::Fit {
            size.write(&mut out, axis, margins);
        }
    }
    if markdown::is_upper(cx, fields) {
        out.set("capitalize", true);
    }
    hidden(&mut out, fields);
    out
}
