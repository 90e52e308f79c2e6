//! Findings of the check, each with its place.

use paywall_host::Engine;
use paywall_host::check::{Severity, with_ids};
use serde::Deserialize;
use serde_json::Value;

use super::reply::lines;
use crate::cli::{check, clock};

/// The most findings that an answer lists.
const MOST: usize = 60;

/// A finding of the check.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Finding {
    /// The stable code.
    code: String,
    message: String,
    /// The place in the document, with ids in place of positions.
    path: String,
    /// True if somebody ticked the warning off.
    #[serde(default)]
    ticked: bool,
    /// True if it keeps a content from being published.
    #[serde(skip)]
    pub is_error: bool,
    /// The line and the column, for a finding about a file.
    #[serde(skip)]
    line: Option<(usize, usize)>,
}

/// The verdict of a host's gate.
#[derive(Debug, Deserialize)]
pub(super) struct Verdict {
    errors: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl Verdict {
    /// Lists its findings, errors first.
    pub(super) fn findings(self) -> Vec<Finding> {
        let errors = self.errors.into_iter().map(|finding| Finding {
            is_error: true,
            ..finding
        });
        errors.chain(self.warnings).collect()
    }
}

impl Finding {
    /// Checks a file as `paywall check` does.
    pub(super) fn of_file(
        engine: &Engine,
        file: String,
        bytes: &[u8],
        products: Option<&[Value]>,
    ) -> Vec<Self> {
        #[allow(
            clippy::cast_precision_loss,
            reason = "milliseconds are exact for 285,000 years"
        )]
        let now = clock::now() as f64;
        let report = check::report(engine, file, bytes, now, products);
        let document: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let found = report.findings.into_iter().map(|placed| Self {
            is_error: placed.finding.severity == Severity::Error,
            path: with_ids(&document, placed.finding.path.as_deref().unwrap_or("$")),
            code: placed.finding.code,
            message: placed.finding.message,
            ticked: false,
            line: placed.place.map(|place| (place.line, place.column)),
        });
        found.collect()
    }

    /// Writes the finding in a line: what, where, and why.
    fn line(&self) -> String {
        let kind = if self.is_error { "error" } else { "warning" };
        let line = self
            .line
            .map(|(line, column)| format!(", line {line}:{column}"));
        let ticked = if self.ticked { " (ticked off)" } else { "" };
        let (code, path, message) = (&self.code, &self.path, &self.message);
        format!(
            "{kind}[{code}]{ticked} at {path}{}: {message}",
            line.unwrap_or_default()
        )
    }

    /// Returns true if it is about the part of a section.
    fn is_about(&self, section: &str, part: &str) -> bool {
        let below = format!("$.{section}[{part}]");
        let named = format!("$.{section}.{part}");
        let path = &self.path;
        path.starts_with(&below) || *path == named || path.starts_with(&(named + "."))
    }
}

/// Writes findings: those about these parts first, errors before warnings.
pub(super) fn text(mut findings: Vec<Finding>, parts: &[(&str, &str)]) -> String {
    let is_near = |finding: &Finding| {
        parts
            .iter()
            .any(|(section, part)| finding.is_about(section, part))
    };
    findings.sort_by_key(|finding| (!is_near(finding), !finding.is_error));
    let errors = findings.iter().filter(|finding| finding.is_error).count();
    let warnings = findings.len() - errors;
    let all: Vec<String> = findings.iter().map(Finding::line).collect();
    format!(
        "{errors} errors, {warnings} warnings\n{}",
        lines(&all, MOST)
    )
}
