//! The crates of the workspace, with their modules and the crates they depend on.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use super::modules::{self, Module};
use crate::run::{capture, cargo, root};

/// One crate of the workspace.
pub struct Crate {
    /// The name of the package.
    pub name: String,
    /// The other crates of the workspace that it needs to build, tests apart.
    pub needs: Vec<String>,
    /// The modules of its library and its programs, tests apart.
    pub modules: Vec<Module>,
}

/// Reads all crates of the workspace, as cargo sees them.
pub fn read() -> Result<Vec<Crate>> {
    let metadata = capture(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_slice(&metadata)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let mut crates = Vec::new();
    for package in packages {
        let mut found = Vec::new();
        for file in roots(package) {
            modules::read(&file, &root(), &mut found)?;
        }
        crates.push(Crate {
            name: text(&package["name"]),
            needs: needs(package),
            modules: found,
        });
    }
    crates.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(crates)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().into()
}

/// Returns the root files of a package's library and programs. Tests, benchmarks and examples may use anything.
fn roots(package: &Value) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for target in package["targets"].as_array().into_iter().flatten() {
        let kinds = target["kind"].as_array().into_iter().flatten();
        let is_code = |kind: &Value| {
            let kind = kind.as_str().unwrap_or_default();
            kind == "bin" || kind.ends_with("lib") || kind == "proc-macro"
        };
        if kinds.into_iter().any(is_code) {
            out.push(text(&target["src_path"]).into());
        }
    }
    out
}

/// Returns the dependencies that lie in the workspace, those for tests apart.
fn needs(package: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        if dependency["path"].is_string() && dependency["kind"].as_str() != Some("dev") {
            out.push(text(&dependency["name"]));
        }
    }
    out.sort();
    out.dedup();
    out
}
