//! Builds the module and the languages into the crate: files of `www/dist`, which `cargo xtask wasm` makes.
//!
//! If they have not been made yet, the crate builds without them, and says so when it is asked to run the module.

use std::path::PathBuf;
use std::{env, fs, io};

const DIST: &str = "../../www/dist";

fn main() -> io::Result<()> {
    for (built, name) in [
        ("paywall_runtime.wasm", "module.rs"),
        ("locales/mul.bin", "locales.rs"),
    ] {
        let file = folder("CARGO_MANIFEST_DIR")?.join(DIST).join(built);
        println!("cargo::rerun-if-changed={}", file.display());
        let code = if file.is_file() {
            format!("Some(include_bytes!({:?}))", file.canonicalize()?)
        } else {
            "None".to_owned()
        };
        fs::write(folder("OUT_DIR")?.join(name), code)?;
    }
    Ok(())
}

fn folder(variable: &str) -> io::Result<PathBuf> {
    env::var(variable)
        .map(PathBuf::from)
        .map_err(io::Error::other)
}
