//! The findings of the checks.

use serde::Serialize;

/// The weight of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Customers do not get what the document says.
    Error,
    /// The document works, but perhaps not as meant.
    Warning,
}

/// A part of a document that its author should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The weight of the finding.
    pub severity: Severity,
    /// A stable code, such as `never_matches`.
    pub code: String,
    /// The JSON path of the part concerned.
    pub path: Option<String>,
    /// A sentence for people: what was found, and what to do.
    pub message: String,
}

/// The findings of the checks so far.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub Vec<Finding>);

impl Findings {
    /// Adds a finding that customers do not get what the document says.
    pub fn error(&mut self, code: &str, path: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Error, code, path.into(), message.into());
    }

    /// Adds a finding that something works, but perhaps not as meant.
    pub fn warning(&mut self, code: &str, path: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Warning, code, path.into(), message.into());
    }

    /// Adds a finding, unless it was found before.
    fn add(&mut self, severity: Severity, code: &str, path: String, message: String) {
        let (code, path) = (code.to_owned(), Some(path));
        let finding = Finding {
            severity,
            code,
            path,
            message,
        };
        // An audience is checked once for every rule that names it.
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }
}
