//! The model of the Control Center for its editor: a small WebAssembly file, and the JavaScript that starts it.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::run::target;
use crate::{bindgen, optimise, tools};

/// The crate that becomes the file.
const PACKAGE: &str = "paywall-control-web";

/// Builds the model, unless it is up to date, and returns the folder with `model.wasm` and `model.js`.
pub fn build() -> Result<PathBuf> {
    let folder = target().join("model");
    fs::create_dir_all(&folder)?;
    let compiled = bindgen::compile(PACKAGE)?;
    let (former, script) = (folder.join("compiled.wasm"), folder.join("model.js"));
    let bytes = fs::read(&compiled)?;
    if script.exists() && fs::read(&former).is_ok_and(|old| old == bytes) {
        return Ok(folder);
    }
    let bound = bindgen::bind_plainly(&compiled, "model")?;
    let whole = folder.join("bound.wasm");
    fs::write(&whole, &bound.wasm)?;
    optimise::small_wasm(&tools::node_modules()?, &whole, &folder.join("model.wasm"))?;
    fs::write(script, bound.js)?;
    fs::write(former, bytes)?;
    Ok(folder)
}
