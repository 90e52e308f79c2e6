//! The optimisers: wasm-opt for the module, esbuild and terser for JavaScript, all from pinned npm packages.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::map;
use crate::run::{program, run};

/// The features that rustc may use: those of the oldest engines (docs/browsers.md), one by one.
/// `--all-features` would let the optimiser emit code that they and wasmtime refuse.
const FEATURES: [&str; 4] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// The level of optimisation.
///
/// `--low-memory-unused` is sound here: the stack lies at the bottom of the memory and grows downwards, so nothing lies
/// in its last kilobyte, and no address comes to lie there by going around. Additions can then become offsets.
///
/// Level 3 takes 2 % fewer instructions than `z` and is as small after compression, as long as inlining is held back:
/// functions are inlined only if tiny, those with one caller if not much larger, and no value is kept in a local just
/// to spell it once. Otherwise the file would be smaller but compress worse, by 5 %.
const LEVEL: [&str; 14] = [
    "-O3",
    "--shrink-level",
    "1",
    "--low-memory-unused",
    "--converge",
    "--strip-producers",
    // With the names of functions.
    "--debuginfo",
    "--always-inline-max-function-size",
    "6",
    "--one-caller-inline-max-function-size",
    "25",
    "--flexible-inline-max-function-size",
    "8",
    "--skip-pass=local-cse",
];

/// The oldest engines, and what esbuild does not believe of them: Chromium has private fields from 74 on. Private methods
/// came with 84, so the sources have none: in their place stand fields with functions, which cost nothing.
const ENGINES: [&str; 2] = [
    "--target=chrome79,safari15,firefox91",
    "--supported:class-private-field=true",
];

/// Properties that only wasm-bindgen's JavaScript reads of its own objects, so that they may be renamed.
const GLUE_PROPERTIES: &str = "regex=/^(__wbg_ptr|__destroy_into_raw|__wrap)$/";

/// Classes that apps meet, which keep their names: that of an error is asked for, and all stand in stack traces. A name
/// that is exported anyway costs nothing.
const CLASSES: &str =
    "reserved=[PaywallError,Runtime,Paywall,Customers,CustomerError,PaywallElement]";

/// The form of the package that runs in development and in Node. Its functions keep their names, for traces of stacks.
const NAMED: &str = "inline.js";

/// The file of which every byte is waited for. It does not name its map, which lies beside it all the same.
const LIGHT: &str = "index.js";

/// Tells Chromium to compile all functions of the file beside the page's thread while it is fetched. Most are called when the
/// first paywall is shown, and would be compiled then, one by one.
const EAGER: &str = "//# allFunctionsCalledOnLoad\n";

/// The things that terser may do besides renaming.
const COMPRESS: &str = "passes=4,unsafe_arrows,unsafe_methods,pure_getters,directives=false";

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

/// Optimises a module for its size alone.
pub fn small_wasm(modules: &Path, from: &Path, to: &Path) -> Result<()> {
    let script = modules.join("binaryen/bin/wasm-opt");
    run(program("node")
        .arg(script)
        .args(FEATURES)
        .args(["-Oz", "--converge", "--strip-debug", "--strip-producers"])
        .arg(from)
        .arg("-o")
        .arg(to))
}

/// The form of a script of the package.
#[derive(Clone, Copy, Default)]
pub struct Script<'a> {
    /// Files that stay beside it, and are loaded by those that need them.
    pub late: &'a [&'a str],
    /// Imports that stay as they are written.
    pub others: &'a [&'a str],
    /// The condition under which imports that begin with `#` are found; empty for the usual ones.
    pub condition: &'a str,
    /// The global name of a classic script, which has all that it imports in it; empty for a module.
    pub global: &'a str,
}

/// Writes the JavaScript module at `from` and all it imports to `to`, minified, as one file in the words of the oldest
/// engines.
pub fn js(modules: &Path, from: &Path, to: &Path, script: &Script) -> Result<()> {
    let bundled = from.with_extension("bundled.js");
    bundle(modules, from, &bundled, script)?;
    minify(modules, &bundled, to, script)?;
    let mut lines = fs::read_to_string(to)?;
    if to.ends_with(LIGHT) {
        let end = lines.find("\n//# sourceMappingURL").unwrap_or(lines.len());
        lines.truncate(end);
        lines.insert_str(0, EAGER);
    }
    fs::write(to, lines).with_context(|| format!("could not write {}", to.display()))?;
    map::tidy(&map::beside(to), to.ends_with(LIGHT))
}

/// Minifies a bundled script, with its map beside it.
fn minify(modules: &Path, bundled: &Path, to: &Path, script: &Script) -> Result<()> {
    let names = to.ends_with(NAMED);
    let (mangle, compress) = match names {
        true => (",keep_fnames", ",keep_fnames=true"),
        false => ("", ""),
    };
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let mut terser = program("node");
    terser.arg(modules.join("terser/bin/terser"));
    if script.global.is_empty() {
        terser.arg("--module");
    }
    run(terser
        .args(["--ecma", "2019", "--mangle"])
        .arg(format!("{CLASSES}{mangle}"))
        .args(["--mangle-props", GLUE_PROPERTIES, "--compress"])
        .arg(format!("{COMPRESS}{compress}"))
        .arg("--source-map")
        .arg(format!(
            "content='{}',url='{name}.map',includeSources",
            map::beside(bundled).display()
        ))
        .arg("--output")
        .args([to, Path::new("--"), bundled]))
}

/// Puts a module and all it imports into one file.
fn bundle(modules: &Path, from: &Path, to: &Path, script: &Script) -> Result<()> {
    let late = script.late.iter().filter(|name| !from.ends_with(name));
    let late = late.map(|name| format!("./{name}"));
    let others = script.others.iter().map(|&name| name.to_owned());
    let externals = late.chain(others).map(|name| format!("--external:{name}"));
    let mut esbuild = program("node");
    esbuild
        .arg(modules.join("esbuild/bin/esbuild"))
        .arg(from)
        .args(["--bundle", "--minify-syntax", "--log-level=warning"])
        .arg("--sourcemap=external")
        .args(ENGINES)
        .args(externals)
        .arg(format!("--conditions={}", script.condition))
        .arg(format!("--outfile={}", to.display()));
    if script.global.is_empty() {
        esbuild.arg("--format=esm");
    } else {
        let name = format!("--global-name={}", script.global);
        esbuild.args(["--format=iife", &name]);
    }
    run(esbuild
        // Libraries that are built in.
        .env("NODE_PATH", modules)
        // What stays beside it is named relative to this.
        .current_dir(from.parent().unwrap_or(from)))
}
