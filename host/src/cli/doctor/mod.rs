//! The command `paywall doctor`, which says what is missing on this machine and what of the settings will not work.

mod found;
mod machine;
#[cfg(feature = "server")]
mod settings;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use self::found::Report;
use super::{output, source};

#[derive(Args)]
pub(super) struct Arguments {
    /// The settings of a host to look at [default: host.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    module: source::Module,
}

/// The form in which the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people, a line for each thing that was looked at
    #[default]
    Text,
    /// For programs of your own
    Json,
}

/// Looks at everything, without changing anything. The exit code is 1 if something will not work.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut report = Report::default();
    let engine = machine::look(&arguments.module, &mut report);
    #[cfg(feature = "server")]
    settings::look(arguments.settings.as_deref(), engine.as_ref(), &mut report)?;
    #[cfg(not(feature = "server"))]
    drop(engine);
    let out = match arguments.format {
        Format::Text => report.text(),
        Format::Json => serde_json::to_string_pretty(&report)? + "\n",
    };
    output::print(out.as_bytes())?;
    Ok(match report.works() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(1),
    })
}
