//! The checks of paywalls: words, colours and sizes that mean nothing, fields that a component or an action lacks,
//! and templates that can never be written.
//!
//! The module passes all of this over in silence, or tells it only where it is met: a word that it does not know is
//! like none. What it tells at load is not told here again.

mod action;
mod address;
mod color;
mod compare;
mod form;
mod id;
mod menu;
mod product;
mod speech;
mod start;
pub(super) mod template;
pub(super) mod token;
mod value;
mod word;

pub(super) use menu::products;
pub(super) use template::HELPERS;

use paywall_runtime::document::attribute::{self, Row};
use paywall_runtime::document::component::Reading;
use paywall_runtime::paywall::kind;
use paywall_schema::known;
use serde_json::{Map, Value};

use super::within::within;
use super::{Findings, Subject, at, list, text};

/// A component in a document.
struct Place<'a> {
    kind: &'static Reading,
    /// The value of `component`, by which kinds with two names differ.
    name: &'a str,
    fields: &'a Map<String, Value>,
    path: &'a str,
}

/// Checks all paywalls.
pub(super) fn check(subject: &Subject<'_>, out: &mut Findings) {
    id::of_lists(subject, out);
    product::check_list(subject, out);
    let listed = product::listed(subject);
    let forms = form::Forms::of(subject.json);
    for (paywall, path) in paywalls(subject.json) {
        id::check(paywall, &path, out);
        groups(paywall, &path, out);
        product::check(paywall, &path, &listed, out);
        start::check(paywall, &path, out);
        let template = at(&path, "template");
        if let Some(value) = paywall.get("template") {
            walk(value, &template, &pages(value), out);
            compare::check(value, &template, &forms, out);
            speech::check(value, &template, false, out);
        }
        form::check(paywall, &path, &forms, out);
        template::check(paywall, &path, out);
        token::check(paywall, &path, out);
    }
}

/// Lists the paywalls with their paths. A document may be a page of an API list, or one paywall alone.
pub(super) fn paywalls(json: &Value) -> Vec<(&Value, String)> {
    for name in ["paywalls", "results"] {
        if let Some(entries) = list(json.get(name)) {
            let rows = entries.iter().enumerate();
            let rows = rows.map(|(index, value)| (value, format!("$.{name}[{index}]")));
            return rows.filter(|(value, _)| value.is_object()).collect();
        }
    }
    match json.get("template") {
        Some(_) => vec![(json, "$".to_owned())],
        None => Vec::new(),
    }
}

/// Lists the names of a template's pages.
fn pages(template: &Value) -> Vec<&str> {
    let pages = list(template.get("pages")).unwrap_or_default();
    pages.iter().filter_map(|page| text(page, "name")).collect()
}

/// Checks that the groups of a paywall that shows products have some.
fn groups(paywall: &Value, path: &str, out: &mut Findings) {
    let template = paywall.get("template").map(Value::to_string);
    if !template.is_some_and(|template| template.contains("roductContainer\"")) {
        return;
    }
    for (menu, path) in menu::menus(paywall, path) {
        if menu::products_of(menu, &path).is_empty() && menu.is_object() {
            let message = "a group without products: nothing can be bought while it is chosen";
            out.warning("empty_group", path, message);
        }
    }
}

/// Checks all components inside a value.
fn walk(value: &Value, path: &str, pages: &[&str], out: &mut Findings) {
    if let Some(fields) = value.as_object()
        && let Some(name) = text(value, "component")
        && let Some(kind) = reading(name)
    {
        let place = Place {
            kind,
            name,
            fields,
            path,
        };
        component(&place, pages, out);
    }
    let except = ["initialState", "loopSource", "customComponents"];
    within(value, path, &except, |value, path| {
        walk(value, path, pages, out);
    });
}

/// Checks one component, and what it becomes under conditions.
fn component(place: &Place<'_>, pages: &[&str], out: &mut Findings) {
    attributes(place, place.fields, place.path, out);
    action::check(place.fields, place.path, pages, out);
    let overlays = list(place.fields.get("conditionAttributes")).unwrap_or_default();
    for (index, overlay) in overlays.iter().enumerate() {
        if let Some(fields) = overlay.get("attributes").and_then(Value::as_object) {
            let path = format!("{}.conditionAttributes[{index}].attributes", place.path);
            attributes(place, fields, &path, out);
            action::check(fields, &path, pages, out);
        }
    }
    for needed in known::needs(place.name) {
        let names: Vec<&str> = needed.split('|').collect();
        let given = |fields: &Map<String, Value>| {
            let mut names = names.iter();
            names.any(|name| fields.get(*name).is_some_and(|value| !value.is_null()))
        };
        let mut overlays = overlays
            .iter()
            .filter_map(|entry| entry.get("attributes")?.as_object());
        if !given(place.fields) && !overlays.any(given) {
            let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
            let message = format!(
                "expected {}: without it, nothing is shown",
                names.join(" or ")
            );
            out.warning("missing_field", place.path, message);
        }
    }
}

/// Checks the values of attributes.
fn attributes(place: &Place<'_>, fields: &Map<String, Value>, path: &str, out: &mut Findings) {
    for (name, value) in fields {
        if let Some(row) = row(name, place.kind) {
            let path = at(path, name);
            word::check(place.name, row.name, value, &path, out);
            value::check(row, value, &path, out);
            if let Some(url) = value
                .as_str()
                .filter(|url| !url.is_empty() && !word::is_smart(url))
            {
                address::check(place.name, row.name, url, &path, out);
            }
        }
    }
}

/// Returns how components of a name are read.
pub(super) fn reading(name: &str) -> Option<&'static Reading> {
    let mut kinds = (0..).map_while(kind::reading);
    kinds.find(|kind| kind.names.split('|').any(|known| known == name))
}

/// Finds an attribute that components of a kind read.
fn row(name: &str, kind: &Reading) -> Option<&'static Row> {
    let mut all = attribute::common().iter().chain(kind.attributes);
    all.find(|row| row.name == name)
}
