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
    /// The time, for schedules: epoch milliseconds, or such as `2026-11-27T09:00` in UTC [default: this computer's]
    #[arg(long, value_name = "TIME", value_parser = clock::time)]
    now: Option<u64>,
    #[command(flatten)]
    module: source::Module,
}

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
        output::print(text(&report).as_bytes())?;
    }
    Ok(
        match (report.errors.is_empty(), report.warnings.is_empty()) {
            (false, _) => ExitCode::from(2),
            (true, false) if arguments.strict => ExitCode::from(1),
            _ => ExitCode::SUCCESS,
        },
    )
}

/// Collects the module's warnings about a document and the findings of the authoring checks.
fn findings(engine: &Engine, bytes: &[u8], now: f64) -> Vec<Finding> {
    let loaded = engine
        .load(bytes)
        .and_then(|document| Ok((document.loaded()?.warnings, document)));
    match loaded {
        Ok((warnings, document)) => {
            let mut out = check::check(document.json(), now);
            let said = warnings.into_iter().map(of_module);
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
            out.extend(warnings.into_iter().map(of_module));
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
fn of_module(warning: Warning) -> Finding {
    let severity = match &*warning.code {
        "invalid_rule" => Severity::Error,
        _ => Severity::Warning,
    };
    let (message, passed_over) = (warning.message, severity == Severity::Error);
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

/// Writes the findings as text.
fn text(report: &Report) -> String {
    let mut out = String::new();
    for (kind, findings) in [("error", &report.errors), ("warning", &report.warnings)] {
        for finding in findings {
            let path = finding.path.as_deref();
            out += &output::line(kind, &finding.code, &finding.message, path);
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

/// Writes a number of things in words.
fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
