//! The command `paywall schema`, which writes JSON Schema for editors and tools.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use paywall_host::schema::{self, Schema};

use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// What the schema is of: document, request, answer, components or settings
    #[arg(default_value = "document", value_parser = named)]
    of: Schema,
}

/// Prints a schema.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let text = format!("{:#}\n", schema::write(arguments.of));
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the schema of a name.
fn named(name: &str) -> Result<Schema, String> {
    let found = Schema::ALL.into_iter().find(|it| it.name() == name);
    found.ok_or_else(|| {
        let names = Schema::ALL.map(Schema::name);
        format!("expected one of {}", names.join(", "))
    })
}
