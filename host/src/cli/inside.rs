//! The customer's place inside a paywall: values of its state, and taps from there on.

use anyhow::{Result, bail};
use clap::Args;
use paywall_host::LoadedDocument;
use paywall_host::answer::Rendered;
use serde_json::{Value, json};

use super::context::{Request, pair};
use super::{output, source};

#[derive(Args)]
pub(super) struct Inside {
    /// Begin with this value in the paywall's state, such as `formStates.trial=true`; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    state: Vec<(String, String)>,
    /// Tap on the component of this id before the paywall is shown, or on the one that sets this form (`trial`,
    /// `plan=year`); may be given several times, in the order of the taps
    #[arg(long, value_name = "NAME")]
    tap: Vec<String>,
}

impl Inside {
    /// Puts the state into a request, lets the taps happen, and tells what the app would hear of them.
    ///
    /// # Errors
    /// Fails if the module refuses the request, and if nothing on the page can be tapped by a name.
    pub(super) fn add_to(&self, document: &LoadedDocument, request: &mut Request) -> Result<()> {
        for (name, text) in &self.state {
            // What is no JSON is a text, so that nobody has to write quotes in quotes.
            let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str()));
            let way: Vec<_> = ["state"].into_iter().chain(name.split('.')).collect();
            request.set(&way, value)?;
        }
        for tap in &self.tap {
            output::tell(&(happen(document, request, tap)? + "\n"));
        }
        Ok(())
    }
}

/// Lets a tap happen on the page that a request shows: its state is in the request then. Says what the app would hear.
///
/// # Errors
/// Fails if the module refuses the request, and if nothing on the page can be tapped by the name.
pub(super) fn happen(
    document: &LoadedDocument,
    request: &mut Request,
    tap: &str,
) -> Result<String> {
    let found = find(document, request, tap)?;
    let Rendered { state, events, .. } = act(document, request, &found)?;
    request.set(&["state"], serde_json::from_str::<Value>(state.get())?)?;
    Ok(heard(tap, &events))
}

/// Answers what a tap leads to. The request stays as it is.
fn act(document: &LoadedDocument, request: &mut Request, tap: &str) -> Result<Rendered> {
    request.set(&["act"], json!({ "tap": tap, "by": "click" }))?;
    let answer = document.act(&request.bytes());
    request.set(&["act"], Value::Null)?;
    Ok(answer.map_err(source::meant(document))?.ok)
}

/// Finds what a name means on the page: the component of that id, or else the first whose tap sets the form of that name,
/// perhaps to a value (`plan=year`). The module passes over a tap on anything else.
fn find(document: &LoadedDocument, request: &mut Request, tap: &str) -> Result<String> {
    let page = document.render(&request.bytes());
    let html = page.map_err(source::meant(document))?.ok.html;
    let (mut ids, mut forms) = (Vec::new(), Vec::new());
    let tags: Vec<_> = html.split('<').filter_map(tapped).collect();
    for (id, name) in &tags {
        if *id == Some(tap) || *name == tap {
            return Ok(tap.into());
        }
        ids.extend(*id);
    }
    for (_, name) in &tags {
        for event in act(document, request, name)?.events {
            let Some((form, set)) = form(&event) else {
                continue;
            };
            if tap == form || tap == set {
                return Ok((*name).into());
            }
            if !forms.contains(&set) {
                forms.push(set);
            }
        }
    }
    ids.dedup();
    bail!("{}", unknown(tap, &ids, &forms));
}

/// Returns the id of a tag that can be tapped, and the name by which the page tells of the tap.
fn tapped(tag: &str) -> Option<(Option<&str>, &str)> {
    Some((value(tag, "data-id"), value(tag, "data-tap")?))
}

/// Returns the form that an event tells a new value of, alone and with the value.
fn form(event: &Value) -> Option<(&str, String)> {
    let change = event.get("componentChange")?;
    let form = change.get("formId")?.as_str()?;
    let value = match change.get("value")? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some((form, format!("{form}={value}")))
}

/// Says that nothing can be tapped by a name, and by which names something can.
fn unknown(tap: &str, ids: &[&str], forms: &[String]) -> String {
    let mut out = format!("nothing on the page can be tapped by the name \"{tap}\"");
    match ids {
        [] => out += ": its buttons have no ids",
        _ => out += &format!("; there are {}", ids.join(", ")),
    }
    if !forms.is_empty() {
        out += &format!("; by their forms, {}", forms.join(", "));
    }
    out
}

/// Returns the value of an attribute in a tag.
fn value<'a>(tag: &'a str, attribute: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {attribute}=\""))?;
    Some(rest.split_once('"')?.0)
}

/// Says what the app hears of a tap.
fn heard(tap: &str, events: &[Value]) -> String {
    let names = events.iter().filter_map(|event| {
        let sku = event["sku"]["skuId"].as_str().map(|id| format!(" {id}"));
        let promo = event["sku"]["promoId"]
            .as_str()
            .map(|id| format!(" with the offer {id}"));
        Some(
            event["action"].as_str()?.to_owned()
                + &sku.unwrap_or_default()
                + &promo.unwrap_or_default(),
        )
    });
    let names: Vec<_> = names.collect();
    let heard = match names.is_empty() {
        true => "the app hears nothing".to_owned(),
        false => names.join(", "),
    };
    format!("tap {tap}: {heard}")
}
