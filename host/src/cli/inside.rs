//! The customer's place inside a paywall: values of its state, and taps from there on.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use clap::Args;
use paywall_host::LoadedDocument;
use paywall_host::answer::Rendered;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::context::{Request, pair};
use super::{output, source};

#[derive(Args)]
pub(super) struct Inside {
    /// Begin with this value in the paywall's state, such as `formStates.trial=true`; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    state: Vec<(String, String)>,
    /// Tap on the component of this id before the paywall is shown, or on the one that sets this form (`trial`,
    /// `plan=year`) or chooses this product (`yearly`, or with its group `plans=yearly`); may be given several times, in the
    /// order of the taps
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
    let Some(found) = find(document, request, tap)? else {
        return Ok(heard(tap, &[]));
    };
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
/// perhaps to a value (`plan=year`), or chooses the product of that id, perhaps of a group (`plans=yearly`). The module
/// passes over a tap on anything else. `None` stands for a product that is chosen already.
fn find(document: &LoadedDocument, request: &mut Request, tap: &str) -> Result<Option<String>> {
    let page = document.render(&request.bytes());
    let Rendered { html, state, .. } = page.map_err(source::meant(document))?.ok;
    let before = chosen(&state)?;
    let (mut ids, mut forms, mut products) = (Vec::new(), Vec::new(), Vec::new());
    let tags: Vec<_> = html.split('<').filter_map(tapped).collect();
    for (id, name) in &tags {
        if *id == Some(tap) || *name == tap {
            return Ok(Some(tap.into()));
        }
        ids.extend(*id);
    }
    let mut elsewhere = BTreeMap::new();
    for (_, name) in &tags {
        let done = act(document, request, name)?;
        let set: Vec<_> = done.events.iter().filter_map(form).collect();
        let product = product(&before, &done)?;
        let means = |(short, whole): &(String, String)| tap == short || tap == whole;
        if set.iter().chain(&product).any(means) {
            return Ok(Some((*name).into()));
        }
        if let Some((_, whole)) = &product {
            let group = whole.split('=').next().unwrap_or_default();
            elsewhere.entry(group.to_owned()).or_insert(done.state);
        }
        note(set, &mut forms);
        note(product, &mut products);
    }
    // The button of a product that is chosen already does nothing, but where another one of its group is.
    for state in elsewhere.into_values() {
        let others = choices(document, request, &state, &tags)?;
        if others
            .iter()
            .any(|(short, whole)| tap == short || tap == whole)
        {
            return Ok(None);
        }
        note(others, &mut products);
    }
    ids.dedup();
    let others = [
        ("by their forms", &forms),
        ("by the products that they choose", &products),
    ];
    bail!("{}", unknown(tap, &ids, others));
}

/// Lists the products that can be chosen in another state. The request stays as it is.
fn choices(
    document: &LoadedDocument,
    request: &mut Request,
    state: &RawValue,
    tags: &[(Option<&str>, &str)],
) -> Result<Vec<(String, String)>> {
    let kept = request.field("state").cloned().unwrap_or_default();
    request.set(&["state"], serde_json::from_str::<Value>(state.get())?)?;
    let before = chosen(state)?;
    let found = tags.iter().map(|(_, name)| {
        let done = act(document, request, name)?;
        product(&before, &done)
    });
    let found: Result<Vec<_>> = found.collect();
    request.set(&["state"], kept)?;
    Ok(found?.into_iter().flatten().collect())
}

/// Adds names that can be tapped to those known so far, with their values.
fn note(found: impl IntoIterator<Item = (String, String)>, known: &mut Vec<String>) {
    for (_, whole) in found {
        if !known.contains(&whole) {
            known.push(whole);
        }
    }
}

/// Returns the selected products of a state, by their groups.
fn chosen(state: &RawValue) -> Result<BTreeMap<String, String>> {
    let state: Value = serde_json::from_str(state.get())?;
    let chosen = state["selectedProducts"].as_object().into_iter().flatten();
    let chosen = chosen.filter_map(|(group, id)| Some((group.clone(), id.as_str()?.to_owned())));
    Ok(chosen.collect())
}

/// Returns the product that a tap chose, alone and with its group.
fn product(before: &BTreeMap<String, String>, done: &Rendered) -> Result<Option<(String, String)>> {
    if !done
        .events
        .iter()
        .any(|event| event["action"] == "SELECT_SKU")
    {
        return Ok(None);
    }
    let after = chosen(&done.state)?;
    let mut new = after
        .into_iter()
        .filter(|(group, id)| before.get(group) != Some(id));
    let found = new.next();
    Ok(found.map(|(group, id)| (id.clone(), format!("{group}={id}"))))
}

/// Returns the id of a tag that can be tapped, and the name by which the page tells of the tap.
fn tapped(tag: &str) -> Option<(Option<&str>, &str)> {
    Some((value(tag, "data-id"), value(tag, "data-tap")?))
}

/// Returns the form that an event tells a new value of, alone and with the value.
fn form(event: &Value) -> Option<(String, String)> {
    let change = event.get("componentChange")?;
    let form = change.get("formId")?.as_str()?;
    let value = match change.get("value")? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some((form.to_owned(), format!("{form}={value}")))
}

/// Says that nothing can be tapped by a name, and by which names something can.
fn unknown(tap: &str, ids: &[&str], others: [(&str, &Vec<String>); 2]) -> String {
    let mut out = format!("nothing on the page can be tapped by the name \"{tap}\"");
    match ids {
        [] => out += ": its buttons have no ids",
        _ => out += &format!("; there are {}", ids.join(", ")),
    }
    for (how, names) in others {
        if !names.is_empty() {
            out += &format!("; {how}, {}", names.join(", "));
        }
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
