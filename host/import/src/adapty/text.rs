//! Texts: lists of words, tags and pictures, in a font of the assets.
//!
//! A text names a string, or a product and the end of a string's name: then there may be one for each kind of offer, and
//! the customer sees that of the product's offer. Tags are the variables of products, and what apps give.

use serde_json::Value as Json;

use super::code;
use super::context::{Context, Place};
use super::paint::color;
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
    write_font(cx, &mut out, of);
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
    if of.get("max_rows").is_some() || of.get("on_overflow").is_some() {
        cx.note(
            code::TEXT_BENT,
            &of.path,
            "the text takes as many lines as it needs, in its own size",
        );
    }
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
    out
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
            .map(|entry| rich(cx, entry))
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
    let found = cx.string(id).map(|entry| rich(cx, entry));
    if found.is_none() && of.text("string_id") == Some(id) {
        cx.note(
            code::TEXT_MISSING,
            &of.path_of("string_id"),
            format!("no text has the id {}", quote(id)),
        );
    }
    found
}

/// Writes a list of words, tags and pictures as our Markdown.
fn rich(cx: &Context<'_>, entry: &Fields<'_>) -> String {
    let one;
    let list = match entry.get("value") {
        Some(Json::Array(list)) => list.as_slice(),
        Some(other) => {
            one = [other.clone()];
            &one
        }
        None => &[],
    };
    let path = entry.path_of("value");
    let mut out = String::new();
    for part in list {
        let Some(fields) = Fields::of(part, path.clone()) else {
            plain(&mut out, part.as_str().unwrap_or_default());
            continue;
        };
        if let Some(text) = fields.text("text") {
            plain(&mut out, text);
        } else if let Some(tag) = fields.text("tag") {
            out.push_str(&token(cx, tag, &path));
        } else {
            cx.note(code::TEXT_BENT, &path, "a picture in the text is left out");
        }
        let styled = fields.object("attributes").is_some_and(|attributes| {
            attributes
                .map()
                .values()
                .any(|value| !matches!(value, Json::Null | Json::Bool(false)))
        });
        if styled {
            cx.note(
                code::TEXT_BENT,
                &path,
                "a part of the text with a look of its own looks like the rest",
            );
        }
    }
    out.trim().into()
}

/// Writes words with nothing that our Markdown or our tokens would see more in. Marks of no width are left out.
fn plain(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\u{feff}' => {}
            '\n' => out.push_str("<br>"),
            '\r' => {}
            '*' | '_' | '~' | '`' | '\\' | '[' | ']' | '<' | '&' | '#' | '{' => {
                out.push('\\');
                out.push(c);
            }
            '+' | '-' if out.is_empty() => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
}

/// Returns our token for a tag.
fn token(cx: &Context<'_>, tag: &str, path: &str) -> String {
    let name = match tag {
        "TITLE" => "title",
        "PRICE" => "price",
        "PRICE_PER_DAY" => "pricePerDay",
        "PRICE_PER_WEEK" => "pricePerWeek",
        "PRICE_PER_MONTH" => "pricePerMonth",
        "PRICE_PER_YEAR" => "pricePerYear",
        "OFFER_PRICE" => "offerPrice",
        "OFFER_PERIOD" => "offerDuration",
        "OFFER_NUMBER_OF_PERIOD" => "offerNumber",
        other if other.starts_with("TIMER_") => {
            cx.note(
                code::COUNTDOWN_BENT,
                path,
                "numbers of a timer inside a text are left out",
            );
            return String::new();
        }
        other => {
            let fits = !other.is_empty()
                && other.len() < 90
                && other
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let message = format!(
                "the app gives {} as a custom attribute of the launch",
                quote(other)
            );
            cx.note(code::VARIABLE_BENT, path, message);
            return if fits {
                format!("${{launch.customAttributes.{other}}}")
            } else {
                String::new()
            };
        }
    };
    format!("${{sku.{name}}}")
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
