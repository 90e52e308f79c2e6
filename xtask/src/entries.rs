//! The scripts of the npm package: which files of `www/runtime` become one each, and in which forms.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::optimise::{self, Script};

/// Files that others load only where they are needed: in some engines, where the module is not beside the script, and
/// by wrappers.
const LATE: [&str; 7] = [
    "older.js",
    "gunzip.js",
    "inlined.js",
    "tables.js",
    "present.js",
    "hydrate.js",
    "index.js",
];

/// Imports that stay as they are written: of workers, and of apps.
const OTHERS: [&str; 4] = ["*.wasm?module", "paywall-runtime", "react", "vue"];

/// The wrapper for plain pages, which have the package beside it, and the same for bundlers, which find the package by its
/// name.
const PLAIN: (&str, &str) = ("element.js", "element.bundled.js");

/// Other forms of a file: its name, that of the form, and the condition under which `#place` is found
/// (`www/runtime/package.json`).
const FORMS: [(&str, &str, &str); 3] = [
    ("index.js", "bundled.js", "bundled"),
    ("index.js", "inline.js", "inline"),
    ("index.js", "worker.js", "worker"),
];

/// The file that becomes a classic script with all in it, and its global name.
const CLASSIC: (&str, &str) = ("standalone.js", "PaywallRuntime");

/// Writes the scripts into `dist`, made of those in `work`. Returns their names.
pub fn write(modules: &Path, sources: &[PathBuf], work: &Path, dist: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut write = |from: &str, to: &str, script: Script| {
        names.push(to.to_owned());
        optimise::js(modules, &work.join(from), &dist.join(to), &script)
    };
    let usual = Script {
        late: &LATE,
        others: &OTHERS,
        ..Script::default()
    };
    for source in sources.iter().filter(|file| is_entry(file)) {
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        write(&name, &name, usual)?;
    }
    for (name, form, condition) in FORMS {
        write(name, form, Script { condition, ..usual })?;
    }
    let (plain, named) = PLAIN;
    let text = fs::read_to_string(dist.join(plain))?;
    fs::write(
        dist.join(named),
        text.replace("./index.js", "paywall-runtime"),
    )?;
    let (name, global) = CLASSIC;
    let classic = Script {
        condition: "inline",
        global,
        ..Script::default()
    };
    write(name, name, classic)?;
    Ok(names)
}

/// Returns whether this file ships as it is: apps import it, and then it has types, or another file does when it needs
/// it. The files it imports itself become part of it, so that one request loads all.
fn is_entry(file: &Path) -> bool {
    let is_late = LATE.iter().any(|name| file.ends_with(name));
    let is_script = file.extension() == Some(OsStr::new("js"));
    let is_classic = file.ends_with(CLASSIC.0);
    is_script && !is_classic && (is_late || file.with_extension("d.ts").exists())
}
