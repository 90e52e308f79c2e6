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

/// The stack lies at the bottom of the memory and grows downwards: in its last kilobyte nothing may lie, and no address
/// comes to lie there by going around. So additions can become offsets.
///
/// Level 3 takes 2 % fewer instructions than `z` and is as small after compression, as long as it does not inline as it
/// likes: functions are inlined only where tiny, those with one caller where they are not much more, and no value is kept in
/// a local just to spell it once. Else the file would be smaller and compress worse, by 5 %.
const LEVEL: [&str; 13] = [
    "-O3",
    "--shrink-level",
    "1",
    "--low-memory-unused",
    "--converge",
    "--strip-producers",
    "--always-inline-max-function-size",
    "6",
    "--one-caller-inline-max-function-size",
    "25",
    "--flexible-inline-max-function-size",
    "8",
    "--skip-pass=local-cse",
];

/// What only wasm-bindgen's JavaScript reads of its own objects.
const GLUE_PROPERTIES: &str = "regex=/^(__wbg_ptr|__destroy_into_raw|__wrap)$/";

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
        "--mangle-props",
        GLUE_PROPERTIES,
        "--compress",
        "passes=2,unsafe_arrows,unsafe_methods",
        "--",
    ];
    let minified = capture(program("node").arg(script).args(options).arg(bundled))?;
    fs::write(to, minified).with_context(|| format!("could not write {}", to.display()))
}
