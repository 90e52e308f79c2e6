//! The common part of all stores' settings: forms, secrets, files.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::Table;

/// The reason why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

impl SettingsError {
    /// Makes the error with its reason.
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// Reads a table as the form that a store documents.
pub(crate) fn form<T: DeserializeOwned>(written: Table) -> Result<T, SettingsError> {
    let read = written.try_into();
    read.map_err(|error: toml::de::Error| SettingsError::new(error.message()))
}

/// Reads a file that the settings name.
pub(crate) fn file(name: &str, folder: &Path) -> Result<Vec<u8>, SettingsError> {
    let read = fs::read(folder.join(name));
    read.map_err(|error| SettingsError::new(format!("{name}: {error}")))
}

/// Returns the greatest age of a message, in days, if nothing else
/// is configured. The stores repeat theirs for a week.
pub(crate) const fn fortnight() -> u16 {
    14
}
