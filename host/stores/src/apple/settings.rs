//! The settings for Apple.

use std::path::Path;
use std::sync::Arc;

use paywall_ledger::{Later, Observation, Store, Time};
use serde::Deserialize;
use serde_json::Value;
use toml::Table;

use super::ask::History;
use super::{Apple, shown, verify};
use crate::configured::Configurable;
use crate::settings::{certificates, contents, form, fortnight};
use crate::{
    ConfiguredStore, Expected, Given, Incoming, Keys, NotShown, NotTaken, Rejected, Roots, Secret,
    SettingsError, Shown, Verified,
};

/// The settings that are needed to believe Apple, and to ask for notifications that did not arrive.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The roots to which Apple's certificates must lead. Apple's own is "Apple Root CA - G3".
    pub roots: Roots,
    /// Apple's number of the app. If it is given, notifications about production must carry it.
    pub app_id: Option<u64>,
    /// The greatest age of a notification, in days. Apple repeats one for a week.
    pub oldest_days: Option<u16>,
    /// The key to ask Apple for notifications that did not arrive. None means that Apple is not asked.
    pub history: Option<History>,
}

/// The settings as an operator writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    roots: Vec<String>,
    /// The files of revocation lists.
    #[serde(default)]
    revoked: Vec<String>,
    app_id: Option<u64>,
    #[serde(default = "fortnight")]
    oldest_days: u16,
    history: Option<WrittenHistory>,
}

/// The key for Apple's list, as an operator writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHistory {
    key: String,
    key_id: String,
    issuer_id: String,
    #[serde(default = "api")]
    api: String,
}

/// Returns the address of Apple's API for production.
fn api() -> String {
    "https://api.storekit.itunes.apple.com".into()
}

impl Settings {
    /// Reads a settings file's table; paths in it are seen from `folder`.
    ///
    /// # Errors
    /// Fails if it is not of the documented form, or a secret or a file that it names cannot be read.
    pub fn read(written: Table, folder: &Path) -> Result<Self, SettingsError> {
        let written: Written = form(written)?;
        if written.roots.is_empty() {
            return Err(SettingsError::new("Apple needs a root certificate"));
        }
        let mut roots = Roots::from(certificates(&written.roots, folder)?);
        for name in &written.revoked {
            let list = contents(name, folder)?;
            let with = roots.with_revoked(&list);
            let wrong = || SettingsError::new(format!("{name}: not a revocation list (version 2)"));
            roots = with.ok_or_else(wrong)?;
        }
        let history = written.history.map(|it| it.read(folder)).transpose()?;
        Ok(Self {
            roots,
            app_id: written.app_id,
            oldest_days: Some(written.oldest_days),
            history,
        })
    }
}

impl WrittenHistory {
    /// Reads the key that is named.
    fn read(self, folder: &Path) -> Result<History, SettingsError> {
        Ok(History {
            key: Secret::read(&self.key, folder)?,
            key_id: self.key_id,
            issuer_id: self.issuer_id,
            api: self.api,
        })
    }
}

impl Configurable for Apple {
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
        Store::Apple
    }

    fn verify<'a>(
        &'a self,
        incoming: &'a Incoming<'a>,
        expected: &'a Expected<'a>,
        _keys: &'a dyn Keys,
    ) -> Later<'a, Result<Given<Verified>, NotTaken>> {
        let Incoming { body, at, .. } = *incoming;
        let verified = verify::verify_notification(body, self, expected, at);
        Box::pin(std::future::ready(
            verified.map(Given::Message).map_err(NotTaken::from),
        ))
    }

    fn signed(
        &self,
        text: &str,
        expected: &Expected<'_>,
        at: Time,
    ) -> Result<Observation, NotShown> {
        shown::look_at(text, self, expected, at)
    }

    fn history(&self) -> Option<&dyn crate::History> {
        self.history.is_some().then_some(self)
    }
}
