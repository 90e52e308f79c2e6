//! The program `paywall`: checks documents, shows what a customer would see, and runs the preview and the host.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// The allocator of the whole program. The C library's own takes a sixth of a busy host's time, and that of a static
/// program (musl) lets one thread allocate at a time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Runs the command line.
fn main() -> ExitCode {
    cli::run()
}
