//! The reasons for which a template gives no rules.

/// A template that gives no rules.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No template has this name.
    #[error("expected the name of a template ({known}), found \"{name}\"")]
    UnknownTemplate {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// The template has no such parameter.
    #[error("`{name}`: expected a parameter of the template ({known})")]
    UnknownParameter {
        /// The name that was set.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// A parameter without a default was not set.
    #[error("`{name}`: expected {expected}, found nothing")]
    MissingParameter {
        /// The path of the parameter, such as `variants[1].paywall`.
        name: String,
        /// The values that it may have.
        expected: String,
    },
    /// A parameter has a value that it cannot have.
    #[error("`{name}`: expected {expected}, found {found}")]
    WrongParameter {
        /// The path of the parameter, such as `variants[1].paywall`.
        name: String,
        /// The values that it may have.
        expected: String,
        /// The value that it has.
        found: String,
    },
    /// The document cannot take the rules.
    #[error("expected a document of plain JSON: {0}")]
    Document(String),
}

impl Error {
    /// Returns the stable code of the error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownTemplate { .. } => "unknown_template",
            Self::UnknownParameter { .. } => "unknown_parameter",
            Self::MissingParameter { .. } => "missing_parameter",
            Self::WrongParameter { .. } => "wrong_parameter",
            Self::Document(_) => "unreadable_document",
        }
    }
}
