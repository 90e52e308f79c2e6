//! The command `paywall pull`, which writes what is live into a file.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use super::operand::{Operand, operand};
use super::{Place, short};
use crate::cli::output;

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// The content: a revision, live:ENVIRONMENT or draft:ID
    #[arg(value_parser = operand, default_value = "live:production")]
    what: Operand,
    /// The platform for which it is written, as its SDKs get it [default: the app's whole document]
    #[arg(long, value_name = "ID")]
    platform: Option<String>,
    /// Write the document here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// Writes the document, and says which revision it is.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<ExitCode> {
    super::run(&arguments.place, async |remote| {
        let (document, said): (Value, _) = match &arguments.what {
            draft @ Operand::Draft(id) => (draft.document(remote).await?, format!("draft {id}")),
            what => {
                let revision = what.revision(remote).await?;
                let platform = arguments.platform.as_deref();
                let query: Vec<_> = platform.map(|it| ("platform", it)).into_iter().collect();
                let path = ["revisions", &revision, "document"];
                let document = remote.get(&path, &query).await?;
                (document, format!("revision {}", short(&revision)))
            }
        };
        let text = serde_json::to_string_pretty(&document).context("a document is JSON")? + "\n";
        output::write(arguments.output.as_deref(), text.as_bytes())?;
        output::tell(&format!("pulled {said}\n"));
        Ok(ExitCode::SUCCESS)
    })
}
