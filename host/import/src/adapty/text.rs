//! Texts: lists of words, tags and pictures, in a font of the assets.
//!
//! A text names a string, or a product and the end of a string's name: then there may be one for each kind of offer, and
//! the customer sees that of the product's offer.

use serde_json::Value as Json;

use super::code;
use super::context::{Context, Place};
use super::paint::color;
use super::rich::rich;
use super::stack::assertion;
use crate::fields::Fields;
use crate::object::Object;
use crate::report::quote;

/// Translates a text. What it says of a product may depend on the product's offer.
pub fn text(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>) -> Object {
    let mut out = Object::component("text");
    match of.get("string_id") {
        Some(Json::String(id)) => out.set("text", string(cx, of, id).unwrap_or_default()),
        Some(_) => product_text(cx, of, place, &mut out),
        None => {}
    }
    looks(cx, of, &mut out);
    if of.get("max_rows").is_some() || of.get("on_overflow").is_some() {
        cx.note(
            code::TEXT_BENT,
            &of.path,
            "the text takes as many lines as it needs, in its own size",
        );
    }
    out
}

/// Writes the look of a text: its font, its colour, its side, and the lines through it.
pub fn looks(cx: &Context<'_>, of: &Fields<'_>, out: &mut Object) {
    write_font(cx, out, of);
    if let Some(color) = color(cx, of, "color") {
        out.set("fontColor", color);
    }
    out.set(
        "alignment",
        match of.text("align") {
            Some("center") => "center",
            Some("trailing" | "right") => "right",
            _ => "left",
        },
    );
    out.set("keepWords", true);
    for (name, ours) in [("strike", "strikethrough"), ("underline", "")] {
        if of.flag(name) == Some(true) {
            if ours.is_empty() {
                cx.note(
                    code::FIELD_LEFT_OUT,
                    &of.path_of(name),
                    "the text has no line below it",
                );
            } else {
                out.set(ours, true);
            }
        }
    }
}

/// Writes a text of a product: the usual one, and those for products with offers.
fn product_text(cx: &Context<'_>, of: &Fields<'_>, place: Place<'_>, out: &mut Object) {
    let Some(key) = of.object("string_id") else {
        return;
    };
    let suffix = key.text("suffix").unwrap_or_default();
    let id = key.text("id");
    if let Some(id) = id {
        cx.product(id);
        if place.product != Some(id) {
            out.set("product", id);
        }
    }
    let owner = id.map(|id| format!("{id}_")).unwrap_or_default();
    let find = |mode: &str| string(cx, of, &format!("PRODUCT_{owner}{mode}_{suffix}"));
    let usual = find("default").or_else(|| {
        cx.string(&format!("PRODUCT_default_{suffix}"))
            .map(|entry| rich(cx, entry, None))
    });
    if usual.is_none() {
        let message = format!("no text is there for {}", quote(suffix));
        cx.note(code::TEXT_MISSING, &key.path, message);
    }
    out.set("text", usual.unwrap_or_default());
    let mut entries = Vec::new();
    for (mode, flag) in [
        ("pay_up_front", "introEligible"),
        ("pay_as_you_go", "introEligible"),
        ("free_trial", "freeTrialEligible"),
    ] {
        if let Some(text) = find(mode) {
            let holds = assertion(&format!("${{sku.{flag}}}"), true);
            let attributes = Object::default().with("text", text);
            entries.push(
                Object::default()
                    .with("assertions", vec![holds])
                    .with("attributes", attributes),
            );
        }
    }
    if !entries.is_empty() {
        out.set("conditionAttributes", entries);
    }
}

/// Returns the text of an id; for one that a component names itself, notes that it is missing.
fn string(cx: &Context<'_>, of: &Fields<'_>, id: &str) -> Option<String> {
    let found = cx.string(id).map(|entry| rich(cx, entry, None));
    if found.is_none() && of.text("string_id") == Some(id) {
        cx.note(
            code::TEXT_MISSING,
            &of.path_of("string_id"),
            format!("no text has the id {}", quote(id)),
        );
    }
    found
}

/// Writes size and weight of a text.
fn write_font(cx: &Context<'_>, out: &mut Object, of: &Fields<'_>) {
    let font = cx.asset(of, "font");
    let number = |name| font.and_then(|font| font.number(name));
    out.set(
        "fontSize",
        of.number("size")
            .or_else(|| number("size"))
            .unwrap_or(15.0)
            .max(0.0),
    );
    let weight = number("weight").filter(|weight| (1.0..=1_000.0).contains(weight));
    out.set("fontWeight", weight.unwrap_or(400.0));
    if let Some(font) = font {
        let family = font.text("family_name").unwrap_or("adapty_system");
        if family != "adapty_system" {
            let message = format!(
                "{} has no file for the web; the usual font stands in its place",
                quote(family)
            );
            cx.note(code::FONT_LEFT_OUT, &font.path, message);
        }
        if font.flag("italic") == Some(true) {
            cx.note(code::TEXT_BENT, &font.path, "the font is upright");
        }
    }
}
