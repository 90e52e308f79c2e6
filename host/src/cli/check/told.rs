//! Findings of a file together with those of a host's gate, which names places by ids.

use paywall_host::Engine;
use paywall_host::check::{Finding, Severity, Source, with_ids, with_positions};
use serde::Deserialize;
use serde_json::Value;

use super::find::{self, Place, Placed};
use super::text;
use crate::cli::clock;

/// A finding of the gate.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::cli) struct Told {
    code: String,
    /// The place, with ids in place of positions.
    path: String,
    #[serde(default)]
    message: String,
    /// True if somebody ticked it off.
    #[serde(default)]
    ticked: bool,
    #[serde(skip)]
    is_error: bool,
}

impl Told {
    /// Makes it a fault.
    pub(in crate::cli) fn into_error(mut self) -> Self {
        self.is_error = true;
        self
    }
}

/// The findings as people read them.
pub(in crate::cli) struct Findings {
    /// The text, as `paywall check` writes it.
    pub text: String,
    /// True if some are errors.
    pub has_errors: bool,
}

/// Checks a file as `paywall check` does; adds what the gate found besides, and leaves out what was ticked off.
pub(in crate::cli) fn told(engine: &Engine, file: &str, bytes: &[u8], gate: &[Told]) -> Findings {
    #[allow(
        clippy::cast_precision_loss,
        reason = "milliseconds are exact for 285,000 years"
    )]
    let now = clock::now() as f64;
    let mut report = find::report(engine, file.to_owned(), bytes, now, None);
    let document: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let is = |placed: &Placed, told: &Told| {
        let path = placed.finding.path.as_deref().unwrap_or("$");
        placed.finding.code == told.code && with_ids(&document, path) == told.path
    };
    let (ticked, others): (Vec<_>, Vec<_>) = gate.iter().partition(|told| told.ticked);
    report
        .findings
        .retain(|placed| !ticked.iter().any(|told| is(placed, told)));
    let source = Source::of(bytes);
    let new = others.into_iter().filter(|told| {
        let mut known = report.findings.iter();
        !known.any(|placed| is(placed, told))
    });
    let new = new.map(|told| {
        let path = with_positions(&document, &told.path);
        Placed {
            place: source
                .as_ref()
                .map(|source| Place::from(source.place(&path))),
            finding: finding(told, path),
        }
    });
    let new: Vec<Placed> = new.collect();
    report.findings.extend(new);
    let names = find::names(engine, bytes.to_vec(), false);
    Findings {
        text: text::write(&report, &names),
        has_errors: report.has_errors(),
    }
}

/// Makes a finding of what the gate told.
fn finding(told: &Told, path: String) -> Finding {
    Finding {
        severity: match told.is_error {
            true => Severity::Error,
            false => Severity::Warning,
        },
        code: told.code.clone(),
        path: Some(path),
        message: told.message.clone(),
    }
}
