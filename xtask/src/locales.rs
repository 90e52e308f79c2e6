//! The tables of languages as files beside the module: one for each language, for pages, and one with all, for hosts.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::run::root;

/// The folder of the tables, one file a language.
pub const FOLDER: &str = "locales";
/// The name, beside those of languages, of the file with the tables of all.
const ALL: &str = "mul";
/// The bytes of a table before its list of locales: its length and the offsets of thirteen parts.
const HEAD: usize = 28;

/// Old codes of languages, as pages may have them, and those of the tables (`runtime/src/locale/table.rs`).
const RENAMED: [(&str, &str); 6] = [
    ("iw", "he"),
    ("in", "id"),
    ("tl", "fil"),
    ("mo", "ro"),
    ("nb", "no"),
    ("sh", "sr"),
];

/// Writes the tables into a folder. Returns the names of the files for pages, sorted.
pub fn write(to: &Path) -> Result<Vec<String>> {
    let all = fs::read(root().join("runtime/src/locale/cldr.bin"))?;
    fs::create_dir_all(to.join(FOLDER))?;
    let mut names = Vec::new();
    let mut rest: &[u8] = &all;
    while let [low, high, ..] = rest {
        let length = usize::from(*low) | usize::from(*high) << 8;
        let (table, after) = rest
            .split_at_checked(length)
            .context("a table is cut off")?;
        let language = language(table)?;
        let old = RENAMED.iter().filter(|(_, new)| *new == language);
        for code in old.map(|(old, _)| *old).chain([language]) {
            let name = format!("{FOLDER}/{code}.bin");
            fs::write(to.join(&name), table)?;
            names.push(name);
        }
        rest = after;
    }
    fs::write(to.join(format!("{FOLDER}/{ALL}.bin")), &all)?;
    names.sort();
    Ok(names)
}

/// Returns the name of a table's language.
fn language(table: &[u8]) -> Result<&str> {
    let Some([length, name @ ..]) = table.get(HEAD..) else {
        bail!("a table has no language");
    };
    let name = name.get(..usize::from(length & 127));
    Ok(str::from_utf8(name.context("a table has no language")?)?)
}
