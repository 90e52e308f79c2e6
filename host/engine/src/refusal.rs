//! What the module says of a document or a request that it cannot answer, or not as it stands.

use serde::{Deserialize, Serialize};

/// Something in the document or the request that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Warning {
    /// A stable code, such as `unknown_field`.
    pub code: String,
    /// What was expected and what was found, for people.
    pub message: String,
    /// The JSON path it is about.
    pub path: Option<String>,
}

/// An error that the module answered with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", .path.as_deref().map(|path| format!(" at {path}")).unwrap_or_default())]
pub struct Refusal {
    /// A stable code, such as `labeled_campaign_not_found`.
    pub code: String,
    /// What was expected and what was found, for people.
    pub message: String,
    /// The JSON path it is about, in the document (`$…`) or in the request (`request…`).
    pub path: Option<String>,
    /// What was passed over before.
    pub warnings: Vec<Warning>,
}
