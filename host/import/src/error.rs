//! The reasons for which nothing can be imported.

/// An import that gives no document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file is no JSON.
    #[error("{file}: expected JSON: {reason}")]
    NotJson {
        /// The name of the file.
        file: String,
        /// The parser's words.
        reason: String,
    },
    /// The files are more, or larger, than the importer takes.
    #[error("expected {0}")]
    TooMuch(String),
    /// No file holds a paywall.
    #[error("expected a paywall: {0}")]
    NoPaywall(String),
}

impl Error {
    /// Makes the error of files without a paywall.
    pub(crate) fn no_paywall(files: &[crate::File<'_>]) -> Self {
        let names: Vec<&str> = files.iter().take(5).map(|file| file.name).collect();
        Self::NoPaywall(format!("found none in {}", names.join(", ")))
    }

    /// Returns the stable code of the error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not_json",
            Self::TooMuch(_) => "too_much",
            Self::NoPaywall(_) => "no_paywall",
        }
    }
}
