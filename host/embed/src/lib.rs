//! Collects what the program carries inside: the module, the preview page, the stock document, the scenarios.
//!
//! Writes `assets.rs`, a table of path and bytes. Whatever has not been built yet is simply not in it, so the crate
//! always builds; whoever needs a missing file says which command makes it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folder in the repository, and its name in the table.
const FOLDERS: [(&str, &str); 4] = [
    ("www/dist", "dist"),
    ("www/preview", "preview"),
    ("www/demo", "demo"),
    ("tests/scenarios", "scenarios"),
];
/// Single files in the repository, and their names in the table.
const FILES: [(&str, &str); 2] = [
    ("paywall-templates/document.json", "document.json"),
    ("paywall-templates/products.json", "products.json"),
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("..");
    // Built in as well, by `sqlx::migrate!`.
    println!("cargo::rerun-if-changed=migrations");
    let mut files = Vec::new();
    for (folder, name) in FOLDERS {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
        collect(&root.join(folder), name, &mut files)?;
    }
    for (file, name) in FILES {
        println!("cargo::rerun-if-changed={}", root.join(file).display());
        if root.join(file).is_file() {
            files.push((name.to_owned(), root.join(file)));
        }
    }
    // What scenarios print is for the tests.
    files.retain(|(name, _)| !name.starts_with("scenarios/") || name.ends_with(".json"));
    files.sort();
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?).join("assets.rs");
    fs::write(out, table(&files)?)
}

/// Adds every file under `folder`, named by its path below `name`.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let file = entry.file_name().to_string_lossy().into_owned();
        // Files for the tools, such as a build stamp.
        if file.starts_with('.') {
            continue;
        }
        let name = format!("{name}/{file}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &name, files)?;
        } else {
            files.push((name, entry.path()));
        }
    }
    Ok(())
}

fn table(files: &[(String, PathBuf)]) -> io::Result<String> {
    let mut out = String::from("&[\n");
    for (name, path) in files {
        let path = path.canonicalize()?;
        writeln!(out, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
    }
    out.push_str("]\n");
    Ok(out)
}
