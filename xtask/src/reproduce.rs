//! Whether the npm package is the same, byte for byte, wherever it is built.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{capture, program, root, run, target};
use crate::wasm::{self, dist};

/// Builds the package here and, of the same files, in another folder with nothing compiled or installed, and compares all files.
pub fn compare() -> Result<()> {
    wasm::build()?;
    let other = target().join("reproduced-elsewhere");
    if other.exists() {
        fs::remove_dir_all(&other)?;
    }
    copy(&other)?;
    // This program takes its root from where cargo says that it lies.
    let mut build = Command::new(env::current_exe()?);
    build
        .arg("wasm")
        .current_dir(&other)
        .env("CARGO_MANIFEST_DIR", other.join("xtask"))
        .env("CARGO_TARGET_DIR", other.join("target"));
    run(&mut build)?;
    let (here, there) = (files(&dist())?, files(&other.join("www/dist"))?);
    for (name, bytes) in &here {
        if there.get(name) != Some(bytes) {
            bail!(
                "{name} is another one when it is built in {}",
                other.display()
            );
        }
    }
    if here.len() != there.len() {
        bail!("{} files here, {} there", here.len(), there.len());
    }
    println!("{} files are the same, byte for byte", here.len());
    fs::remove_dir_all(&other)?;
    Ok(())
}

/// Copies all files that git knows, as they are now.
fn copy(to: &Path) -> Result<()> {
    let listed = capture(program("git").args(["ls-files", "-z"]))?;
    for name in String::from_utf8(listed)?.split_terminator('\0') {
        let (from, to) = (root().join(name), to.join(name));
        // Deleted and not yet committed.
        if !from.exists() {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, to)?;
    }
    Ok(())
}

/// Reads the files of a folder but the stamp and the bill of materials, which the build alone does not write.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if ![".stamp", "sbom.cdx.json", "NOTICES.txt"].contains(&&*name) {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(files)
}
