//! The command `paywall completions`, which writes the script by which a shell completes command lines.

use anyhow::Result;
use clap::{Args, Command};
use clap_complete::Shell;

use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// The shell that will read the script
    shell: Shell,
}

/// Writes the script for a shell to standard output.
pub(super) fn run(arguments: &Arguments, mut program: Command) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "paywall", &mut script);
    output::print(&script)
}
