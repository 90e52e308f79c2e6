//! The check of ids: what names a component, a flow, a drawer or a comment, means one of them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::within::{DATA_AND_OVERLAYS, within};
use crate::{Findings, Subject, at, list, text};

/// Checks the ids of a paywall's components.
pub(super) fn check(paywall: &Value, path: &str, out: &mut Findings) {
    let mut known = BTreeSet::new();
    if let Some(template) = paywall.get("template") {
        walk(template, &at(path, "template"), &mut known, out);
    }
}

/// Checks that every paywall and every product has an id of its own.
pub(super) fn of_lists(subject: &Subject<'_>, out: &mut Findings) {
    for (name, noun) in [("paywalls", "paywall"), ("products", "product")] {
        let mut known = BTreeSet::new();
        let entries = list(subject.json.get(name)).unwrap_or_default();
        for (index, entry) in entries.iter().enumerate() {
            let Some(id) = text(entry, "id").filter(|id| !known.insert(*id)) else {
                continue;
            };
            let message = format!(
                "another {noun} has the id \"{id}\", too; only the first one is found by it"
            );
            out.warning("duplicate_id", format!("$.{name}[{index}].id"), message);
        }
    }
}

/// Checks the ids of all components inside a value.
fn walk<'a>(value: &'a Value, path: &str, known: &mut BTreeSet<&'a str>, out: &mut Findings) {
    let id = text(value, "id").filter(|_| value.get("component").is_some());
    if let Some(id) = id.filter(|id| !known.insert(*id)) {
        let message = format!(
            "another component of the paywall has the id \"{id}\", too: what names it may mean either"
        );
        out.warning("duplicate_id", at(path, "id"), message);
    }
    // Overlays repeat the id of their component.
    within(value, path, &DATA_AND_OVERLAYS, |value, path| {
        walk(value, path, known, out);
    });
}
