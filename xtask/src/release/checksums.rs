//! The checksums of what is uploaded.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::run::{capture, program};

/// Writes `SHA256SUMS` of all files in a folder, in the form that `sha256sum --check` reads.
pub fn write(folder: &Path) -> Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name());
        }
    }
    names.sort();
    let mut sums = program("sha256sum");
    sums.args(names).current_dir(folder);
    fs::write(folder.join("SHA256SUMS"), capture(&mut sums)?)?;
    Ok(())
}
