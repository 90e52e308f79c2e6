//! The settings for Stripe.

use std::path::Path;
use std::sync::Arc;

use paywall_ledger::{Later, Store};
use serde::Deserialize;
use serde_json::Value;
use toml::Table;

use super::{Stripe, ask, shown, verify};
use crate::configured::Configurable;
use crate::settings::form;
use crate::{
    Answer, AskError, Asking, ConfiguredStore, Expected, Given, Incoming, Keys, NotTaken, Question,
    Rejected, Secret, SettingsError, Shown, Verified,
};

/// The settings that are needed to believe Stripe's events, and to ask Stripe.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The endpoint's secrets (`whsec_…`); two while one replaces the other.
    pub secrets: Vec<Secret>,
    /// The greatest age of a message, in seconds. Stripe's libraries use 300.
    pub tolerance_seconds: u32,
    /// A restricted key that may read subscriptions, what was paid, and events.
    pub api_key: Option<Secret>,
    /// The address of the API.
    pub api: String,
}

/// The settings as an operator writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    secrets: Vec<String>,
    #[serde(default = "five_minutes")]
    tolerance_seconds: u32,
    api_key: Option<String>,
    #[serde(default = "api")]
    api: String,
}

/// Returns the greatest age of a message in seconds, as in Stripe's libraries.
const fn five_minutes() -> u32 {
    300
}

/// Returns the address of Stripe's API.
fn api() -> String {
    "https://api.stripe.com".into()
}

impl Settings {
    /// Reads a settings file's table; paths in it are seen from `folder`.
    ///
    /// # Errors
    /// Fails if it is not of the documented form, or a secret or a file that it names cannot be read.
    pub fn read(written: Table, folder: &Path) -> Result<Self, SettingsError> {
        let written: Written = form(written)?;
        let secrets = written.secrets.iter().map(|it| Secret::read(it, folder));
        Ok(Self {
            secrets: secrets.collect::<Result<_, _>>()?,
            tolerance_seconds: written.tolerance_seconds,
            api_key: Secret::optional(written.api_key.as_deref(), folder)?,
            api: written.api,
        })
    }
}

impl Configurable for Stripe {
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
        Store::Stripe
    }

    fn verify<'a>(
        &'a self,
        incoming: &'a Incoming<'a>,
        expected: &'a Expected<'a>,
        _keys: &'a dyn Keys,
    ) -> Later<'a, Result<Given<Verified>, NotTaken>> {
        let Incoming { header, body, at } = *incoming;
        let signature = header("stripe-signature");
        let event = verify::verify_event(signature.as_deref(), body, self, expected, at);
        Box::pin(std::future::ready(
            event.map(Given::Message).map_err(NotTaken::from),
        ))
    }

    fn ask<'a>(
        &'a self,
        question: &'a Question,
        asking: Asking<'a>,
    ) -> Later<'a, Result<Answer, AskError>> {
        Box::pin(ask::ask(self, question, asking))
    }

    fn history(&self) -> Option<&dyn crate::History> {
        self.api_key.is_some().then_some(self)
    }
}
