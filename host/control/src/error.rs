//! The errors of the model.

use serde::Serialize;

/// A thing that the model cannot do: a stable code, and a sentence that says what was expected where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Error {
    /// The stable code, such as `unknown_id`.
    pub code: &'static str,
    /// A sentence that says what was expected, and where.
    pub message: String,
    /// The position of the operation that failed, from 0, where an edit failed at one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<usize>,
}

impl Error {
    /// Makes an error.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            message,
            operation: None,
        }
    }
}
