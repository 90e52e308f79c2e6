//! The preview page from nothing, in one command.

use anyhow::Result;

use crate::run::{cargo, run};
use crate::wasm;

/// Builds the module if needed and serves the preview page until it is stopped; the host prints the address.
pub fn serve(arguments: &[String]) -> Result<()> {
    wasm::build()?;
    run(cargo()
        .args([
            "run",
            "--release",
            "--quiet",
            "--package",
            "paywall-host",
            "--",
            "serve",
        ])
        .args(arguments))
}
