//! The command `paywall check`, which lists everything in a document that is wrong, passed over, or hardly meant.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use paywall_host::answer::Warning;
use paywall_host::check::{self, Finding, Severity};
use paywall_host::{Engine, Error, Refusal};
use serde::Serialize;

use super::{clock, output, source};

#[derive(Args)]
pub(super) struct Arguments {
    /// The document to check
    file: PathBuf,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 1 on warnings
    #[arg(long)]
    strict: bool,
    /// Put the id behind each name
    #[arg(long)]
    ids: bool,
    /// The time, for schedules: epoch milliseconds, or such as `2026-11-27T09:00` in UTC [default: this computer's]
    #[arg(long, value_name = "TIME", value_parser = clock::time)]
    now: Option<u64>,
    #[command(flatten)]
    module: source::Module,
}

/// The number of findings that are listed when they say the same of many places.
const SHOWN: usize = 3;

/// All findings about one document.
#[derive(Serialize)]
struct Report {
    file: String,
    errors: Vec<Finding>,
    warnings: Vec<Finding>,
}

/// Prints the findings. The exit code is 2 on errors, 1 on warnings with `--strict`.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let engine = arguments.module.engine(false)?;
    let bytes = source::read(&arguments.file)?;
    let now = arguments.now.unwrap_or_else(clock::now) as f64;
    let (errors, warnings) = findings(&engine, &bytes, now)
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    let report = Report {
        file: arguments.file.display().to_string(),
        errors,
        warnings,
    };
    if arguments.json {
        output::print(&[&serde_json::to_vec_pretty(&report)?, b"\n".as_slice()].concat())?;
    } else {
        let names = check::Names::of(&named(&engine, bytes), arguments.ids);
        output::print(text(&report, &names).as_bytes())?;
    }
    Ok(
        match (report.errors.is_empty(), report.warnings.is_empty()) {
            (false, _) => ExitCode::from(2),
            (true, false) if arguments.strict => ExitCode::from(1),
            _ => ExitCode::SUCCESS,
        },
    )
}

/// Returns the document as JSON, unpacked by the engine if it can be read.
fn named(engine: &Engine, bytes: Vec<u8>) -> Vec<u8> {
    match engine.load(&bytes) {
        Ok(document) => document.json().to_vec(),
        Err(_) => bytes,
    }
}

/// Collects the module's warnings about a document and the findings of the authoring checks.
fn findings(engine: &Engine, bytes: &[u8], now: f64) -> Vec<Finding> {
    let loaded = engine
        .load(bytes)
        .and_then(|document| Ok((document.describe()?.warnings, document)));
    match loaded {
        Ok((warnings, document)) => {
            let mut out = check::check(document.json(), now);
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

/// Writes the findings as text: those about the whole document first, for they cause others, and of those that say the
/// same of many places only the first few.
fn text(report: &Report, names: &check::Names) -> String {
    let mut findings: Vec<_> = report.errors.iter().chain(&report.warnings).collect();
    findings.sort_by_key(|finding| (!is_cause(finding), finding.severity));
    let mut out = String::new();
    let mut counts: Vec<(_, usize)> = Vec::new();
    for finding in &findings {
        let said = sense(finding);
        let at = counts.iter().position(|(known, _)| *known == said);
        let at = at.unwrap_or_else(|| {
            counts.push((said, 0));
            counts.len() - 1
        });
        let Some((_, count)) = counts.get_mut(at) else {
            continue;
        };
        *count += 1;
        let kind = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let (code, message) = (&finding.code, &finding.message);
        if *count <= SHOWN {
            let path = finding.path.as_deref();
            let place = path.and_then(|path| names.place(path));
            let place = place.map_or(String::new(), |place| format!("in {place}: "));
            out += &output::line(kind, code, &format!("{place}{message}"), path);
        } else if findings.iter().filter(|other| sense(other) == said).count() == *count {
            out += &format!("{kind}[{code}]: and {} more of the same\n", *count - SHOWN);
        }
    }
    let (errors, warnings) = (report.errors.len(), report.warnings.len());
    out + &format!(
        "{}: {}, {}\n",
        report.file,
        count(errors, "error"),
        count(warnings, "warning")
    )
}

/// Returns true for a finding about the document as a whole or one of its fields.
fn is_cause(finding: &Finding) -> bool {
    let field = finding
        .path
        .as_deref()
        .and_then(|path| path.strip_prefix('$'));
    field.is_none_or(|field| !field.contains('[') && field.matches('.').count() <= 1)
}

/// Returns what a finding says, without the place: its code, its message, and the name of the field.
fn sense(finding: &Finding) -> (&str, &str, Option<&str>) {
    let field = finding
        .path
        .as_deref()
        .and_then(|path| path.rsplit(['.', ']']).next());
    (&finding.code, &finding.message, field)
}

/// Writes a number of things in words.
fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
