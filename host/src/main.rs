//! `paywall`: checks documents, shows what a customer would see, and serves the preview page.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
