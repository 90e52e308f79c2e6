//! The one surface of the engine: an operation and JSON bytes in, JSON bytes out.
//!
//! Every host uses it, so native callers, the ABI and the web layer cannot drift apart.
//! The forms are described in `docs/abi.md`.

mod describe;
pub(crate) mod reader;
mod request;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::campaign::{self, Decision};
use crate::document::Document;
use crate::document::paywall::{Font, Paywall};
use crate::error::{Error, ErrorKind, Warning};
use crate::limits;
use crate::paywall::act::Event;
use crate::paywall::view::View;
use crate::paywall::{self, resolve::Rendering};
use crate::template;
use crate::tree::html;
pub use describe::Description;
pub use request::{Act, Context, Launch, PageOptions, Request};

/// What a call does. The numbers are those of `docs/abi.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Operation {
    /// Which paywall to show.
    Decide = 1,
    /// The paywall as HTML and CSS.
    Render = 2,
    /// The paywall as a whole page.
    Snapshot = 3,
    /// A tap, and the paywall after it.
    Act = 4,
    /// What the document offers.
    Describe = 5,
}

impl Operation {
    /// The operation of a number.
    pub const fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            1 => Self::Decide,
            2 => Self::Render,
            3 => Self::Snapshot,
            4 => Self::Act,
            5 => Self::Describe,
            _ => return None,
        })
    }
}

/// An answer with a result.
#[derive(Serialize)]
struct Success<'a, T: Serialize> {
    ok: &'a T,
    warnings: &'a [Warning],
}

/// An answer without one.
#[derive(Serialize)]
struct Failure<'a> {
    error: &'a Error,
    warnings: &'a [Warning],
}

/// A rendered paywall.
#[derive(Debug, Serialize)]
pub struct Rendered<'a> {
    /// Why it is this one; null when it was asked for by its id.
    pub decision: Option<&'a Decision<'a>>,
    /// Which one it is.
    pub paywall: Shown<'a>,
    /// The fragment.
    pub html: String,
    /// Its rules.
    pub css: String,
    /// The fonts it uses.
    pub fonts: &'a [Font],
    /// Where the customer is inside it, for the next call.
    pub state: &'a Map<String, Json>,
    /// What the app must hear.
    pub events: Vec<Event>,
}

/// Which paywall and page is shown.
#[derive(Debug, Serialize)]
pub struct Shown<'a> {
    /// The paywall's id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The name of its page.
    pub page: &'a str,
    /// The `data-tap` value of the element that takes the focus.
    pub focus: Option<String>,
}

/// Loads a document and answers what it offers, or why it could not be read.
pub fn load(bytes: &[u8], handle: u32) -> (Option<Document>, Vec<u8>) {
    match Document::load(bytes) {
        Ok((document, warnings)) => {
            let answer = success(&Description::new(&document, Some(handle)), &warnings);
            (Some(document), answer)
        }
        Err(error) => (None, failure(&error)),
    }
}

/// Answers a call.
pub fn answer(document: &Document, operation: u32, request: &[u8]) -> Vec<u8> {
    let parts = Operation::from_number(operation)
        .ok_or_else(|| {
            Error::new(
                ErrorKind::UnknownOperation,
                format!("expected an operation from 1 to 5, found {operation}"),
            )
        })
        .and_then(|operation| Ok((operation, Request::read(request)?)));
    match parts.and_then(|(operation, request)| run(document, operation, &request)) {
        Ok(answer) => answer,
        Err(error) => failure(&error),
    }
}

/// The answer for an error.
pub fn failure(error: &Error) -> Vec<u8> {
    to_bytes(&Failure {
        error,
        warnings: &[],
    })
}

fn success<T: Serialize>(ok: &T, warnings: &[Warning]) -> Vec<u8> {
    to_bytes(&Success { ok, warnings })
}

/// Answers are made of texts, numbers and lists only: writing them cannot fail.
fn to_bytes<T: Serialize>(answer: &T) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_default()
}

fn run(document: &Document, operation: Operation, request: &Request) -> Result<Vec<u8>, Error> {
    match operation {
        Operation::Describe => Ok(success(&Description::new(document, None), &[])),
        Operation::Decide if request.trace => Ok(explained(document, request)),
        Operation::Decide => {
            let decision = decide(document, request)?;
            Ok(success(
                &Map::from_iter([(
                    "decision".into(),
                    serde_json::to_value(decision).unwrap_or_default(),
                )]),
                &[],
            ))
        }
        Operation::Render => with_view(document, request, |view| rendered(view, Vec::new())),
        Operation::Act => with_view(document, request, |view| {
            let tap = request.act.as_ref();
            let tap = tap.ok_or_else(|| {
                Error::new(ErrorKind::InvalidRequest, "expected `act`").at("request.act")
            })?;
            let events = paywall::apply(view, tap)?;
            rendered(view, events)
        }),
        Operation::Snapshot => with_view(document, request, |view| snapshot(view)),
    }
}

/// Decides, and makes sure that the product groups named at launch exist.
///
/// # Errors
/// Those of [`campaign::decide`]; `product_groups_not_found` when none of the groups named at launch exists.
pub fn decide<'a>(document: &'a Document, request: &Request) -> Result<Decision<'a>, Error> {
    with_groups(document, request, campaign::decide(document, request)?)
}

fn with_groups<'a>(
    document: &Document,
    request: &Request,
    decision: Decision<'a>,
) -> Result<Decision<'a>, Error> {
    if let Some(paywall) = decision.paywall.and_then(|id| document.paywall(id)) {
        check_groups(paywall, request)?;
    }
    Ok(decision)
}

/// A decision, explained.
#[derive(Serialize)]
struct Explained<'a> {
    decision: Option<&'a Decision<'a>>,
    error: Option<&'a Error>,
    trace: &'a [Json],
}

/// The decision or why there is none, and the trace. Having no paywall to show is no error here: it is explained.
fn explained(document: &Document, request: &Request) -> Vec<u8> {
    let outcome = campaign::judge(document, request, None);
    let decision = outcome
        .decision
        .and_then(|decision| with_groups(document, request, decision));
    let answer = Explained {
        decision: decision.as_ref().ok(),
        error: decision.as_ref().err(),
        trace: &outcome.trace,
    };
    success(&answer, &[])
}

fn check_groups(paywall: &Paywall, request: &Request) -> Result<(), Error> {
    let wanted = &request.launch.context.product_groups;
    let exists = |name: &String| paywall.menus.iter().any(|menu| *menu.reference == **name);
    if paywall.menus.is_empty() || wanted.is_empty() || wanted.iter().any(exists) {
        return Ok(());
    }
    let detail = format!("expected one of the product groups {wanted:?} in the paywall");
    Err(Error::new(ErrorKind::ProductGroupsNotFound, detail)
        .at("request.launch.context.productGroups"))
}

/// The paywall a request is about: the one it names, or the one its launch decides for.
///
/// # Errors
/// `paywall_not_found`, `held_out`, and those of [`decide`].
pub fn find<'a>(
    document: &'a Document,
    request: &Request,
) -> Result<(&'a Paywall, Option<Decision<'a>>), Error> {
    let by_id = |id: &str| {
        let paywall = document.paywall(id);
        paywall.ok_or_else(|| {
            Error::new(
                ErrorKind::PaywallNotFound,
                format!("expected a paywall with the id {id:?}"),
            )
        })
    };
    if let Some(id) = &request.paywall {
        return Ok((by_id(id)?, None));
    }
    let decision = decide(document, request)?;
    let Some(id) = decision.paywall else {
        let holdout = decision.held_out.unwrap_or_default();
        let detail = format!("the customer belongs to the holdout {holdout:?}: nothing is shown");
        return Err(Error::new(ErrorKind::HeldOut, detail));
    };
    Ok((by_id(id)?, Some(decision)))
}

fn with_view(
    document: &Document,
    request: &Request,
    answer: impl FnOnce(&mut View<'_>) -> Result<Vec<u8>, Error>,
) -> Result<Vec<u8>, Error> {
    let (paywall, decision) = find(document, request)?;
    let mut view = View::new(paywall, request, decision.as_ref());
    answer(&mut view)
}

fn rendered(view: &View<'_>, events: Vec<Event>) -> Result<Vec<u8>, Error> {
    let rendering = paywall::render(view)?;
    let answer = Rendered {
        decision: view.decision,
        paywall: shown(view, &rendering),
        html: write_html(&rendering)?,
        css: write_css(view, &rendering),
        fonts: &view.paywall.fonts,
        state: &view.state.changes,
        events,
    };
    Ok(success(&answer, &view.warnings))
}

fn shown<'a>(view: &View<'a>, rendering: &Rendering<'a>) -> Shown<'a> {
    Shown {
        id: &view.paywall.id,
        name: &view.paywall.name,
        page: rendering.page,
        focus: rendering.tree.focus.as_deref().map(Into::into),
    }
}

fn write_html(rendering: &Rendering<'_>) -> Result<String, Error> {
    let mut out = String::with_capacity(16 << 10);
    html::write_element(&mut out, &rendering.tree.root);
    if out.len() > limits::OUTPUT_BYTES {
        let detail = format!(
            "expected at most {} bytes of HTML, found {}",
            limits::OUTPUT_BYTES,
            out.len()
        );
        return Err(Error::new(ErrorKind::OutputTooLarge, detail));
    }
    Ok(out)
}

fn write_css(view: &View<'_>, rendering: &Rendering<'_>) -> String {
    paywall::static_css(view) + &rendering.tree.dynamic_css
}

/// A whole page.
#[derive(Serialize)]
struct Page<'a> {
    decision: Option<&'a Decision<'a>>,
    html: String,
}

fn snapshot(view: &View<'_>) -> Result<Vec<u8>, Error> {
    let rendering = paywall::render(view)?;
    let css = write_css(view, &rendering);
    let html = template::page::write(view, &write_html(&rendering)?, &css)?;
    Ok(success(
        &Page {
            decision: view.decision,
            html,
        },
        &view.warnings,
    ))
}
