//! The build pipeline: cargo → wasm-bindgen → wasm-opt, and the hand-written files beside the module.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::run::{root, target};
use crate::size::Sizes;
use crate::{bindgen, optimise, tools};

/// The file that browsers load and wasmtime runs.
pub const MODULE: &str = "paywall_runtime.wasm";

/// The built files: what a web page or the host needs of the runtime.
pub fn dist() -> PathBuf {
    root().join("www/dist")
}

/// Builds `www/dist` unless it is up to date, and prints the sizes.
pub fn build() -> Result<Sizes> {
    let compiled = bindgen::compile()?;
    let sources = sources()?;
    let stamp = stamp(&compiled, &sources)?;
    let stamp_file = dist().join(".stamp");
    let fresh = fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp);
    if !fresh {
        assemble(&compiled, &sources)?;
        fs::write(stamp_file, stamp)?;
    }
    let sizes = Sizes::from_json(&fs::read_to_string(dist().join("sizes.json"))?)?;
    println!("{sizes}");
    Ok(sizes)
}

/// Makes every file of `www/dist` anew.
fn assemble(compiled: &Path, sources: &[PathBuf]) -> Result<()> {
    let modules = tools::node_modules()?;
    let (work, dist) = (target().join("module"), dist());
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    fs::create_dir_all(&work)?;

    let bound = bindgen::bind(compiled)?;
    fs::write(work.join("bound.wasm"), &bound.wasm)?;
    fs::write(work.join("paywall_runtime.js"), &bound.js)?;
    optimise::wasm(&modules, &work.join("bound.wasm"), &dist.join(MODULE))?;
    let mut measured = vec![MODULE.to_owned()];
    for file in std::iter::once(&work.join("paywall_runtime.js")).chain(sources) {
        if let Some(script) = place(&modules, file, &dist)? {
            measured.push(script);
        }
    }
    let sizes = Sizes::measure(&dist, &measured)?;
    let text = serde_json::to_string_pretty(&sizes.to_json())?;
    fs::write(dist.join("sizes.json"), text).context("could not write sizes.json")
}

/// Puts one file into `www/dist`: JavaScript minified, anything else as it is. Returns the name of a script.
fn place(modules: &Path, file: &Path, dist: &Path) -> Result<Option<String>> {
    let name = file.file_name().unwrap_or_default();
    let to = dist.join(name);
    if file.extension() != Some(OsStr::new("js")) {
        fs::copy(file, to)?;
        return Ok(None);
    }
    optimise::js(modules, file, &to)?;
    Ok(Some(name.to_string_lossy().into_owned()))
}

/// The hand-written files that ship beside the module.
fn sources() -> Result<Vec<PathBuf>> {
    let folder = root().join("www/runtime");
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

/// Changes whenever an input does: the compiled crate, a hand-written file, a pinned tool, or this task itself.
fn stamp(compiled: &Path, sources: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    let lock = root().join("tests/package-lock.json");
    let task = std::env::current_exe()?;
    for file in [compiled, &lock, &task]
        .into_iter()
        .chain(sources.iter().map(PathBuf::as_path))
    {
        let bytes = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        hasher.write(file.to_string_lossy().as_bytes());
        hasher.write(&bytes);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
