//! The command `paywall new`, which writes a small complete document to begin with.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use super::output;

/// The document, which is also the example of docs/document.md.
const DOCUMENT: &str = include_str!("../../../paywall-templates/new.json");

#[derive(Args)]
pub(super) struct Arguments {
    /// The file to write, which must not be there yet [default: standard output]
    file: Option<PathBuf>,
}

/// Writes the document. A file that is there already is left as it is.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Some(file) = &arguments.file else {
        output::print(DOCUMENT.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let name = file.display();
    let made = OpenOptions::new().write(true).create_new(true).open(file);
    let mut made = made.with_context(|| format!("cannot write {name}"))?;
    made.write_all(DOCUMENT.as_bytes())
        .with_context(|| format!("cannot write {name}"))?;
    let next = format!(
        "{name}: check it with `paywall check {name}`, look at it with `paywall serve --config {name}`\n"
    );
    output::print(next.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
