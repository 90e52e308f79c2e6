//! `paywall check`: everything in a document that is wrong or passed over.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use paywall_host::answer::Warning;
use paywall_host::{Error, Refusal};
use serde::Serialize;

use super::{output, source};

#[derive(Args)]
pub(super) struct Arguments {
    /// The document
    file: PathBuf,
    /// Print the problems as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 1 on warnings
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    module: source::Module,
}

/// All problems of one document.
#[derive(Serialize)]
struct Report {
    file: String,
    errors: Vec<Problem>,
    warnings: Vec<Warning>,
}

#[derive(Serialize)]
struct Problem {
    code: String,
    message: String,
    path: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let engine = arguments.module.engine(false)?;
    let bytes = source::read(&arguments.file)?;
    let (errors, warnings) = match engine.load(&bytes).and_then(|document| document.loaded()) {
        Ok(answer) => (Vec::new(), answer.warnings),
        Err(Error::Refused(Refusal {
            code,
            message,
            path,
            warnings,
        })) => (
            vec![Problem {
                code,
                message,
                path,
            }],
            warnings,
        ),
        Err(error) => (
            vec![Problem {
                code: error.code().into(),
                message: error.to_string(),
                path: None,
            }],
            Vec::new(),
        ),
    };
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

fn text(report: &Report) -> String {
    let mut out = String::new();
    for Problem {
        code,
        message,
        path,
    } in &report.errors
    {
        out += &output::line("error", code, message, path.as_deref());
    }
    for Warning {
        code,
        message,
        path,
    } in &report.warnings
    {
        out += &output::line("warning", code, message, path.as_deref());
    }
    let (errors, warnings) = (report.errors.len(), report.warnings.len());
    out + &format!(
        "{}: {}, {}\n",
        report.file,
        count(errors, "error"),
        count(warnings, "warning")
    )
}

fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
