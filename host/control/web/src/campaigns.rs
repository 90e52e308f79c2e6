//! Campaigns in sentences, and the edits that keep the order of rules.

use paywall_control::campaign::{self, Clock, Made};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Model, list, object, operation};

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Model {
    /// Writes the campaigns as JSON: placements with their rules in the order in which they are asked, in sentences, with
    /// what is known to be wrong at once; audiences, and the names that people choose from.
    ///
    /// `now` is in milliseconds since 1970, `offset` the minutes by which the clock of whoever looks is ahead of UTC.
    pub fn campaigns(&self, now: f64, offset: f64) -> String {
        campaign::campaigns(&self.content, Clock { now, offset }).to_string()
    }

    /// Writes the words that conditions are written with as JSON.
    pub fn vocabulary() -> String {
        campaign::vocabulary().to_string()
    }

    /// Writes the operations that move a rule within its placement: behind another one, or before all.
    pub fn place(&self, rule: &str, after: Option<String>) -> String {
        let steps = campaign::place(&self.content, rule, after.as_deref());
        list(steps.into_iter().map(operation::write))
    }

    /// Writes the operations that give an audience another name, wherever it is used.
    pub fn rename_audience(&self, audience: &str, to: &str) -> String {
        let steps = campaign::rename_audience(&self.content, audience, to);
        list(steps.into_iter().map(operation::write))
    }

    /// Writes a copy of a rule as JSON: `{id, operations}`; nothing where there is no such rule.
    pub fn duplicate(&self, rule: &str) -> Option<String> {
        campaign::duplicate(&self.content, rule).map(made)
    }

    /// Writes a new rule at a placement, which shows a paywall, as JSON: `{id, operations}`.
    pub fn begin(&self, kind: &str, value: &str, paywall: &str) -> String {
        made(campaign::begin(&self.content, kind, value, paywall))
    }
}

/// Writes a new rule with the operations that make it.
fn made(Made { id, operations }: Made) -> String {
    let operations = operations.into_iter().map(operation::write).collect();
    object([
        ("id", Value::String(id)),
        ("operations", Value::Array(operations)),
    ])
    .to_string()
}
