//! The settings for Amazon.

use std::path::Path;
use std::sync::Arc;

use paywall_ledger::{Later, Store};
use serde::Deserialize;
use serde_json::Value;
use toml::Table;

use super::{Amazon, ask, shown, verify};
use crate::configured::Configurable;
use crate::settings::{certificates, form, fortnight};
use crate::{
    Answer, AskError, Asking, ConfiguredStore, Expected, Given, Incoming, Keys, NotTaken, Question,
    Rejected, Secret, SettingsError, Shown, Verified,
};

/// The settings that are needed to believe Amazon's messages, and to ask for receipts.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The topics that messages may come from. The signature alone proves only that somebody has a topic.
    pub topics: Vec<String>,
    /// The authorities (DER), one of which must have issued the certificate of a message.
    /// If there are none, the certificate names its authority, and that must lead to one of the roots.
    pub issuers: Vec<Vec<u8>>,
    /// The roots (DER) that authorities must lead to. If there are none, those of TLS.
    pub roots: Vec<Vec<u8>>,
    /// True if signatures by SHA-1 (version 1) are refused.
    pub sha256_only: bool,
    /// The greatest age of a message, in days.
    pub oldest_days: Option<u16>,
    /// The developer's shared secret for the Receipt Verification Service.
    pub shared_secret: Option<Secret>,
    /// The address of the API.
    pub api: String,
}

/// The settings as an operator writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    topics: Vec<String>,
    /// The files of the authorities.
    #[serde(default)]
    issuers: Vec<String>,
    /// The files of the roots.
    #[serde(default)]
    roots: Vec<String>,
    #[serde(default)]
    sha256_only: bool,
    #[serde(default = "fortnight")]
    oldest_days: u16,
    shared_secret: Option<String>,
    #[serde(default = "api")]
    api: String,
}

/// Returns the address of Amazon's API.
fn api() -> String {
    "https://appstore-sdk.amazon.com".into()
}

impl Settings {
    /// Reads a settings file's table; paths in it are seen from `folder`.
    ///
    /// # Errors
    /// Fails if it is not of the documented form, or a secret or a file that it names cannot be read.
    pub fn read(written: Table, folder: &Path) -> Result<Self, SettingsError> {
        let written: Written = form(written)?;
        Ok(Self {
            topics: written.topics,
            issuers: certificates(&written.issuers, folder)?,
            roots: certificates(&written.roots, folder)?,
            sha256_only: written.sha256_only,
            oldest_days: Some(written.oldest_days),
            shared_secret: Secret::optional(written.shared_secret.as_deref(), folder)?,
            api: written.api,
        })
    }
}

impl Configurable for Amazon {
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
        Store::Amazon
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
