//! Builds the module into the crate: `www/dist/paywall_runtime.wasm`, which `cargo xtask wasm` makes.
//!
//! If the module has not been made yet, the crate builds without it, and says so when it is asked to run it.

use std::path::PathBuf;
use std::{env, fs, io};

const MODULE: &str = "../../www/dist/paywall_runtime.wasm";

fn main() -> io::Result<()> {
    let module = folder("CARGO_MANIFEST_DIR")?.join(MODULE);
    println!("cargo::rerun-if-changed={}", module.display());
    let code = if module.is_file() {
        format!("Some(include_bytes!({:?}))", module.canonicalize()?)
    } else {
        "None".to_owned()
    };
    fs::write(folder("OUT_DIR")?.join("module.rs"), code)
}

fn folder(variable: &str) -> io::Result<PathBuf> {
    env::var(variable)
        .map(PathBuf::from)
        .map_err(io::Error::other)
}
