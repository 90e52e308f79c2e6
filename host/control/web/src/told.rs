//! The answers for the editor’s panels: colours and fonts, uses, one paywall alone, and the things of findings.

use paywall_control::{Section, theme};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Model, object};

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Model {
    /// Writes the thing of a paywall that a path of a finding leads to as JSON, `{id, field}`; nothing for other parts.
    pub fn owner(&self, paywall: &str, path: &str) -> Option<String> {
        let part = self.find(Section::Paywalls.name(), paywall)?;
        let (id, field) = paywall_control::owner(part, paywall, path)?;
        let told = object([("id", id.into()), ("field", field.into())]);
        Some(told.to_string())
    }

    /// Writes what the app has to use, and what uses it, as JSON; texts as they are in a language.
    pub fn uses(&self, paywall: &str, language: &str) -> String {
        paywall_control::uses(&self.content, paywall, language).to_string()
    }

    /// Writes the document that shows one paywall to customers of one language.
    pub fn slice(&self, paywall: &str, locale: &str) -> String {
        paywall_control::slice(&self.content, paywall, locale)
    }

    /// Writes the colours, fonts and radii of a paywall as JSON.
    pub fn theme(&self, paywall: &str) -> String {
        let part = self.find(Section::Paywalls.name(), paywall);
        theme::theme(part.unwrap_or(&Value::Null)).to_string()
    }
}
