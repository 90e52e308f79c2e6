//! The findings about a document, each with its place in the file.

use paywall_host::answer::Warning;
use paywall_host::check::{self, Finding, Severity, Source};
use paywall_host::{Engine, Error, Refusal};
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::Value;

/// All findings about one document.
pub(in crate::cli) struct Report {
    pub file: String,
    /// The findings, errors first.
    pub findings: Vec<Placed>,
}

/// A finding, and where it is in the file.
#[derive(Serialize)]
pub(in crate::cli) struct Placed {
    #[serde(flatten)]
    pub finding: Finding,
    /// The place; None for a document that is packed, or that the file holds as a text.
    #[serde(flatten)]
    pub place: Option<Place>,
}

/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::cli) struct Place {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    /// The text of the line.
    #[serde(skip)]
    pub text: String,
}

/// The findings as programs read them.
#[derive(Serialize)]
pub(super) struct BySeverity<'a> {
    file: &'a str,
    errors: Vec<&'a Placed>,
    warnings: Vec<&'a Placed>,
}

impl Report {
    /// Returns true if customers do not get what the document says.
    pub(super) fn has_errors(&self) -> bool {
        self.of(Severity::Error).next().is_some()
    }

    /// Lists the findings of a weight.
    pub(super) fn of(&self, severity: Severity) -> impl Iterator<Item = &Placed> {
        let all = self.findings.iter();
        all.filter(move |placed| placed.finding.severity == severity)
    }

    /// Puts errors and warnings into lists of their own.
    pub(super) fn by_severity(&self) -> BySeverity<'_> {
        BySeverity {
            file: &self.file,
            errors: self.of(Severity::Error).collect(),
            warnings: self.of(Severity::Warning).collect(),
        }
    }
}

impl From<check::Place<'_>> for Place {
    fn from(place: check::Place<'_>) -> Self {
        Self {
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            text: place.text.to_owned(),
        }
    }
}

/// Checks a document, with product details if there are some, and finds the place of each finding.
pub(in crate::cli) fn report(
    engine: &Engine,
    file: String,
    bytes: &[u8],
    now: f64,
    products: Option<&[Value]>,
) -> Report {
    let source = Source::of(bytes);
    let findings = findings(engine, bytes, now, products)
        .into_iter()
        .map(|finding| {
            let path = finding.path.as_deref().unwrap_or("$");
            let broken = match &*finding.code {
                "invalid_document" => broken(bytes),
                _ => None,
            };
            let place = broken.or_else(|| Some(source.as_ref()?.place(path)));
            Placed {
                place: place.map(Place::from),
                finding,
            }
        });
    Report {
        file,
        findings: findings.collect(),
    }
}

/// Returns where a text stops being JSON; None for one that is.
fn broken(bytes: &[u8]) -> Option<check::Place<'_>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    check::place_at(text, error.line(), error.column())
}

/// Returns the names in a document, unpacked by the engine if it can be read.
pub(super) fn names(engine: &Engine, bytes: Vec<u8>, with_ids: bool) -> check::Names {
    match engine.load(&bytes) {
        Ok(document) => check::Names::of(document.json(), with_ids),
        Err(_) => check::Names::of(&bytes, with_ids),
    }
}

/// Collects the module's warnings about a document and the findings of the authoring checks.
fn findings(engine: &Engine, bytes: &[u8], now: f64, products: Option<&[Value]>) -> Vec<Finding> {
    let loaded = engine
        .load(bytes)
        .and_then(|document| Ok((document.describe()?.warnings, document)));
    match loaded {
        Ok((warnings, document)) => {
            let mut out = check::check(document.json(), now);
            out.extend(products.map_or(Vec::new(), |products| {
                check::prices(document.json(), products, None)
            }));
            let hints = check::Hints::of(document.json());
            let said = warnings
                .into_iter()
                .map(|warning| of_module(warning, &hints));
            let new: Vec<_> = said.filter(|said| !is_in(said, &out)).collect();
            out.extend(new);
            out.sort_by_key(|finding| finding.severity);
            out
        }
        Err(Error::Refused(Refusal {
            code,
            message,
            path,
            warnings,
        })) => {
            let mut out = vec![error(code, message, path)];
            let hints = check::Hints::of(bytes);
            out.extend(
                warnings
                    .into_iter()
                    .map(|warning| of_module(warning, &hints)),
            );
            out
        }
        Err(other) => vec![error(other.code().into(), other.to_string(), None)],
    }
}

/// Returns true if the checks say the same in more words, about the same place or about a missing paywall.
fn is_in(said: &Finding, findings: &[Finding]) -> bool {
    let same = |finding: &Finding| match &*said.code {
        "unknown_paywall" => finding.code == said.code,
        _ => finding.path == said.path,
    };
    findings.iter().any(same)
}

/// Makes a finding of a module's warning. A rule that the module does not ask is more than a flaw, so it is an error.
fn of_module(warning: Warning, hints: &check::Hints) -> Finding {
    let hint = hints.hint(&warning.code, warning.path.as_deref(), &warning.message);
    let severity = match &*warning.code {
        "invalid_rule" => Severity::Error,
        _ => Severity::Warning,
    };
    let (message, passed_over) = (warning.message + &hint, severity == Severity::Error);
    Finding {
        severity,
        code: warning.code,
        path: warning.path,
        message: if passed_over {
            message + "; the rule is passed over as a whole"
        } else {
            message
        },
    }
}

/// Makes a finding of an error.
fn error(code: String, message: String, path: Option<String>) -> Finding {
    Finding {
        severity: Severity::Error,
        code,
        path,
        message,
    }
}
