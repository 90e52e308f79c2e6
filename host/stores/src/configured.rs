//! Configured stores: each app platform's settings for believing its store and asking it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use paywall_ledger::{Later, Observation, PlatformId, Store, Time};
use serde_json::Value;
use toml::Table;

use crate::{
    Answer, AskError, Asking, Expected, Given, Incoming, Keys, Missed, NotShown, NotTaken,
    Question, Rejected, SettingsError, Shown, Verified, Wanted,
};

/// The configured stores of one app, by app platform; only their words about purchases can be checked.
pub type Stores = BTreeMap<PlatformId, Arc<dyn ConfiguredStore>>;

/// A store with all the settings that are needed to believe it and to ask it.
pub trait ConfiguredStore: fmt::Debug + Send + Sync {
    /// Returns the store that this is.
    fn which(&self) -> Store;

    /// Verifies a request that came over the network.
    fn verify<'a>(
        &'a self,
        incoming: &'a Incoming<'a>,
        expected: &'a Expected<'a>,
        keys: &'a dyn Keys,
    ) -> Later<'a, Result<Given<Verified>, NotTaken>>;

    /// Returns the text that the store wants to hear once its message is kept. None means that any 200 satisfies it.
    fn reply(&self, _content: &Value) -> Option<String> {
        None
    }

    /// Asks the store. A store whose messages and signatures say everything is not asked.
    fn ask<'a>(
        &'a self,
        _question: &'a Question,
        _asking: Asking<'a>,
    ) -> Later<'a, Result<Answer, AskError>> {
        Box::pin(std::future::ready(Err(AskError::NotConfigured)))
    }

    /// Reads a purchase that the store itself signed, as a device shows it.
    fn signed(
        &self,
        _text: &str,
        _expected: &Expected<'_>,
        _at: Time,
    ) -> Result<Observation, NotShown> {
        Err(NotShown::WrongStore)
    }

    /// Returns the list of messages that did not arrive, if the store keeps one and may be asked for it.
    fn history(&self) -> Option<&dyn History> {
        None
    }
}

/// A store's list of messages that it sent and could not deliver.
pub trait History: Send + Sync {
    /// Asks for messages: the page that `page` names, or the first.
    fn missed<'a>(
        &'a self,
        asking: Asking<'a>,
        wanted: Wanted,
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>>;

    /// Verifies a body of the list by the certificates of the day on which
    /// it claims to have been signed, however old it is.
    ///
    /// # Errors
    /// Fails if the body is not the store's, or not for us.
    fn verify(&self, body: &[u8], expected: &Expected<'_>, now: Time)
    -> Result<Verified, Rejected>;
}

/// A store that can be configured, and whose purchases devices can show.
pub(crate) trait Configurable {
    /// Reads a table of the settings; paths in it are relative to `folder`.
    fn settings(
        &self,
        written: Table,
        folder: &Path,
    ) -> Result<Arc<dyn ConfiguredStore>, SettingsError>;

    /// Reads a purchase that a device shows: a bare text as the store
    /// gave it to the device, or an object with named fields.
    fn shown(&self, json: &Value) -> Result<Shown, Rejected>;
}
