//! The reasons why a file or a document cannot be read.

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum Error {
    #[error("expected a document as plain JSON: {0}")]
    Document(#[from] serde_json::Error),
    #[error(
        "expected a document with \"texts\": `paywall texts extract` makes them of the texts it has"
    )]
    NoTexts,
    #[error("expected a text for \"default\" in \"texts\", the name of one of the locales")]
    NoDefault,
    #[error("expected a locale of the document: {known}; found \"{found}\"")]
    UnknownLocale { found: String, known: String },
    #[error("expected CSV with a column \"key\" and one for each locale: {0}")]
    Csv(String),
    #[error("expected XLIFF 1.2 or 2: {0}")]
    Xliff(String),
}
