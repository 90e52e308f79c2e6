//! wasm-opt for the module, rollup and terser for JavaScript, all from pinned npm packages.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::run::{capture, program, run};

/// What rustc itself uses and every browser of the last years has, one by one:
/// `--all-features` would let the optimiser emit what older browsers and wasmtime refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// Small first, after compression: functions with one caller are inlined only where tiny, and no value is kept in a
/// local just to spell it once. Both would make a smaller file that compresses worse, by 5 %.
const LEVEL: [&str; 6] = [
    "-Oz",
    "--converge",
    "--strip-producers",
    "--one-caller-inline-max-function-size",
    "20",
    "--skip-pass=local-cse",
];

/// Optimises the module at `from` into `to`.
pub fn wasm(modules: &Path, from: &Path, to: &Path) -> Result<()> {
    let script = modules.join("binaryen/bin/wasm-opt");
    run(program("node")
        .arg(script)
        .args(FEATURES)
        .args(LEVEL)
        .arg(from)
        .arg("-o")
        .arg(to))
}

/// Writes the JavaScript module at `from` and all it imports, minified, as one file to `to`.
pub fn js(modules: &Path, from: &Path, to: &Path) -> Result<()> {
    let bundler = modules.join("@rollup/wasm-node/dist/bin/rollup");
    let bundled = from.with_extension("bundled.js");
    run(program("node")
        .arg(bundler)
        .arg(from)
        .args(["--format", "es", "--silent", "--file"])
        .arg(&bundled))?;
    let script = modules.join("terser/bin/terser");
    let options = [
        "--module",
        "--ecma",
        "2020",
        "--mangle",
        "--compress",
        "passes=2",
        "--",
    ];
    let minified = capture(program("node").arg(script).args(options).arg(bundled))?;
    fs::write(to, minified).with_context(|| format!("could not write {}", to.display()))
}
