//! Groups and products that a paywall names and does not have: in the state that it begins with, and in actions.
//!
//! The module shows no product then, or none as selected, and says nothing.

use std::collections::BTreeMap;

use serde_json::Value;

use super::menu::{menus, products_of};
use crate::within::within;
use crate::{Findings, at, suggest, text};

/// The groups of a paywall by their ids, each with the ids of its products.
type Groups<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Checks what a paywall begins with, and what its actions change to.
pub(super) fn check(paywall: &Value, path: &str, out: &mut Findings) {
    let groups = groups(paywall);
    // Without groups, those of the app are meant.
    if groups.is_empty() {
        return;
    }
    let Some(template) = paywall.get("template") else {
        return;
    };
    let path = at(path, "template");
    if let Some(start) = template.get("initialState") {
        let path = at(&path, "initialState");
        current(start, &path, &groups, out);
        selected(start, &path, &groups, out);
    }
    actions(template, &path, &groups, out);
}

fn groups(paywall: &Value) -> Groups<'_> {
    let group = |(menu, path): (_, String)| {
        let products = products_of(menu, &path).into_iter();
        let products = products.filter_map(|(product, _)| text(product, "id"));
        Some((text(menu, "id")?, products.collect()))
    };
    menus(paywall, "").into_iter().filter_map(group).collect()
}

/// Checks the group that a state names. A token may become any.
fn current(state: &Value, path: &str, groups: &Groups<'_>, out: &mut Findings) {
    let named = text(state, "currentGroupId").filter(|id| !id.is_empty() && !id.contains("${"));
    if let Some(id) = named {
        known_group(id, &at(path, "currentGroupId"), groups, out);
    }
}

/// Checks the products that are selected at first.
fn selected(state: &Value, path: &str, groups: &Groups<'_>, out: &mut Findings) {
    let path = at(path, "selectedProducts");
    let chosen = state.get("selectedProducts").and_then(Value::as_object);
    for (group, product) in chosen.into_iter().flatten() {
        let path = at(&path, group);
        if !known_group(group, &path, groups, out) {
            continue;
        }
        let products = groups.get(&**group).map(Vec::as_slice).unwrap_or_default();
        let is_wrong = |id: &&str| !id.is_empty() && !products.contains(id);
        let Some(id) = product.as_str().filter(is_wrong) else {
            continue;
        };
        let hint = suggest::hint(id, products.iter().copied());
        let message = format!("the group has no product \"{id}\", so none is selected{hint}");
        out.warning("unknown_product", &path, message);
    }
}

/// Checks the groups that actions change to.
fn actions(value: &Value, path: &str, groups: &Groups<'_>, out: &mut Findings) {
    if let Some(state) = value.get("partialState") {
        current(state, &at(path, "partialState"), groups, out);
    }
    within(value, path, &[], |value, path| {
        actions(value, path, groups, out);
    });
}

/// Returns whether a paywall has a group, and tells if not.
fn known_group(id: &str, path: &str, groups: &Groups<'_>, out: &mut Findings) -> bool {
    if groups.contains_key(id) {
        return true;
    }
    let hint = suggest::hint(id, groups.keys().copied());
    let message = format!("the paywall has no group \"{id}\", so its products are not shown{hint}");
    out.warning("unknown_group", path, message);
    false
}
