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
    /// Returns the stable code of the error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "not_json",
            Self::TooMuch(_) => "too_much",
            Self::NoPaywall(_) => "no_paywall",
        }
    }
}
