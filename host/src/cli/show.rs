//! The commands `paywall decide` and `paywall render`, which show what a customer would see.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use paywall_host::answer::Rendered;
use paywall_host::check::Names;
use paywall_host::{LoadedDocument, Operation, nonce};
use serde_json::value::RawValue;

use super::context::{Context, Request};
use super::explain::{self, Explained};
use super::inside::Inside;
use super::{output, prices, source};

#[derive(Args)]
pub(super) struct Decide {
    #[command(flatten)]
    document: source::Document,
    #[command(flatten)]
    context: Context,
    /// Explain for every rule why it is shown or not, condition by condition
    #[arg(long)]
    explain: bool,
    /// Put the id behind each name
    #[arg(long, requires = "explain")]
    ids: bool,
}

#[derive(Args)]
pub(super) struct Render {
    #[command(flatten)]
    document: source::Document,
    #[command(flatten)]
    context: Context,
    #[command(flatten)]
    inside: Inside,
    #[command(flatten)]
    form: Form,
    /// Write here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of the output; a fragment unless told otherwise.
#[derive(Args)]
struct Form {
    /// Write a whole page
    #[arg(long)]
    page: bool,
    /// Write the module's result as JSON: html, css, fonts, state, events
    #[arg(long, conflicts_with = "page")]
    json: bool,
    /// The nonce of the style sheet [default: a random one]
    #[arg(long, conflicts_with = "json")]
    nonce: Option<String>,
    /// The title of the page
    #[arg(long, requires = "page")]
    title: Option<String>,
    /// A page shell (Handlebars) in place of the stock one
    #[arg(long, value_name = "FILE", requires = "page")]
    template: Option<PathBuf>,
}

/// Prints the decision, or its explanation.
pub(super) fn decide(arguments: &Decide) -> Result<()> {
    let document = arguments.document.load()?;
    let mut request = arguments.context.request(&arguments.document)?;
    if !arguments.explain {
        return output::print(&result(&document, Operation::Decide, &request)?);
    }
    request.set(&["trace"], true)?;
    let answer = document.ask::<Explained>(Operation::Decide, &request.bytes())?;
    source::warn(&document, &answer.warnings);
    let names = Names::of(document.json(), arguments.ids);
    let text = request.clock().unwrap_or_default() + &explain::text(&answer.ok, &names);
    output::print(text.as_bytes())
}

/// Writes the paywall in the form that was asked for.
pub(super) fn render(arguments: &Render) -> Result<()> {
    let document = arguments.document.load()?;
    let mut request = arguments.context.request(&arguments.document)?;
    arguments.inside.add_to(&document, &mut request)?;
    prices::warn(&document, &request);
    let form = &arguments.form;
    let bytes = if form.json {
        result(&document, Operation::Render, &request)?
    } else if form.page {
        page(&document, request, form)?
    } else {
        fragment(&document, &request, form)?
    };
    output::write(arguments.output.as_deref(), &bytes)
}

/// Returns the module's result as JSON for people.
fn result(document: &LoadedDocument, operation: Operation, request: &Request) -> Result<Vec<u8>> {
    let answer = document.ask::<Box<RawValue>>(operation, &request.bytes());
    let answer = answer.map_err(source::meant(document))?;
    source::warn(document, &answer.warnings);
    output::pretty(answer.ok.get().as_bytes())
}

/// Writes a whole page.
fn page(document: &LoadedDocument, mut request: Request, form: &Form) -> Result<Vec<u8>> {
    request.set(&["page", "nonce"], form.nonce()?)?;
    if let Some(title) = &form.title {
        request.set(&["page", "title"], title.as_str())?;
    }
    if let Some(template) = &form.template {
        request.set(
            &["page", "template"],
            String::from_utf8(source::read(template)?)?,
        )?;
    }
    let answer = document.snapshot(&request.bytes());
    let answer = answer.map_err(source::meant(document))?;
    source::warn(document, &answer.warnings);
    Ok(answer.ok.html.into_bytes())
}

/// Writes the style sheet and the fragment.
fn fragment(document: &LoadedDocument, request: &Request, form: &Form) -> Result<Vec<u8>> {
    let answer = document.render(&request.bytes());
    let answer = answer.map_err(source::meant(document))?;
    source::warn(document, &answer.warnings);
    let Rendered { html, css, .. } = answer.ok;
    Ok(format!("<style nonce=\"{}\">{css}</style>\n{html}\n", form.nonce()?).into_bytes())
}

impl Form {
    /// Returns the nonce that was given, or a fresh one.
    fn nonce(&self) -> Result<String> {
        Ok(self.nonce.clone().map_or_else(nonce::fresh, Ok)?)
    }
}
