//! The page around a snapshot: a whole HTML document, written by a page shell.

use serde_json::{Map, Value as Json};

use crate::document::paywall::Font;
use crate::error::Error;
use crate::paywall::view::View;
use crate::string::concat;
use crate::text::shell;
use crate::tree::escape;

/// Writes the whole page around a paywall's HTML and its rules.
///
/// # Errors
/// `invalid_template` when the request's page shell cannot be parsed or asks for something unknown; `output_too_large`.
pub fn write(view: &View<'_>, html: String, css: String) -> Result<String, Error> {
    let variables = variables(view, html, css);
    let template = view.request.page.template.as_deref();
    shell::write(template, variables).map_err(|error| match template {
        Some(_) => error.at("request.page.template"),
        None => error,
    })
}

/// Collects the variables of a page shell. `css`, `fonts` and `html` are already safe in their places, which insert
/// them raw.
fn variables(view: &View<'_>, html: String, css: String) -> Map<String, Json> {
    let page = &view.request.page;
    let title = page.title.as_deref().unwrap_or(&view.paywall.name);
    let nonce = page.nonce.clone().map_or(Json::Null, Json::String);
    let mut out = Map::new();
    let mut set = |name: &str, value: Json| drop(out.insert(name.into(), value));
    // Apps and systems write `de_DE` as well, which HTML does not know.
    set("lang", Json::String(view.locale.as_str().replace('_', "-")));
    set(
        "dir",
        Json::from(if view.locale.is_rtl() { "rtl" } else { "ltr" }),
    );
    set("title", Json::String(title.into()));
    set("nonce", nonce);
    let fonts = font_faces(&view.paywall.fonts);
    // The fonts stand in the sheet as well, for shells without a shadow tree.
    set("css", Json::String(concat(&[&fonts, &css])));
    // `@font-face` has no effect inside a shadow tree, so a shell that makes one needs the fonts apart.
    set("fonts", Json::String(fonts));
    set("html", Json::String(html));
    out
}

/// Writes the `@font-face` rules of a paywall's fonts.
fn font_faces(fonts: &[Font]) -> String {
    let mut css = String::new();
    for font in fonts {
        css.push_str("@font-face{font-family:");
        escape::write_css_string(&mut css, &font.name);
        css.push_str(";font-display:swap;src:");
        escape::write_css_url(&mut css, &font.url);
        css.push('}');
    }
    css
}
