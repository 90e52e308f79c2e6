//! The module and the tables of languages as JavaScript, for where scripts can fetch nothing from beside them.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, write::GzEncoder};

/// The module, which is packed.
const MODULE: &str = "paywall_runtime.wasm";
/// The files, each with what it exports and the file that is in it.
const INLINED: [(&str, &str, &str); 2] = [
    ("inlined.js", "module", MODULE),
    ("tables.js", "tables", "locales/mul.bin"),
];

/// Writes the files beside those that they hold, and where `work` has the scripts that import them. Returns their names.
pub fn write(work: &Path, dist: &Path) -> Result<Vec<String>> {
    for (name, export, held) in INLINED {
        let bytes = fs::read(dist.join(held))?;
        // What workers load before the first request may be unpacked by nothing that takes turns.
        let bytes = if held == MODULE { gzip(&bytes)? } else { bytes };
        let text = format!("export const {export}=\"{}\";\n", STANDARD.encode(bytes));
        for folder in [work, dist] {
            fs::write(folder.join(name), &text)?;
        }
    }
    Ok(INLINED.map(|(name, ..)| name.to_owned()).to_vec())
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
