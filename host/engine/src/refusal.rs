//! The module's complaints: an error about a document or request that it cannot answer, warnings about one it can.

use serde::{Deserialize, Serialize};

/// Something in the document or the request that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Warning {
    /// A stable code, such as `unknown_field`.
    pub code: String,
    /// A sentence for people: what was expected, and what was found.
    pub message: String,
    /// The JSON path of the part concerned, if it has one.
    pub path: Option<String>,
}

/// An error that the module answered with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}{}", .path.as_deref().map(|path| format!(" at {path}")).unwrap_or_default())]
pub struct Refusal {
    /// A stable code, such as `labeled_campaign_not_found`.
    pub code: String,
    /// A sentence for people: what was expected, and what was found.
    pub message: String,
    /// The JSON path of the part concerned, in the document (`$…`) or in the request (`request…`).
    pub path: Option<String>,
    /// The warnings that arose before the error.
    pub warnings: Vec<Warning>,
}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn a_refusal_says_its_code_its_sentence_and_its_place() {
        let refusal = |path: Option<&str>| Refusal {
            code: "wrong_type".into(),
            message: "expected a list".into(),
            path: path.map(str::to_owned),
            warnings: Vec::new(),
        };
        let said = refusal(Some("$.paywalls")).to_string();
        assert_eq!(said, "wrong_type: expected a list at $.paywalls");
        let said = refusal(None).to_string();
        assert_eq!(said, "wrong_type: expected a list");
    }
}
