//! The program `paywall`: checks documents, shows what a customer would see, and runs the preview and the host.

mod cli;

use std::process::ExitCode;

/// The allocator of a program that may become a host. The C library's own takes a sixth of a busy host's time, and that
/// of a static program (musl) lets one thread allocate at a time.
#[cfg(feature = "server")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the command line.
fn main() -> ExitCode {
    cli::run()
}
