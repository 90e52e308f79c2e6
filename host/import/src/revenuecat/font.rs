//! Fonts: names, sizes and weights.

use super::code;
use super::context::Context;
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// Returns the size of a text: a number, or one of the names that the editor offers.
pub fn size(fields: &Fields<'_>) -> f64 {
    let number = fields
        .number("font_size")
        .or_else(|| fields.text("font_size")?.parse().ok());
    number
        .filter(|size: &f64| size.is_finite() && *size >= 0.0)
        .unwrap_or_else(|| match fields.text("font_size").unwrap_or_default() {
            "heading_xxl" => 40.0,
            "heading_xl" => 34.0,
            "heading_l" => 28.0,
            "heading_m" => 24.0,
            "heading_s" => 20.0,
            "heading_xs" => 16.0,
            "body_xl" => 18.0,
            "body_l" => 17.0,
            "body_s" => 13.0,
            _ => 15.0,
        })
}

/// Returns the weight of a text, from 100 to 900.
pub fn weight(fields: &Fields<'_>) -> f64 {
    let number = fields
        .number("font_weight_int")
        .filter(|weight| (1.0..=1_000.0).contains(weight));
    number.unwrap_or_else(|| match fields.text("font_weight").unwrap_or_default() {
        "thin" => 100.0,
        "extra_light" => 200.0,
        "light" => 300.0,
        "medium" => 500.0,
        "semibold" => 600.0,
        "bold" => 700.0,
        "extra_bold" => 800.0,
        "black" => 900.0,
        _ => 400.0,
    })
}

/// Returns the name of a text's font, and notes that the document must have its file.
pub fn name(cx: &Context<'_>, fields: &Fields<'_>) -> Option<String> {
    let id = fields.text("font_name").filter(|id| !id.is_empty())?;
    let Some((name, _)) = font(cx, id) else {
        let message = format!(
            "{} has no file for the web in ui_config; the usual font stands in its place",
            quote(id)
        );
        cx.note(code::FONT_LEFT_OUT, &fields.path_of("font_name"), message);
        return None;
    };
    cx.needs.borrow_mut().fonts.insert(id.into());
    Some(name)
}

/// Looks a font up: the name that attributes call it by, and the entry of `fonts`.
pub fn font(cx: &Context<'_>, id: &str) -> Option<(String, Object)> {
    let web = cx
        .ui
        .object("app")?
        .object("fonts")?
        .object(id)?
        .object("web")?;
    let (family, url) = (web.text("family")?, web.text("url")?);
    let style = match (web.number("weight"), web.text("style")) {
        (Some(weight), Some(style)) => format!("{weight}{style}"),
        (Some(weight), None) => weight.to_string(),
        (None, style) => style.unwrap_or("normal").into(),
    };
    let mut name = format!("{family}-{style}");
    name.retain(|c| !c.is_whitespace());
    let entry = Object::default()
        .with("family", family)
        .with("style", style)
        .with("file", url);
    Some((name, entry))
}
