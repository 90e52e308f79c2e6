//! Stores as an app platform is configured for them: whom to believe, and how to ask.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use paywall_ledger::{Later, Observation, PlatformId, Store, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use toml::Table;

use crate::{
    Answer, AskError, Asking, Expected, Given, Incoming, Keys, NotShown, NotTaken, Question,
    Rejected, SettingsError, Shown, Verified, known,
};

/// The stores of one app, by app platform: those whose word about purchases can be checked.
pub type Stores = BTreeMap<PlatformId, Arc<dyn ConfiguredStore>>;

/// A store with all that is needed to believe it and to ask it.
pub trait ConfiguredStore: fmt::Debug + Send + Sync {
    /// Names the store.
    fn which(&self) -> Store;

    /// Verifies what came over the network.
    fn verify<'a>(
        &'a self,
        incoming: &'a Incoming<'a>,
        expected: &'a Expected<'a>,
        keys: &'a dyn Keys,
    ) -> Later<'a, Result<Given<Verified>, NotTaken>>;

    /// Finds the text that the store wants to hear once its message is kept. None: any 200 satisfies it.
    fn reply(&self, _content: &Value) -> Option<String> {
        None
    }

    /// Asks the store. A store whose messages and signatures say it all answers nothing.
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

    /// Finds the list of messages that did not arrive, for a store that keeps one and may be asked for it.
    fn history(&self) -> Option<&dyn History> {
        None
    }
}

/// A store's list of messages that it sent and could not deliver.
pub trait History: Send + Sync {
    /// Asks for what failed between two times: the page that `page` names, or the first.
    fn missed<'a>(
        &'a self,
        asking: Asking<'a>,
        between: (Time, Time),
        page: Option<&'a str>,
    ) -> Later<'a, Result<Missed, AskError>>;

    /// Verifies a body of the list, by the certificates of the day that it says it was signed, and however old it is.
    ///
    /// # Errors
    /// When it is not the store's or not for us.
    fn verify(&self, body: &[u8], expected: &Expected<'_>, now: Time)
    -> Result<Verified, Rejected>;
}

/// One page of messages that a store sent and could not deliver.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// The bodies, as they would have come.
    pub bodies: Vec<String>,
    /// The name of the next page, if there is one.
    pub next: Option<String>,
}

/// A store that can be configured, and whose purchases devices can show.
pub(crate) trait Configurable {
    /// Reads a settings file's table; paths in it are seen from `folder`.
    fn settings(
        &self,
        written: Table,
        folder: &Path,
    ) -> Result<Arc<dyn ConfiguredStore>, SettingsError>;

    /// Reads what a device shows: a bare text as the store gave it to the device, or an object with named fields.
    fn shown(&self, json: &Value) -> Result<Shown, Rejected>;
}

/// Reads what stands in a settings file of a store (`docs/notifications.md`); paths are seen from `folder`.
///
/// # Errors
/// When it is not of the described form, or a secret or a file that it names cannot be read.
pub fn configure(
    store: Store,
    written: Table,
    folder: &Path,
) -> Result<Arc<dyn ConfiguredStore>, SettingsError> {
    known(store).settings(written, folder)
}
