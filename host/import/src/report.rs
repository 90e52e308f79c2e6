//! The report: everything that was left out or bent, where, and why.
//!
//! A code has one meaning wherever it is used, which the guide's table repeats, so that people can look it up and programs
//! can sort by it. The same finding is listed once, however often a component is looked at: light and dark, and once for
//! each override. Lists are bounded, because files come from outside.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::limits;

/// A thing that did not come over as it was.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The stable code of the kind of finding.
    pub code: &'static str,
    /// The place in the other's JSON: the file, and a JSON path in it.
    pub path: String,
    /// The reason, and what stands in its place.
    pub message: String,
}

/// A kind of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The stable name.
    pub name: &'static str,
    /// The meaning of all findings of this kind, for the table in `docs/import.md`.
    pub meaning: &'static str,
}

/// Declares codes of findings: `CONSTANT "name" "meaning";`, and the list of them.
macro_rules! codes {
    ($($constant:ident $name:literal $meaning:literal;)*) => {
        $(#[doc = $meaning] pub const $constant: Code = Code { name: $name, meaning: $meaning };)*

        /// All of these codes.
        pub const ALL: &[Code] = &[$($constant),*];
    };
}
pub(crate) use codes;

/// All findings of an import, each once, in the order of the documents.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    findings: Vec<Finding>,
    /// The count of findings beyond the limit, which are not listed.
    unlisted: usize,
    #[serde(skip)]
    known: BTreeSet<Finding>,
}

impl Report {
    /// Adds a finding, unless it is there already.
    pub fn add(&mut self, code: Code, path: &str, message: impl Into<String>) {
        let finding = Finding {
            code: code.name,
            path: path.into(),
            message: message.into(),
        };
        if self.findings.len() >= limits::FINDINGS {
            self.unlisted += 1;
        } else if self.known.insert(finding.clone()) {
            self.findings.push(finding);
        }
    }

    /// Returns the findings in their order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the count of findings that are not listed, because there are too many.
    pub const fn unlisted(&self) -> usize {
        self.unlisted
    }

    /// Returns the report as JSON for people and programs.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Cuts a text of the other's for a message.
pub fn quote(text: &str) -> String {
    let mut end = text.len().min(limits::QUOTED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let dots = if end < text.len() { "…" } else { "" };
    format!("\"{}{dots}\"", &text[..end])
}
