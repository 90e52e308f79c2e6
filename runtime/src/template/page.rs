//! The page around a snapshot.

use std::cell::OnceCell;

use handlebars::{Context, Handlebars};
use serde_json::{Map, Value as Json};

use super::error;
use crate::call;
use crate::document::paywall::Font;
use crate::error::{Error, ErrorKind};
use crate::paywall::view::View;
use crate::tree::escape;

/// The page shell used when the request brings none.
const STOCK: &str = include_str!("../../../paywall-templates/shell.hbs");
const NAME: &str = "page";

/// The whole page for a paywall's HTML and rules.
///
/// # Errors
/// `invalid_template` when the request's page shell is not valid or asks for something unknown; `output_too_large`.
pub fn write(view: &View<'_>, html: String, css: String) -> Result<String, Error> {
    let variables = Context::from(variables(view, html, css));
    let page = match &view.request.page.template {
        None => with_stock(|shell| render(shell, &variables))?,
        Some(template) => compile(template)
            .and_then(|shell| render(&shell, &variables))
            .map_err(|error| error.at("request.page.template"))?,
    };
    call::check_length(&page)?;
    Ok(page)
}

/// What a page shell may use. `css` and `html` are already safe where they stand and are written raw.
fn variables(view: &View<'_>, html: String, css: String) -> Json {
    let page = &view.request.page;
    let title = page.title.as_deref().unwrap_or(&view.paywall.name);
    let nonce = page.nonce.clone().map_or(Json::Null, Json::String);
    let mut out = Map::new();
    let mut set = |name: &str, value: Json| drop(out.insert(name.into(), value));
    set("lang", Json::String(view.locale.as_str().into()));
    set("dir", Json::String("ltr".into()));
    set("title", Json::String(title.into()));
    set("nonce", nonce);
    set("css", Json::String(font_faces(&view.paywall.fonts) + &css));
    set("html", Json::String(html));
    Json::Object(out)
}

fn render(shell: &Handlebars<'static>, variables: &Context) -> Result<String, Error> {
    shell
        .render_with_context(NAME, variables)
        .map_err(|error| error::unusable(&error))
}

fn compile(template: &str) -> Result<Handlebars<'static>, Error> {
    let mut shell = Handlebars::new();
    shell.set_strict_mode(true);
    shell.register_escape_fn(|text| {
        let mut out = String::with_capacity(text.len());
        escape::write_attribute(&mut out, text);
        out
    });
    shell
        .register_template_string(NAME, template)
        .map_err(|error| error::unreadable(&error))?;
    Ok(shell)
}

/// The stock shell is compiled when it is first used.
fn with_stock<T>(write: impl FnOnce(&Handlebars<'static>) -> Result<T, Error>) -> Result<T, Error> {
    thread_local! {
        static SHELL: OnceCell<Handlebars<'static>> = const { OnceCell::new() };
    }
    SHELL.with(|shell| {
        if shell.get().is_none() {
            let _ = shell.set(compile(STOCK)?);
        }
        shell.get().map_or_else(
            || {
                Err(Error::new(
                    ErrorKind::InvalidTemplate,
                    "the stock page shell is missing",
                ))
            },
            write,
        )
    })
}

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
