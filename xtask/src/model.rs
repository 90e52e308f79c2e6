//! The model of the Control Center for its pages: small WebAssembly files, and the JavaScript that starts each.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::run::target;
use crate::{bindgen, optimise, tools};

/// The crate that becomes the files.
const PACKAGE: &str = "paywall-control-web";

/// The files: for the editor, which needs no words of campaigns, and for the campaigns.
const FILES: [(&str, &[&str]); 2] = [("model", &["--no-default-features"]), ("campaigns", &[])];

/// The rounds of SHA-256 as a loop: what a page hashes is small, and written out they weigh 6 KB.
const ROUNDS: [&str; 3] = [
    "-Zprofile-rustflags",
    "--config",
    r#"profile.wasm.package.sha2.rustflags=["--cfg", 'sha2_backend_soft="compact"']"#,
];

/// Builds what is not up to date, and returns the folder with `model.wasm`, `campaigns.wasm` and their JavaScript.
pub fn build() -> Result<PathBuf> {
    let folder = target().join("model");
    fs::create_dir_all(&folder)?;
    for (name, options) in FILES {
        make(&folder, name, options)?;
    }
    Ok(folder)
}

/// Builds one file, unless what was compiled is what it was made of.
fn make(folder: &Path, name: &str, options: &[&str]) -> Result<()> {
    let compiled = bindgen::compile(PACKAGE, &[options, &ROUNDS].concat())?;
    let former = folder.join(format!("{name}.compiled.wasm"));
    let script = folder.join(format!("{name}.js"));
    let bytes = fs::read(&compiled)?;
    if script.exists() && fs::read(&former).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let bound = bindgen::bind_plainly(&compiled, name)?;
    let whole = folder.join(format!("{name}.bound.wasm"));
    fs::write(&whole, &bound.wasm)?;
    let small = folder.join(format!("{name}.wasm"));
    optimise::small_wasm(&tools::node_modules()?, &whole, &small)?;
    fs::write(script, bound.js)?;
    fs::write(former, bytes)?;
    Ok(())
}
