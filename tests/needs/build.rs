//! Looks for what tests need beside the sources, before they are compiled.

use std::env;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=POSTGRES_BIN");
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let root = Path::new(&here).join("../..");
    let module = root.join("www/dist/paywall_runtime.wasm");
    let mut found = Vec::new();
    if root.join("../shared").is_dir() {
        found.push("shared");
    }
    if module.is_file() {
        found.push("module");
    } else {
        // Looked for again until it is built. Not after that: each build of it would compile every test anew.
        println!("cargo::rerun-if-changed={}", module.display());
    }
    if has_postgres() {
        found.push("postgres");
    }
    println!("cargo::rustc-env=AT_HAND={}", found.join(","));
}

/// Looks where `testing::postgres` does.
fn has_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let debian = versions.into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = debian.map(|it| it.path().join("bin")).collect();
    folders.extend(env::var_os("POSTGRES_BIN").map(PathBuf::from));
    let path = env::var_os("PATH").unwrap_or_default();
    folders.extend(env::split_paths(&path));
    folders.iter().any(|it| it.join("initdb").is_file())
}
