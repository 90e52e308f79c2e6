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
    /// Tap on the component of this id before the paywall is shown; may be given several times, in the order of the taps
    #[arg(long, value_name = "ID")]
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
    check(document, request, tap)?;
    request.set(&["act"], json!({ "tap": tap, "by": "click" }))?;
    let answer = document.act(&request.bytes());
    let Rendered { state, events, .. } = answer.map_err(source::meant(document))?.ok;
    request.set(&["act"], Value::Null)?;
    request.set(&["state"], serde_json::from_str::<Value>(state.get())?)?;
    Ok(heard(tap, &events))
}

/// Makes sure that something on the page can be tapped by a name: the module passes over a tap on anything else.
fn check(document: &LoadedDocument, request: &Request, tap: &str) -> Result<()> {
    let page = document.render(&request.bytes());
    let html = page.map_err(source::meant(document))?.ok.html;
    let tags = html.split('<').filter(|tag| tag.contains(" data-tap=\""));
    let names: Vec<_> = tags
        .flat_map(|tag| [value(tag, "data-id"), value(tag, "data-tap")])
        .flatten()
        .collect();
    if names.contains(&tap) {
        return Ok(());
    }
    let mut ids = names;
    ids.retain(|name| !name.starts_with(|sign: char| sign.is_ascii_digit()));
    ids.dedup();
    if ids.is_empty() {
        bail!("nothing on the page can be tapped by the id \"{tap}\": its buttons have no ids");
    }
    bail!(
        "nothing on the page can be tapped by the id \"{tap}\"; there are {}",
        ids.join(", ")
    );
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
