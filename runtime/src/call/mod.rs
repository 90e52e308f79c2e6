//! The one surface of the engine: an operation and JSON bytes in, JSON bytes out.
//!
//! Every host uses it, so native callers, the ABI and the web layer cannot drift apart.
//! `docs/abi.md` describes the forms.

mod describe;
mod operation;
mod page;

use serde_json::Value as Json;

use crate::decide;
use crate::document::paywall::Paywall;
use crate::error::{Error, ErrorKind, Warning};
use crate::json::Writer;
use crate::limits;
use crate::load::Document;
use crate::paywall::event::{self, Event};
use crate::paywall::view::View;
use crate::paywall::{self, resolve::Rendering};
use crate::play;
use crate::request::{Act, Request};
use crate::rule::decision::Decision;
use crate::rule::place::place;
use crate::string::{concat, push};
use crate::tree::html;
use crate::work::Work;
pub use operation::Operation;
use paywall_output::{Escape, Output};

/// Loads a document. The answer has its handle, or tells why it could not be read.
pub fn load(bytes: &[u8], handle: u32) -> (Option<Document>, Vec<u8>) {
    open(bytes.to_vec(), handle)
}

/// Loads a document, whose bytes it keeps.
pub fn open(bytes: Vec<u8>, handle: u32) -> (Option<Document>, Vec<u8>) {
    match Document::open(bytes) {
        Ok(document) => {
            let answer = success(0, &mut |out| {
                out.open(b'{');
                out.value_field("handle", &Json::from(handle));
                out.close(b'}');
                Vec::new()
            });
            (Some(document), answer)
        }
        Err(error) => (None, failure(&error)),
    }
}

/// Answers a call on a loaded document. The answer is JSON even when the call fails.
pub fn answer(document: &Document, operation: u32, request: &[u8]) -> Vec<u8> {
    let parts = Operation::from_number(operation)
        .ok_or_else(|| {
            Error::new(
                ErrorKind::UnknownOperation,
                format!("expected an operation from 1 to 5, found {operation}"),
            )
        })
        .and_then(|operation| Ok((operation, Request::read(request)?)));
    match parts.and_then(|(operation, mut request)| run(document, operation, &mut request)) {
        Ok(answer) => answer,
        Err(error) => failure(&error),
    }
}

/// Writes the answer for an error.
pub fn failure(error: &Error) -> Vec<u8> {
    let mut out = Writer::default();
    out.open(b'{');
    out.key("error");
    error.write(&mut out);
    out.key("warnings");
    out.value(&Json::Array(Vec::new()));
    out.close(b'}');
    out.finish()
}

/// The bytes reserved for an answer with HTML, enough for most; a longer one is moved while it grows.
const ROOM: usize = 28 << 10;

/// Writes an answer: its `ok` by `ok`, and the warnings that come of it.
// One copy for all answers: inlined, each would bring its own.
#[inline(never)]
fn success(room: usize, ok: &mut dyn FnMut(&mut Writer) -> Vec<Warning>) -> Vec<u8> {
    let mut out = Writer::with_room(room);
    out.open(b'{');
    out.key("ok");
    let warnings = ok(&mut out);
    out.key("warnings");
    out.open(b'[');
    for warning in warnings {
        warning.write(&mut out);
    }
    out.close(b']');
    out.close(b'}');
    out.finish()
}

/// Runs an operation.
fn run(document: &Document, operation: Operation, request: &mut Request) -> Result<Vec<u8>, Error> {
    let work = Work::default();
    match operation {
        Operation::Decide if request.trace => Ok(explained(document, request, &work)),
        Operation::Decide => decided(document, request, &work),
        Operation::Render => show(document, request, &work, None, rendered),
        Operation::Snapshot => show(document, request, &work, None, snapshot),
        Operation::Act => {
            let act = request.act.take().ok_or_else(|| {
                Error::new(ErrorKind::InvalidRequest, "expected `act`").at("request.act")
            })?;
            show(document, request, &work, Some(&act), rendered)
        }
        Operation::Describe => Ok(success(0, &mut |out| describe::write(out, document))),
    }
}

/// Writes the answer of an operation that shows a paywall, after the events that led to it.
type Write = fn(&View<'_>, &[Event]) -> Result<Vec<u8>, Error>;

/// Finds the paywall, lets `act` happen, and writes what is shown then. A flow may have to begin before.
fn show(
    document: &Document,
    request: &mut Request,
    work: &Work,
    act: Option<&Act>,
    write: Write,
) -> Result<Vec<u8>, Error> {
    let (paywall, decision) = find(document, request, work)?;
    let decision = decision.as_ref();
    let events = happen(document, request, work, (paywall, decision), act)?;
    // The event may have taken the flow to another screen.
    let paywall = on_screen(document, decision, request).unwrap_or(paywall);
    let view = View::new(paywall, document.texts(), request, work, decision);
    write(&view, &events)
}

/// Begins a flow that has not begun, and lets `act` happen in it or in the paywall.
/// Changes the state of the request and returns the events that the app must hear.
///
/// # Errors
/// `too_many_nodes`; in a flow also `flow_too_long`.
pub fn happen<'a>(
    document: &'a Document,
    request: &mut Request,
    work: &Work,
    (paywall, decision): (&'a Paywall, Option<&Decision<'a>>),
    act: Option<&Act>,
) -> Result<Vec<Event>, Error> {
    if let Some(decision) = decision
        && let Some(flow) = decision.flow
    {
        return play::play(document, paywall, (decision, flow), request, work, act);
    }
    let Some(act) = act else {
        return Ok(Vec::new());
    };
    let outcome = paywall::press(paywall, document.texts(), request, work, decision, act)?;
    request.state = Some(outcome.state);
    Ok(outcome.events)
}

/// Returns the paywall that the request's state is at in the flow that was decided for, if it is in that flow.
pub(crate) fn on_screen<'a>(
    document: &'a Document,
    decision: Option<&Decision<'a>>,
    request: &Request,
) -> Option<&'a Paywall> {
    let flow = decision?.flow?;
    let place = place(request)?;
    if place.get("id").and_then(Json::as_str) != Some(&flow.id) {
        return None;
    }
    document.paywall(place.get("screen")?.as_str()?)
}

/// Writes the field `decision`, null without one.
fn write_decision(out: &mut Writer, decision: Option<&Decision<'_>>) {
    out.key("decision");
    match decision {
        Some(decision) => decision.write(out),
        None => out.value(&Json::Null),
    }
}

/// Decides, and makes sure that the product groups named at launch exist: without them there would be nothing to buy.
///
/// # Errors
/// Those of [`decide::decide`]; `product_groups_not_found` when none of the groups named at launch exists.
pub fn decide<'a>(
    document: &'a Document,
    request: &Request,
    work: &Work,
) -> Result<Decision<'a>, Error> {
    with_groups(document, request, decide::decide(document, request, work)?)
}

/// Returns a decision if its paywall has one of the product groups named at launch.
fn with_groups<'a>(
    document: &Document,
    request: &Request,
    decision: Decision<'a>,
) -> Result<Decision<'a>, Error> {
    // A paywall is read only where there is something to look for in it.
    if !request.launch.context.product_groups.is_empty()
        && let Some(paywall) = decision.paywall.and_then(|id| document.paywall(id))
    {
        check_groups(paywall, request)?;
    }
    Ok(decision)
}

/// Writes the decision alone.
fn decided(document: &Document, request: &Request, work: &Work) -> Result<Vec<u8>, Error> {
    let decision = decide(document, request, work)?;
    Ok(success(0, &mut |out| {
        out.open(b'{');
        write_decision(out, Some(&decision));
        out.close(b'}');
        Vec::new()
    }))
}

/// Writes the decision, or why there is none, and the trace.
/// A launch for which there is no paywall to show is no error here: it is explained.
fn explained(document: &Document, request: &Request, work: &Work) -> Vec<u8> {
    let outcome = decide::judge(document, request, work, None);
    let decision = outcome
        .decision
        .and_then(|decision| with_groups(document, request, decision));
    success(0, &mut |out| {
        out.open(b'{');
        write_decision(out, decision.as_ref().ok());
        out.key("error");
        match &decision {
            Ok(_) => out.value(&Json::Null),
            Err(error) => error.write(out),
        }
        out.key("trace");
        out.open(b'[');
        for rule in &outcome.trace {
            out.value(rule);
        }
        out.close(b']');
        out.close(b'}');
        Vec::new()
    })
}

/// Checks that one of the product groups named at launch exists. A paywall without groups of its own fits any launch.
fn check_groups(paywall: &Paywall, request: &Request) -> Result<(), Error> {
    let wanted = &request.launch.context.product_groups;
    let exists = |name: &String| paywall.menus.iter().any(|menu| *menu.reference == **name);
    if paywall.menus.is_empty() || wanted.iter().any(exists) {
        return Ok(());
    }
    let mut detail = String::from("expected one of the product groups");
    for name in wanted {
        push(&mut detail, &[" \"", name, "\""]);
    }
    detail.push_str(" in the paywall");
    Err(Error::new(ErrorKind::ProductGroupsNotFound, detail)
        .at("request.launch.context.productGroups"))
}

/// Returns the paywall that a request is about: the one it names, or the one its launch decides for; in a
/// flow, the one on screen.
///
/// # Errors
/// `paywall_not_found`, `held_out`, and those of [`decide()`].
pub fn find<'a>(
    document: &'a Document,
    request: &Request,
    work: &Work,
) -> Result<(&'a Paywall, Option<Decision<'a>>), Error> {
    let by_id = |id: &str| {
        let paywall = document.paywall(id);
        paywall.ok_or_else(|| {
            Error::new(
                ErrorKind::PaywallNotFound,
                format!("expected a paywall with the id \"{id}\""),
            )
        })
    };
    if let Some(id) = &request.paywall {
        return Ok((by_id(id)?, None));
    }
    let decision = decide(document, request, work)?;
    let Some(id) = decision.paywall else {
        let holdout = decision.held_out.unwrap_or_default();
        let detail = concat(&[
            "the customer belongs to the holdout \"",
            holdout,
            "\": nothing is shown",
        ]);
        return Err(Error::new(ErrorKind::HeldOut, detail));
    };
    let paywall = match on_screen(document, Some(&decision), request) {
        Some(paywall) => paywall,
        None => by_id(id)?,
    };
    Ok((paywall, Some(decision)))
}

/// Renders a paywall and writes the answer of `render` and `act`.
fn rendered(view: &View<'_>, events: &[Event]) -> Result<Vec<u8>, Error> {
    let rendering = paywall::render(view)?;
    let mut length = 0;
    let answer = success(ROOM, &mut |out| {
        out.open(b'{');
        write_decision(out, view.decision);
        write_shown(out, view, &rendering);
        out.key("html");
        // The HTML is written straight into the answer, escaped as JSON on the way: building it apart would copy it.
        out.inside_text(|out| {
            let from = out.written();
            html::write_element(out, &rendering.tree.root, true);
            length = out.written() - from;
        });
        out.key("css");
        out.inside_text(|out| {
            out.push(paywall::css_in_json(view.paywall));
            out.escape(&paywall::scale_css(view), Escape::JSON);
            out.escape(&rendering.tree.dynamic_css, Escape::JSON);
        });
        write_fonts(out, view.paywall);
        out.map_field("state", &view.state.changes);
        out.key("events");
        event::write(out, events);
        out.close(b'}');
        view.warnings.take()
    });
    // Measured afterwards, for the answer is written only once; the limits of nodes and of texts bound it until then.
    check_length(length)?;
    Ok(answer)
}

/// Writes what a page must know of a launched paywall before the module puts it there: the decision, its name, its fonts.
pub fn launched(paywall: &Paywall, decision: Option<&Decision<'_>>) -> Vec<u8> {
    success(0, &mut |out| {
        out.open(b'{');
        write_decision(out, decision);
        out.text_field("name", &paywall.name);
        write_fonts(out, paywall);
        out.close(b'}');
        Vec::new()
    })
}

/// Writes the fonts that a paywall needs.
fn write_fonts(out: &mut Writer, paywall: &Paywall) {
    out.key("fonts");
    out.open(b'[');
    for font in &paywall.fonts {
        font.write(out);
    }
    out.close(b']');
}

/// Writes the paywall and page that are shown, and the `data-tap` value of the element that takes the focus.
fn write_shown(out: &mut Writer, view: &View<'_>, rendering: &Rendering<'_>) {
    out.key("paywall");
    out.open(b'{');
    out.text_field("id", &view.paywall.id);
    out.text_field("name", &view.paywall.name);
    out.text_field("page", rendering.page);
    out.option_field("focus", rendering.tree.focus.as_deref());
    out.close(b'}');
}

/// Writes a paywall as HTML.
fn write_html(rendering: &Rendering<'_>) -> Result<String, Error> {
    let mut out = Output::with_room(ROOM);
    html::write_element(&mut out, &rendering.tree.root, false);
    check_length(out.written())?;
    Ok(out.text())
}

/// Checks that a page is of an allowed size.
///
/// # Errors
/// `output_too_large`.
pub(crate) fn check_length(bytes: usize) -> Result<(), Error> {
    if bytes <= limits::OUTPUT_BYTES {
        return Ok(());
    }
    let (kind, most) = (ErrorKind::OutputTooLarge, limits::OUTPUT_BYTES);
    Err(Error::beyond(kind, most, "bytes of HTML", Some(bytes)))
}

/// Returns the whole style sheet of a paywall.
fn write_css(view: &View<'_>, rendering: &Rendering<'_>) -> String {
    paywall::static_css(view) + &rendering.tree.dynamic_css
}

/// Renders a paywall as a page and writes the answer of `snapshot`.
fn snapshot(view: &View<'_>, _: &[Event]) -> Result<Vec<u8>, Error> {
    let rendering = paywall::render(view)?;
    let css = write_css(view, &rendering);
    let html = page::write(view, write_html(&rendering)?, css)?;
    Ok(success(ROOM, &mut |out| {
        out.open(b'{');
        write_decision(out, view.decision);
        out.text_field("html", &html);
        out.close(b'}');
        view.warnings.take()
    }))
}
