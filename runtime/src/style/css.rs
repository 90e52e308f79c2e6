//! The values of CSS declarations: lengths, colours, fills, borders.
//!
//! Every text of the document passes `tree::escape` on its way into a declaration; a value that does
//! not pass is left out.

use std::borrow::Cow;

use super::Cascade;
use super::write::write_rule;
use crate::document::attribute::Attribute as A;
use crate::number;
use crate::string::{concat, find, push};
use crate::tree::escape::{self, css_number};

/// Writes a length of the document, which is scaled on televisions.
pub fn length(number: f64) -> String {
    if number == 0.0 {
        "0".into()
    } else {
        concat(&["calc(", &css_number(number), "px*var(--s))"])
    }
}

/// Takes the scale of televisions off declarations, as the reference player does on switches and radio signs.
pub fn unscaled(declarations: &str) -> String {
    declarations.replace("*var(--s)", "")
}

/// The attributes of a box's four sides: top, right, bottom, left.
pub struct Edges([A; 4]);

impl Edges {
    pub const PADDING: Self = Self([
        A::TOP_PADDING,
        A::RIGHT_PADDING,
        A::BOTTOM_PADDING,
        A::LEFT_PADDING,
    ]);
    pub const MARGIN: Self = Self([
        A::TOP_MARGIN,
        A::RIGHT_MARGIN,
        A::BOTTOM_MARGIN,
        A::LEFT_MARGIN,
    ]);
}

/// The sides of a box in documents and in CSS: left and right change places when writing runs from the right.
pub const SIDES: [(&str, &str); 4] = [
    ("top", "top"),
    ("right", "inline-end"),
    ("bottom", "bottom"),
    ("left", "inline-start"),
];

/// Writes paddings or margins. A margin of 0 is written too, because it overrides that of a kind.
pub fn write_edges(out: &mut String, of: &Cascade<'_>, name: &str, edges: Edges) {
    let lengths = edges.0.map(|side| of.number(side).map(length));
    // All four paddings fit into one declaration, or two when left and right differ and must
    // follow the direction of writing.
    if let ("padding", [Some(top), Some(right), Some(bottom), Some(left)]) = (name, &lengths) {
        if left != right {
            let values = [
                "padding:",
                top,
                " 0 ",
                bottom,
                ";padding-inline:",
                left,
                " ",
                right,
                ";",
            ];
            push(out, &values);
        } else if [top, right, bottom].iter().any(|side| *side != "0") {
            push(
                out,
                &["padding:", top, " ", right, " ", bottom, " ", left, ";"],
            );
        }
        return;
    }
    for ((_, side), length) in SIDES.iter().zip(lengths) {
        if let Some(length) = length.filter(|length| name == "margin" || length != "0") {
            push(out, &[name, "-", side, ":", &*length, ";"]);
        }
    }
}

/// Writes a width or height: a number, `fitContent`, or a CSS dimension.
pub fn write_dimension(out: &mut String, of: &Cascade<'_>, name: &str, attribute: A) {
    let Some(text) = of.text(attribute) else {
        return;
    };
    let value = match number::parse(&text) {
        Some(number) if of.is_number(attribute) => length(number),
        // A number without a unit is no dimension when it stands in a text.
        Some(_) => return,
        None if text == "fitContent" => "fit-content".into(),
        None => match escape::css_value(&text).filter(|_| escape::is_length(&text)) {
            Some(value) => value.to_string(),
            None => return,
        },
    };
    push(out, &[name, ":", &*value, ";"]);
}

/// Returns the offset of `moveX` or `moveY`: pixels that are not scaled, or a CSS dimension.
pub fn offset(of: &Cascade<'_>, attribute: A) -> Option<String> {
    if of.is_number(attribute) {
        return of
            .number(attribute)
            .filter(|number| *number != 0.0)
            .map(|number| css_number(number) + "px");
    }
    let text = of.text(attribute)?;
    let usable = number::parse(&text).is_none() && escape::is_length(&text);
    escape::css_value(&text).filter(|_| usable).map(Into::into)
}

/// Writes an offset between the two halves of a declaration.
pub fn write_offset(out: &mut String, offset: Option<String>, before: &str, after: &str) {
    if let Some(offset) = offset {
        push(out, &[before, &*offset, after]);
    }
}

/// Returns the flex word for a side, or for sharing room out between children, and `center` for none.
pub fn flex_side(side: Option<&str>) -> &'static str {
    match side {
        Some("spaceBetween") => "space-between",
        Some("spaceAround") => "space-around",
        Some("spaceEvenly") => "space-evenly",
        Some("stretch") => "stretch",
        Some("left" | "top" | "start") => "flex-start",
        Some("right" | "bottom" | "end") => "flex-end",
        _ => "center",
    }
}

/// Reads a shadow of the form `x y blur rgba(r g b / a)`, in pixels that are not scaled. Units
/// and commas are allowed, too.
pub fn shadow(text: &str) -> Option<String> {
    let text = escape::css_value(text)?;
    let (numbers, color) = text.split_at(first_color(text)?);
    let mut out = String::new();
    for mut number in numbers.split_whitespace() {
        while let Some(rest) = number.strip_suffix("px") {
            number = rest;
        }
        let number = number::parse(number)?;
        out.push_str(&css_number(number));
        out.push_str("px ");
    }
    // Two offsets are the least that makes a shadow.
    (out.matches(' ').count() >= 2).then(|| out + &color_value(color))
}

/// Writes a shadow declaration.
pub fn write_shadow(out: &mut String, of: &Cascade<'_>, attribute: A) {
    if let Some(shadow) = of.text(attribute).as_deref().and_then(shadow) {
        push(out, &["box-shadow:", &*shadow, ";"]);
    }
}

/// Returns the position at which the first colour begins.
fn first_color(text: &str) -> Option<usize> {
    ["rgb", "hsl", "#"]
        .iter()
        .filter_map(|start| text.find(start))
        .min()
}

/// Writes a colour in the form that every engine able to run the module reads:
/// `rgb(1 2 3 / .5)` becomes `rgba(1,2,3,.5)`.
/// In a gradient, this is done to each of its colours.
pub fn color_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some((before, inside, after)) = next_rgb(rest) {
        out.push_str(before);
        write_rgb(&mut out, inside);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Finds the next `rgb(…)` or `rgba(…)`; returns the text before it, the text inside it, and the text behind it.
fn next_rgb(text: &str) -> Option<(&str, &str, &str)> {
    let start = text
        .as_bytes()
        .windows(3)
        .position(|window| window.eq_ignore_ascii_case(b"rgb"))?;
    let open = start + text.get(start..)?.find('(')?;
    // `rgb(` or `rgba(`, and not a longer word that only begins so.
    if !matches!(open - start, 3 | 4) {
        return None;
    }
    let close = open + text.get(open..)?.find(')')?;
    Some((
        text.get(..start)?,
        text.get(open + 1..close)?,
        text.get(close + 1..)?,
    ))
}

/// Writes a colour with commas, from parts separated in any way.
fn write_rgb(out: &mut String, inside: &str) {
    let parts: Vec<&str> = inside
        .split([' ', ',', '/', '\n'])
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [r, g, b] | [r, g, b, "1" | "1.0" | "100%"] => {
            push(out, &["rgb(", (*r), ",", (*g), ",", (*b), ")"]);
        }
        [r, g, b, alpha] => {
            push(
                out,
                &[
                    "rgba(",
                    (*r),
                    ",",
                    (*g),
                    ",",
                    (*b),
                    ",",
                    &alpha_value(alpha),
                    ")",
                ],
            );
        }
        _ => {
            push(out, &["rgb(", inside, ")"]);
        }
    }
}

/// Writes an alpha value as a number, because engines without the newer colour syntax know
/// no percentages for it either.
fn alpha_value(alpha: &str) -> Cow<'_, str> {
    let percent = alpha.strip_suffix('%').and_then(number::parse);
    percent.map_or(Cow::Borrowed(alpha), |percent| {
        css_number(percent / 100.0).into()
    })
}

/// Writes a colour declaration.
pub fn write_color(out: &mut String, of: &Cascade<'_>, name: &str, attribute: A) {
    if let Some(value) = of.text(attribute).as_deref().and_then(escape::css_value) {
        push(out, &[name, ":", &color_value(value), ";"]);
    }
}

/// Writes a background: an image, a gradient over its fallback, or a colour.
pub fn write_fill(out: &mut String, of: &Cascade<'_>, (fill, fallback): (A, A), image: Option<A>) {
    let image = image.and_then(|image| of.text(image));
    if let Some(url) = image.as_deref().and_then(escape::media_url) {
        out.push_str("background-image:");
        escape::write_css_url(out, url);
        let fits = of.text(A::FILL_IMAGE_CROPPING).as_deref() == Some("fit");
        let size = if fits { "contain" } else { "cover" };
        let place = ";background-position:center;background-repeat:no-repeat;";
        push(out, &[";background-size:", size, place]);
        return;
    }
    let Some(value) = of.text(fill) else { return };
    let Some(value) = escape::css_value(&value) else {
        return;
    };
    let value = color_value(value);
    if find(&value, "gradient").is_none() {
        // A box is transparent anyway, but the fill of a state must override the usual one.
        if value != "transparent" || fill != A::FILL_COLOR {
            push(out, &["background:", &*value, ";"]);
        }
        return;
    }
    // An engine that cannot read the gradient drops that declaration and keeps the colour before it.
    let fallback = of.text(fallback).filter(|text| text != "transparent");
    let fallback = fallback
        .as_deref()
        .and_then(escape::css_value)
        .map(color_value);
    if let Some(color) = fallback.or_else(|| first_gradient_color(&value)) {
        push(out, &["background:", &*color, ";"]);
    }
    push(out, &["background:", &*value, ";"]);
}

/// Returns the first colour of a gradient, as the fallback of an author who gave none.
fn first_gradient_color(value: &str) -> Option<String> {
    let from = first_color(value)?;
    let rest = value.get(from..)?;
    let end = if rest.starts_with('#') {
        rest.find([',', ' ', ')'])?
    } else {
        rest.find(')')? + 1
    };
    // Cut at the first `)`, a colour that calculates would leave its own open and swallow the sheet behind it.
    rest.get(..end).and_then(escape::css_value).map(Into::into)
}

/// The attributes that make a border.
pub struct Border {
    pub width: A,
    pub color: A,
    pub radius: A,
    pub sides: A,
    pub corners: A,
}

impl Border {
    pub const USUAL: Self = Self {
        width: A::BORDER_WIDTH,
        color: A::BORDER_COLOR,
        radius: A::BORDER_RADIUS,
        sides: A::BORDERS,
        corners: A::ROUND_BORDERS,
    };
    pub const FOCUSED: Self = Self {
        width: A::FOCUSED_BORDER_WIDTH,
        color: A::FOCUSED_BORDER_COLOR,
        radius: A::FOCUSED_BORDER_RADIUS,
        sides: A::FOCUSED_BORDERS,
        corners: A::FOCUSED_ROUND_BORDERS,
    };
}

/// Writes a border: its width on all sides or the named ones, and its radius at all corners or the named ones.
pub fn write_border(out: &mut String, of: &Cascade<'_>, border: &Border) {
    let width = of.number(border.width).filter(|width| *width > 0.0);
    let color = of.text(border.color);
    let color = color
        .as_deref()
        .and_then(escape::css_value)
        .map(color_value);
    match (
        width,
        of.names(border.sides).filter(|sides| !sides.is_empty()),
    ) {
        (Some(width), None) => {
            push(
                out,
                &[
                    "border:",
                    &length(width),
                    " solid ",
                    color.as_deref().unwrap_or("currentColor"),
                    ";",
                ],
            );
        }
        (Some(width), Some(sides)) => {
            for (_, side) in SIDES
                .iter()
                .filter(|(side, _)| sides.iter().any(|name| name == side))
            {
                push(
                    out,
                    &[
                        "border-",
                        side,
                        ":",
                        &length(width),
                        " solid ",
                        color.as_deref().unwrap_or("currentColor"),
                        ";",
                    ],
                );
            }
        }
        // With a focused border's colour alone, the width of the usual border stays.
        (None, _) if border.width != A::BORDER_WIDTH => {
            if let Some(color) = color {
                push(out, &["border-color:", &*color, ";"]);
            }
        }
        (None, _) => {}
    }
    write_radius(out, of, border);
}

/// Writes a border that is a gradient: a layer in the shape of the border, which is transparent itself.
pub fn write_border_gradient(own: &mut String, after: &mut String, of: &Cascade<'_>) {
    let width = of.number(A::BORDER_WIDTH).filter(|width| *width > 0.0);
    let gradient = of.text(A::BORDER_GRADIENT);
    if let (Some(width), Some(gradient)) = (width, gradient.as_deref().and_then(escape::css_value))
    {
        own.push_str("border-color:transparent;");
        let width = length(width);
        let layer = [
            "content:\"\";position:absolute;inset:calc(-1*",
            &width,
            ");padding:",
            &width,
            ";border-radius:inherit;pointer-events:none;background:",
            &color_value(gradient),
            ";-webkit-mask:linear-gradient(#000 0 0) content-box,linear-gradient(#000 0 0);-webkit-mask-composite:xor;mask-composite:exclude",
        ];
        write_rule(after, "::before", &concat(&layer));
    }
}

/// Writes the radius at all corners, or at the named ones and 0 at the others.
fn write_radius(out: &mut String, of: &Cascade<'_>, border: &Border) {
    let Some(radius) = of.number(border.radius).filter(|radius| *radius > 0.0) else {
        return;
    };
    // As in the reference player, the radius of a focused border is not scaled on televisions.
    let radius = if border.radius == A::FOCUSED_BORDER_RADIUS {
        concat(&[&css_number(radius), "px"])
    } else {
        length(radius)
    };
    match of.names(border.corners) {
        None => {
            push(out, &["border-radius:", &*radius, ";"]);
        }
        Some(corners) => {
            let at = |name: &str| {
                if corners.iter().any(|corner| corner == name) {
                    radius.as_str()
                } else {
                    "0"
                }
            };
            for (corner, name) in [
                ("start-start", "upperLeft"),
                ("start-end", "upperRight"),
                ("end-end", "lowerRight"),
                ("end-start", "lowerLeft"),
            ] {
                push(out, &["border-", corner, "-radius:", at(name), ";"]);
            }
        }
    }
}

/// Writes a font family: the font itself, its family (the name before the dash), and fonts that every machine has.
pub fn write_font_family(out: &mut String, name: &str) {
    out.push_str("font-family:");
    if matches!(name, "monospace" | "serif") {
        push(out, &[name, ";"]);
        return;
    }
    escape::write_css_string(out, name);
    if let Some((family, _)) = name.split_once('-') {
        out.push(',');
        escape::write_css_string(out, family);
    }
    out.push_str(",Helvetica,Arial,sans-serif;");
}
