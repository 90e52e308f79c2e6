//! The command `paywall scenario`, which tells the owners of everything after each thing that happens.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use paywall_host::scenario;

use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// The scenario: a JSON list of steps (docs/ledger.md)
    file: PathBuf,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// Prints the report. The exit code is 1 if an expectation of the file does not hold.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let file = arguments.file.display();
    let text = std::fs::read_to_string(&arguments.file);
    let text = text.with_context(|| format!("cannot read {file}"))?;
    let report = scenario::play(&text).with_context(|| file.to_string())?;
    let out = match arguments.json {
        true => serde_json::to_string_pretty(&report)? + "\n",
        false => report.to_string(),
    };
    output::print(out.as_bytes())?;
    Ok(match report.failures.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    })
}
