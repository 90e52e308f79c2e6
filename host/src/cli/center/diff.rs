//! The command `paywall diff`, which says in sentences how two contents differ.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use paywall_host::control::{self, Change, Content};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::Remote;
use super::operand::{Operand, operand};
use super::{Format, Place};
use crate::cli::output;

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// The content before: a revision, live:ENVIRONMENT, draft:ID, or a file
    #[arg(value_parser = operand, default_value = "live:production")]
    before: Operand,
    /// The content after
    #[arg(value_parser = operand, default_value = "live:sandbox")]
    after: Operand,
    /// The form of the differences
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 if there is a difference
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    place: Place,
}

/// The difference of two contents.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Difference {
    /// The changes as programs read them.
    pub changes: Vec<Value>,
    /// The same for people, a sentence each.
    pub sentences: Vec<String>,
}

impl Difference {
    /// Compares two documents.
    pub(super) fn of(before: Value, after: Value) -> Result<Self> {
        let ((before, _), (after, _)) = (Content::import(before)?, Content::import(after)?);
        let changes = control::difference(&before, &after)?;
        let sentences = changes.iter().map(Change::sentence).collect();
        let changes = changes.iter().map(serde_json::to_value);
        let changes = changes.collect::<Result<_, _>>()?;
        Ok(Self { changes, sentences })
    }

    /// Writes the sentences, a line each.
    pub(super) fn text(&self) -> String {
        self.sentences.iter().map(|it| format!("{it}\n")).collect()
    }
}

/// Returns the difference of what is named.
pub(super) async fn difference(
    remote: &Remote,
    before: &Operand,
    after: &Operand,
) -> Result<Difference> {
    if before.is_file() || after.is_file() {
        let (before, after) = (
            before.document(remote).await?,
            after.document(remote).await?,
        );
        return Difference::of(before, after);
    }
    let (before, after) = (before.name(remote).await?, after.name(remote).await?);
    let path = ["revisions", &before, "difference", &after];
    remote.get(&path, &[]).await
}

/// Prints the difference.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<ExitCode> {
    super::run(&arguments.place, async |remote| {
        let found = difference(remote, &arguments.before, &arguments.after).await?;
        match arguments.format {
            Format::Json => super::print_json(&found)?,
            Format::Text if found.sentences.is_empty() => output::tell("no difference\n"),
            Format::Text => output::print(found.text().as_bytes())?,
        }
        let is_other = arguments.exit_code && !found.changes.is_empty();
        Ok(ExitCode::from(u8::from(is_other)))
    })
}
