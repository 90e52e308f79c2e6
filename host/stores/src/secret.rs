//! Texts that must not be seen, neither in logs nor in messages.

use std::fmt;
use std::path::Path;

use crate::SettingsError;

/// A secret text. In the settings it is written as `env:NAME`, as
/// `file:PATH` (the end of line does not count), or as itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Makes a secret of its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Reads the secret that `written` names; paths are relative to `folder`.
    ///
    /// # Errors
    /// Fails if there is no such variable or file, or if the secret is empty.
    pub fn read(written: &str, folder: &Path) -> Result<Self, SettingsError> {
        let missing = |why: String| SettingsError::new(format!("a secret is missing: {why}"));
        let text = if let Some(name) = written.strip_prefix("env:") {
            std::env::var(name).map_err(|_| missing(format!("{name} is not set")))?
        } else if let Some(path) = written.strip_prefix("file:") {
            std::fs::read_to_string(folder.join(path))
                .map_err(|error| missing(format!("{path}: {error}")))?
        } else {
            written.to_owned()
        };
        match text.trim_end() {
            "" => Err(missing("it is empty".into())),
            text => Ok(Self(text.into())),
        }
    }

    /// Reads a secret that need not be there.
    pub(crate) fn optional(
        written: Option<&str>,
        folder: &Path,
    ) -> Result<Option<Self>, SettingsError> {
        written.map(|it| Self::read(it, folder)).transpose()
    }

    /// Returns the text, for the place where it is needed.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}
