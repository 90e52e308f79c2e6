//! The command `paywall mcp`: the program as tools of an assistant, over the Model Context Protocol. `docs/agents.md`
//! explains it.

mod advice;
mod arranged;
mod asset;
mod center;
mod change;
mod coming;
mod draft;
mod edited;
mod explain;
mod file;
mod finding;
mod list;
mod outline;
#[cfg(test)]
mod page;
mod picture;
mod product;
mod publish;
mod render;
mod reply;
mod scene;
mod schedule;
mod schema;
mod server;
mod target;
mod tool;
mod tools;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;

use super::center::Place;
use super::{output, source};

use self::center::Center;
use self::file::File;
use self::picture::Photographer;
use self::server::Server;
use self::target::{Place as At, Target};

#[derive(Args)]
pub(super) struct Arguments {
    /// Work on the document in this file, in place of the drafts of a Control Center
    #[arg(long, value_name = "FILE", conflicts_with_all = ["server", "token", "app"])]
    config: Option<PathBuf>,
    /// Product details as the store gives them: a JSON array [default: examples with prices in dollars]
    #[arg(long, value_name = "FILE")]
    products: Option<PathBuf>,
    /// Turn the sandbox of the browser that takes pictures off, as root in a container; never on a server
    #[arg(long)]
    unsandboxed: bool,
    /// Write the tools with their schemas as JSON, and end
    #[arg(long)]
    tools: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    module: source::Module,
}

/// Serves the tools on standard input and output, until the assistant closes them.
pub(super) fn run(arguments: Arguments) -> Result<ExitCode> {
    if arguments.tools {
        let text = serde_json::to_string_pretty(&tools::listed(arguments.config.is_none()))?;
        output::print((text + "\n").as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    if io::stdin().is_terminal() {
        output::tell(
            "paywall mcp speaks with an assistant over standard input and output; docs/agents.md says how to set one up\n",
        );
    }
    let place = match arguments.config {
        Some(path) => At::File(File::open(path)?),
        None => At::Center(Box::new(Center::new(arguments.place))),
    };
    let pictures = Photographer::new(arguments.unsandboxed);
    let target = Target::new(place, arguments.module, arguments.products, pictures);
    let server = Server::new(target);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(server.serve());
    // A reading of standard input that is under way would hold the program up.
    runtime.shutdown_background();
    served.context("the assistant did not speak the Model Context Protocol")?;
    Ok(ExitCode::SUCCESS)
}
