//! The program `paywall`: checks documents, shows what a customer would see, and runs the preview and the host.

mod cli;

use std::process::ExitCode;

/// Runs the command line.
fn main() -> ExitCode {
    cli::run()
}
