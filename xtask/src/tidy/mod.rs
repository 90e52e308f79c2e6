//! Checks that maps and pages say what the code says: `cargo xtask tidy`, and the first section of `cargo xtask test`.

mod codes;
mod commands;
mod links;
mod pages;

use anyhow::{Result, bail};

use pages::Page;

/// Runs every check, prints each finding as `file:line: what is wrong`, and fails if there is one.
pub fn check() -> Result<()> {
    let pages = Page::all()?;
    let mut findings = Vec::new();
    findings.extend(links::check(&pages));
    findings.extend(commands::check(&pages)?);
    findings.extend(codes::check(&pages)?);
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        count => bail!("{count} findings"),
    }
}
