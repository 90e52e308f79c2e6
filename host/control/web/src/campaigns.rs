//! Campaigns in sentences, and the edits that keep the order of rules.

use paywall_control::campaign::{self, Clock, Made};
use paywall_control::{Operation, running};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Model, list, object, operation, read};

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
        steps(campaign::place(&self.content, rule, after.as_deref()))
    }

    /// Writes the operations that give an audience another name, wherever it is used.
    pub fn rename_audience(&self, audience: &str, to: &str) -> String {
        steps(campaign::rename_audience(&self.content, audience, to))
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

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Model {
    /// Writes the operations that give a segment of a rule's group a share in percent.
    pub fn resize(&self, rule: &str, group: usize, at: usize, share: f64) -> String {
        steps(campaign::resize(&self.content, rule, group, at, share))
    }

    /// Writes the operations after which the shares of a rule's group sum to 100.
    pub fn even(&self, rule: &str, group: usize) -> String {
        steps(campaign::even(&self.content, rule, group))
    }

    /// Writes the operations that add a segment to a rule's group.
    pub fn add_variant(&self, rule: &str, group: usize) -> String {
        steps(campaign::add_variant(&self.content, rule, group))
    }

    /// Writes the operations that remove a segment of a rule's group.
    pub fn remove_variant(&self, rule: &str, group: usize, at: usize) -> String {
        steps(campaign::remove_variant(&self.content, rule, group, at))
    }

    /// Writes the operations that put the experiment of a rule into a layer, or take it out of one.
    pub fn join(&self, rule: &str, layer: &str) -> String {
        steps(campaign::join(&self.content, rule, layer))
    }

    /// Returns true if two versions of a rule measure other things, so that their numbers must not be mixed.
    ///
    /// # Errors
    /// `invalid_json`.
    pub fn differs(before: &str, after: &str) -> Result<bool, String> {
        Ok(running::differs(&read(before)?, &read(after)?))
    }
}

/// Writes operations as a JSON list.
fn steps(operations: Vec<Operation>) -> String {
    list(operations.into_iter().map(operation::write))
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
