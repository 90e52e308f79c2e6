//! The settings for Google.

use std::path::Path;
use std::sync::Arc;

use paywall_ledger::{Later, Store};
use serde::Deserialize;
use serde_json::Value;
use toml::Table;

use super::{Google, ask, shown, verify};
use crate::configured::Configurable;
use crate::settings::form;
use crate::{
    Answer, AskError, Asking, ConfiguredStore, Expected, Given, Incoming, Keys, NotTaken, Question,
    Rejected, Secret, SettingsError, Shown, Verified,
};

/// The settings that are needed to believe Google's pushes, and to ask Google.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The audience that the push subscription names; Google's default is the address of the endpoint.
    pub audience: String,
    /// The service account that the push subscription uses.
    pub service_account: String,
    /// The name of the subscription, `projects/…/subscriptions/…`. None takes any subscription of that account.
    pub subscription: Option<String>,
    /// The address of Google's keys.
    pub keys: String,
    /// The service account that asks, as the JSON file that Google gives for it.
    pub credentials: Option<Secret>,
    /// The address of the API.
    pub api: String,
}

/// The settings as an operator writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    audience: String,
    service_account: String,
    subscription: Option<String>,
    #[serde(default = "keys")]
    keys: String,
    credentials: Option<String>,
    #[serde(default = "api")]
    api: String,
}

/// Returns the address of Google's keys.
fn keys() -> String {
    "https://www.googleapis.com/oauth2/v3/certs".into()
}

/// Returns the address of Google's API.
fn api() -> String {
    "https://androidpublisher.googleapis.com".into()
}

impl Settings {
    /// Reads a settings file's table; paths in it are seen from `folder`.
    ///
    /// # Errors
    /// Fails if it is not of the documented form, or a secret or a file that it names cannot be read.
    pub fn read(written: Table, folder: &Path) -> Result<Self, SettingsError> {
        let written: Written = form(written)?;
        Ok(Self {
            audience: written.audience,
            service_account: written.service_account,
            subscription: written.subscription,
            keys: written.keys,
            credentials: Secret::optional(written.credentials.as_deref(), folder)?,
            api: written.api,
        })
    }
}

impl Configurable for Google {
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
        Store::Google
    }

    fn verify<'a>(
        &'a self,
        incoming: &'a Incoming<'a>,
        expected: &'a Expected<'a>,
        keys: &'a dyn Keys,
    ) -> Later<'a, Result<Given<Verified>, NotTaken>> {
        Box::pin(verify::verify(self, incoming, expected, keys))
    }

    fn ask<'a>(
        &'a self,
        question: &'a Question,
        asking: Asking<'a>,
    ) -> Later<'a, Result<Answer, AskError>> {
        Box::pin(ask::ask(self, question, asking))
    }
}
