//! The settings for Roku.

use std::path::Path;
use std::sync::Arc;

use paywall_ledger::{Later, Store};
use serde::Deserialize;
use serde_json::Value;
use toml::Table;

use super::{Roku, ask, shown, verify};
use crate::configured::Configurable;
use crate::settings::form;
use crate::{
    Answer, AskError, Asking, ConfiguredStore, Expected, Given, Incoming, Keys, NotTaken, Question,
    Rejected, Secret, SettingsError, Shown, Verified,
};

/// The settings that are needed to believe Roku's pushes, and to ask Roku.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The address of Roku's keys.
    pub keys: String,
    /// The partner's key for validate-transaction.
    pub api_key: Option<Secret>,
    /// The address of the API.
    pub api: String,
}

/// The settings as an operator writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default = "keys")]
    keys: String,
    api_key: Option<String>,
    #[serde(default = "api")]
    api: String,
}

/// Returns the address of Roku's keys.
fn keys() -> String {
    "https://assets.cs.roku.com/keys/partner-jwks.json".into()
}

/// Returns the address of Roku's API.
fn api() -> String {
    "https://apipub.roku.com".into()
}

impl Settings {
    /// Reads a settings file's table; paths in it are seen from `folder`.
    ///
    /// # Errors
    /// Fails if it is not of the documented form, or a secret or a file that it names cannot be read.
    pub fn read(written: Table, folder: &Path) -> Result<Self, SettingsError> {
        let written: Written = form(written)?;
        Ok(Self {
            keys: written.keys,
            api_key: Secret::optional(written.api_key.as_deref(), folder)?,
            api: written.api,
        })
    }
}

impl Configurable for Roku {
    fn settings(
        &self,
        written: Table,
        folder: &Path,
    ) -> Result<Arc<dyn ConfiguredStore>, SettingsError> {
        Ok(Arc::new(Settings::read(written, folder)?))
    }

    fn shown(&self, json: &Value) -> Result<Shown, Rejected> {
        shown::read(json)
    }
}

impl ConfiguredStore for Settings {
    fn which(&self) -> Store {
        Store::Roku
    }

    fn verify<'a>(
        &'a self,
        incoming: &'a Incoming<'a>,
        expected: &'a Expected<'a>,
        keys: &'a dyn Keys,
    ) -> Later<'a, Result<Given<Verified>, NotTaken>> {
        Box::pin(verify::verify(self, incoming, expected, keys))
    }

    /// Returns Roku's key, which its older way of sending wants back.
    fn reply(&self, content: &Value) -> Option<String> {
        Some(content.get("responseKey")?.as_str()?.to_owned())
    }

    fn ask<'a>(
        &'a self,
        question: &'a Question,
        asking: Asking<'a>,
    ) -> Later<'a, Result<Answer, AskError>> {
        Box::pin(ask::ask(self, question, asking))
    }
}
