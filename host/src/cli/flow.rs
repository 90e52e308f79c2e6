//! The command `paywall flow`, which walks a customer through a flow, one event after the other.

use std::fmt::Write as _;

use anyhow::Result;
use clap::Args;
use paywall_host::answer::Rendered;
use paywall_host::check::Names;
use paywall_host::{LoadedDocument, Operation};
use serde_json::{Value, json};

use super::context::{Context, Request};
use super::{output, source};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    document: source::Document,
    #[command(flatten)]
    context: Context,
    /// The events in order: the id of a button that is tapped, a key
    /// such as `__remoteback__`, or `wait` until the flow's
    /// first timer has run out
    #[arg(long, value_name = "EVENTS", value_delimiter = ',')]
    events: Vec<String>,
    /// Put the id behind each name
    #[arg(long)]
    ids: bool,
}

/// Prints, after each event, the screen, the events for the app, and the timers that the flow waits for.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let document = arguments.document.load()?;
    let mut request = arguments.context.request(&arguments.document)?;
    let mut text = String::new();
    let names = Names::of(document.json(), arguments.ids);
    let shown = (&document, &names);
    let mut state = step(shown, Operation::Render, &request, "begin", &mut text)?;
    for event in &arguments.events {
        let act = act(event, &state);
        request.set(&["state"], state)?;
        request.set(&["act"], act)?;
        state = step(shown, Operation::Act, &request, event, &mut text)?;
    }
    output::print(text.as_bytes())
}

/// Makes the `act` of a request for an event as the command line names it.
fn act(event: &str, state: &Value) -> Value {
    // A timer that has run out has no number any more.
    let timers = state["flow"]["timers"].as_object();
    let mut timers = timers
        .into_iter()
        .flatten()
        .filter(|(_, wait)| wait.is_number());
    match timers.next() {
        Some((timer, _)) if event == "wait" => json!({ "tap": timer, "by": "timer" }),
        _ if event.starts_with("__") => json!({ "tap": event, "by": "event" }),
        _ => json!({ "tap": event, "by": "click" }),
    }
}

/// Makes one call, describes the answer, and returns the state that it leads to.
fn step(
    (document, names): (&LoadedDocument, &Names),
    operation: Operation,
    request: &Request,
    event: &str,
    out: &mut String,
) -> Result<Value> {
    let answer = document.ask::<Rendered>(operation, &request.bytes());
    let answer = answer.map_err(source::meant(document))?;
    source::warn(document, &answer.warnings);
    let shown = answer.ok;
    let state: Value = serde_json::from_str(shown.state.get())?;
    writeln!(out, "{event}: {}", names.paywall(&shown.paywall.id))?;
    for told in &shown.events {
        writeln!(out, "  {}", told_in_short(told))?;
    }
    let flow = &state["flow"];
    for (timer, wait) in flow["timers"].as_object().into_iter().flatten() {
        if wait.is_number() {
            writeln!(out, "  waits {wait} ms (timer {timer})")?;
        }
    }
    for word in ["paused", "done"] {
        if flow[word] == true {
            writeln!(out, "  {word}")?;
        }
    }
    Ok(state)
}

/// Describes an event by its action and the flow's own fields; the rest is the same in all events of a screen.
fn told_in_short(event: &Value) -> String {
    let mut text = event["action"].as_str().unwrap_or_default().to_owned();
    for field in [
        "data",
        "handoffTag",
        "handoffData",
        "sku",
        "componentChange",
    ] {
        if !event[field].is_null() {
            let _ = write!(text, " {field} {}", event[field]);
        }
    }
    text
}
