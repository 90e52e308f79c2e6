//! The page around a snapshot.

use std::cell::OnceCell;

use handlebars::{Handlebars, TemplateError};
use serde::Serialize;

use crate::document::paywall::Font;
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::paywall::view::View;
use crate::tree::escape;

/// The page shell used when the request brings none.
const STOCK: &str = include_str!("../../../paywall-templates/shell.hbs");
const NAME: &str = "page";

/// What a page shell may use. `css` and `html` are already safe where they stand and are written raw.
#[derive(Serialize)]
struct Variables<'a> {
    lang: &'a str,
    dir: &'static str,
    title: &'a str,
    nonce: Option<&'a str>,
    css: &'a str,
    html: &'a str,
}

/// The whole page for a paywall's HTML and rules.
///
/// # Errors
/// `invalid_template` when the request's page shell is not valid or asks for something unknown; `output_too_large`.
pub fn write(view: &View<'_>, html: &str, css: &str) -> Result<String, Error> {
    let page = &view.request.page;
    let css = [font_faces(&view.paywall.fonts).as_str(), css].concat();
    let variables = Variables {
        lang: view.locale.as_str(),
        dir: "ltr",
        title: page.title.as_deref().unwrap_or(&view.paywall.name),
        nonce: page.nonce.as_deref(),
        css: &css,
        html,
    };
    let page = match &page.template {
        None => with_stock(|shell| {
            shell
                .render(NAME, &variables)
                .map_err(|error| invalid(&error))
        })?,
        Some(template) => {
            let shell =
                compile(template).map_err(|error| invalid(&error).at("request.page.template"))?;
            shell
                .render(NAME, &variables)
                .map_err(|error| invalid(&error).at("request.page.template"))?
        }
    };
    if page.len() > limits::OUTPUT_BYTES {
        let detail = format!(
            "expected at most {} bytes, found {}",
            limits::OUTPUT_BYTES,
            page.len()
        );
        return Err(Error::new(ErrorKind::OutputTooLarge, detail));
    }
    Ok(page)
}

fn invalid(error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidTemplate, error.to_string())
}

fn compile(template: &str) -> Result<Handlebars<'static>, Box<TemplateError>> {
    let mut shell = Handlebars::new();
    shell.set_strict_mode(true);
    shell.register_escape_fn(|text| {
        let mut out = String::with_capacity(text.len());
        escape::write_attribute(&mut out, text);
        out
    });
    shell
        .register_template_string(NAME, template)
        .map_err(Box::new)?;
    Ok(shell)
}

/// The stock shell is compiled when it is first used.
fn with_stock<T>(write: impl FnOnce(&Handlebars<'static>) -> Result<T, Error>) -> Result<T, Error> {
    thread_local! {
        static SHELL: OnceCell<Handlebars<'static>> = const { OnceCell::new() };
    }
    SHELL.with(|shell| {
        if shell.get().is_none() {
            let compiled = compile(STOCK).map_err(|error| invalid(&error))?;
            let _ = shell.set(compiled);
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
