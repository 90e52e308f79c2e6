//! The program `paywall`: checks documents, shows what a customer would see, and runs the preview and the host.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
