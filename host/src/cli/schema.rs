//! The command `paywall schema`, which writes JSON Schema for editors and tools, and OpenAPI for clients.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use paywall_host::schema::{self, Schema};

use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// The thing that it describes: document, request, answer, components or settings; or control, the HTTP API of the Control Center
    #[arg(default_value = "document", value_parser = named)]
    of: Of,
}

/// The thing that is described.
#[derive(Clone, Copy)]
enum Of {
    /// Data, as JSON Schema.
    Data(Schema),
    /// The Control Center's HTTP API, as OpenAPI.
    #[cfg(feature = "server")]
    Control,
}

/// Prints a schema.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let text = match arguments.of {
        Of::Data(of) => format!("{:#}\n", schema::write(of)),
        #[cfg(feature = "server")]
        Of::Control => paywall_center::description().to_pretty_json()? + "\n",
    };
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the schema of a name.
fn named(name: &str) -> Result<Of, String> {
    #[cfg(feature = "server")]
    if name == "control" {
        return Ok(Of::Control);
    }
    let found = Schema::ALL.into_iter().find(|it| it.name() == name);
    found.map(Of::Data).ok_or_else(|| {
        let names = Schema::ALL.map(Schema::name);
        format!("expected one of {}, control", names.join(", "))
    })
}
