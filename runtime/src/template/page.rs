//! The page around a snapshot: a whole HTML document, written by a page shell.

use std::cell::OnceCell;

use handlebars::{Context, Handlebars, RenderContext, Renderable};
use serde_json::{Map, Value as Json};

use super::error;
use super::text::{Compiled, Written};
use crate::document::paywall::Font;
use crate::error::Error;
use crate::limits;
use crate::output;
use crate::paywall::view::View;
use crate::string::concat;
use crate::tree::escape;

/// The page shell used when the request brings none.
const STOCK: &str = include_str!("../../../paywall-templates/shell.hbs");

/// Writes the whole page around a paywall's HTML and its rules.
///
/// # Errors
/// `invalid_template` when the request's page shell cannot be parsed or asks for something unknown; `output_too_large`.
pub fn write(view: &View<'_>, html: String, css: String) -> Result<String, Error> {
    let variables = Context::from(variables(view, html, css));
    match &view.request.page.template {
        None => with_stock(&variables),
        Some(template) => Shell::compile(template)
            .and_then(|shell| shell.write(&variables))
            .map_err(|error| error.at("request.page.template")),
    }
}

/// Collects the variables of a page shell. `css`, `fonts` and `html` are already safe in their places, which insert
/// them raw.
fn variables(view: &View<'_>, html: String, css: String) -> Json {
    let page = &view.request.page;
    let title = page.title.as_deref().unwrap_or(&view.paywall.name);
    let nonce = page.nonce.clone().map_or(Json::Null, Json::String);
    let mut out = Map::new();
    let mut set = |name: &str, value: Json| drop(out.insert(name.into(), value));
    set("lang", Json::String(view.locale.as_str().into()));
    set(
        "dir",
        Json::from(if view.locale.is_rtl() { "rtl" } else { "ltr" }),
    );
    set("title", Json::String(title.into()));
    set("nonce", nonce);
    let fonts = font_faces(&view.paywall.fonts);
    set("css", Json::String(concat(&[&fonts, &css])));
    // `@font-face` has no effect inside a shadow tree, so a shell that makes one needs the fonts apart.
    set("fonts", Json::String(fonts));
    set("html", Json::String(html));
    Json::Object(out)
}

/// A compiled page shell, and the template library set up for it.
struct Shell {
    helpers: Handlebars<'static>,
    compiled: Compiled,
}

impl Shell {
    fn compile(source: &str) -> Result<Self, Error> {
        let compiled = Compiled::shell(source)?;
        let mut helpers = Handlebars::new();
        helpers.set_strict_mode(true);
        helpers.register_escape_fn(|text| output::escaped(text, output::Escape::ATTRIBUTE));
        Ok(Self { helpers, compiled })
    }

    fn write(&self, variables: &Context) -> Result<String, Error> {
        let mut out = Written::new(limits::OUTPUT_BYTES);
        let mut render = RenderContext::new(None);
        let template = &self.compiled.template;
        template
            .render(&self.helpers, variables, &mut render, &mut out)
            .map_err(|error| error::unusable(&error))?;
        Ok(out.text)
    }
}

/// Writes a page with the stock shell, which is compiled when it is first used and kept.
fn with_stock(variables: &Context) -> Result<String, Error> {
    thread_local! {
        static SHELL: OnceCell<Shell> = const { OnceCell::new() };
    }
    SHELL.with(|shell| {
        if let Some(shell) = shell.get() {
            return shell.write(variables);
        }
        let compiled = Shell::compile(STOCK)?;
        let page = compiled.write(variables);
        let _ = shell.set(compiled);
        page
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_shell_of_endless_branches_is_refused() {
        let branches = |count: usize| {
            let shell = "{{#if nonce}}".to_owned() + &"{{else if nonce}}".repeat(count) + "{{/if}}";
            Shell::compile(&shell)
        };
        assert!(branches(900).is_ok());
        let error = branches(4_000).err().map(|error| error.kind());
        assert_eq!(error, Some(ErrorKind::InvalidTemplate));
    }

    #[test]
    fn a_shell_that_would_never_end_is_refused() {
        let nested = |levels: usize| {
            let shell = "{{#each this}}".repeat(levels) + "x" + &"{{/each}}".repeat(levels);
            Shell::compile(&shell)
        };
        assert!(nested(3).is_ok());
        let partial = "{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}";
        for refused in [
            nested(40),
            Shell::compile(partial),
            Shell::compile("{{> a}}"),
        ] {
            let error = refused.err().map(|error| error.kind());
            assert_eq!(error, Some(ErrorKind::InvalidTemplate));
        }
    }

    #[test]
    fn a_shell_that_writes_too_much_is_an_error() {
        let variables = Context::from(serde_json::json!({ "html": "x".repeat(1 << 20) }));
        let shell = "{{{html}}}".repeat(20);
        let page = Shell::compile(&shell).and_then(|shell| shell.write(&variables));
        assert_eq!(
            page.err().map(|error| error.kind()),
            Some(ErrorKind::OutputTooLarge)
        );
    }
}
