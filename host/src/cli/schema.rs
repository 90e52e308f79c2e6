//! The command `paywall schema`, which writes JSON Schema for editors and tools, and OpenAPI for clients.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use paywall_host::schema::{self, Schema};

use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// The thing that it describes: document, request, answer, components or settings; or host, all routes of a host, and control, those of the Control Center alone
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
    /// All routes of a host, as OpenAPI.
    #[cfg(feature = "server")]
    Host,
}

/// Prints a schema.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let text = match arguments.of {
        Of::Data(of) => format!("{:#}\n", schema::write(of)),
        #[cfg(feature = "server")]
        Of::Control => paywall_center::description().to_pretty_json()? + "\n",
        #[cfg(feature = "server")]
        Of::Host => paywall_server::description().to_pretty_json()? + "\n",
    };
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the schema of a name.
fn named(name: &str) -> Result<Of, String> {
    #[cfg(feature = "server")]
    match name {
        "control" => return Ok(Of::Control),
        "host" => return Ok(Of::Host),
        _ => {}
    }
    let found = Schema::ALL.into_iter().find(|it| it.name() == name);
    found.map(Of::Data).ok_or_else(|| {
        let names = Schema::ALL.map(Schema::name);
        format!("expected one of {}, control, host", names.join(", "))
    })
}
