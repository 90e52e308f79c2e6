//! The modules of a crate, found by the `mod` lines that begin at its root.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::plain;

/// A module with a file of its own.
pub struct Module {
    /// The path from the root of the crate, such as `paywall::view`; empty for the root itself.
    pub path: String,
    /// The file, from the root of the workspace.
    pub file: PathBuf,
    /// The source as written.
    pub source: String,
    /// The source without comments, texts and tests.
    pub plain: String,
}

impl Module {
    /// Makes a module of its source.
    pub fn new(path: &str, file: &Path, source: String) -> Self {
        let plain = plain::without_tests(&plain::without_comments(&source));
        Self {
            path: path.into(),
            file: file.into(),
            source,
            plain,
        }
    }

    /// Returns the place of a position, as `file:line`.
    pub fn place(&self, at: usize) -> String {
        let line = 1 + self.plain[..at].matches('\n').count();
        format!("{}:{line}", self.file.display())
    }

    /// Returns the names that its `mod` lines declare.
    fn children(&self) -> Vec<&str> {
        let tokens = plain::tokens(&self.plain);
        let declares = |three: &&[(usize, &str)]| three[0].1 == "mod" && three[2].1 == ";";
        let found = tokens.windows(3).filter(declares);
        found.map(|three| three[1].1).collect()
    }
}

/// Reads the modules from a root file on, below `base`; those that are in `out` already are passed over.
pub fn read(root: &Path, base: &Path, out: &mut Vec<Module>) -> Result<()> {
    let folder = root.parent().context("a root without a folder")?;
    read_module("", root, folder, base, out)
}

fn read_module(
    path: &str,
    file: &Path,
    folder: &Path,
    base: &Path,
    out: &mut Vec<Module>,
) -> Result<()> {
    let shown = file.strip_prefix(base).unwrap_or(file);
    if out.iter().any(|known| known.file == shown) {
        return Ok(());
    }
    let source = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let module = Module::new(path, shown, source.replace("\r\n", "\n"));
    let children: Vec<String> = module.children().into_iter().map(String::from).collect();
    out.push(module);
    for name in children {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}::{name}")
        };
        let inside = folder.join(&name);
        let (alone, first) = (folder.join(format!("{name}.rs")), inside.join("mod.rs"));
        let file = match (alone.exists(), first.exists()) {
            (true, _) => alone,
            (_, true) => first,
            _ => bail!("`mod {name};` in {} has no file", shown.display()),
        };
        read_module(&path, &file, &inside, base, out)?;
    }
    Ok(())
}
