//! From cargo to wasm-bindgen: the module as browsers need it, and the JavaScript beside it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use walrus::Module;
use wasm_bindgen_cli_support::Bindgen;

use crate::copies;
use crate::run::{cargo, run, target};
use crate::tools;
use crate::unreached;

/// The output of wasm-bindgen for the compiled crate.
pub struct Bound {
    pub wasm: Vec<u8>,
    pub js: String,
}

/// The options that build the standard library with the module, to make it small too.
///
/// It comes without the words of panics, which nobody would read (a panic is a trap and a bug), and with its
/// size-optimised algorithms. Level 3 inlines its small functions into each other, which is faster and smaller as well.
/// The level stands here and not in Cargo.toml, because builds with the standard library as it comes
/// know of no such packages.
const STANDARD_LIBRARY: [&str; 6] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
    "--config",
    "profile.wasm.package.core.opt-level=3",
    "--config",
    "profile.wasm.package.alloc.opt-level=3",
];

/// Flags that make a panic a trap at once, without its source location, and leave out what the oldest engines do not know
/// (docs/browsers.md). Without reference types, wasm-bindgen keeps the page's objects in an array.
const RUST_FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none \
    -Zfmt-debug=none -Ctarget-feature=-reference-types,-multivalue";

/// Exports of two functions that wasm-bindgen writes, for the hand-written entry to start the module with.
/// wasm-bindgen's own way to start, with its words for other callers, then stays out of the bundle.
const START: &str = "\nexport { __wbg_get_imports as imports, __wbg_finalize_init as finish };\n";

/// The beginnings and ends of stretches of wasm-bindgen's JavaScript that nothing uses: another way to free, and stand-ins for
/// features of every browser that can run the module.
const UNUSED: [(&str, &str); 3] = [
    ("if (Symbol.dispose)", "\n"),
    ("if (realloc === undefined) {", "}\n"),
    (
        "if (!('encodeInto' in",
        "buf.length\n                };\n            };\n                        }\n",
    ),
];

/// Compiles a crate to WebAssembly, with further arguments of cargo, and returns the file.
pub fn compile(package: &str, options: &[&str]) -> Result<PathBuf> {
    tools::wasm_target()?;
    run(cargo()
        .args(["build", "--locked", "--package", package, "--lib"])
        .args(["--profile", "wasm", "--target", "wasm32-unknown-unknown"])
        .args(options)
        .args(STANDARD_LIBRARY)
        // The pinned compiler, with the two options above that it does not yet offer to everyone.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", RUST_FLAGS))?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(target().join("wasm32-unknown-unknown/wasm").join(file))
}

/// Binds a compiled crate for the `web` target as wasm-bindgen does it, without what the runtime needs beside.
pub fn bind_plainly(compiled: &Path, name: &str) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .input_path(compiled)
        .out_name(name)
        .omit_default_module_path(true)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen failed")?;
    let js = output.js().to_owned();
    let wasm = output.wasm_mut().emit_wasm();
    Ok(Bound { wasm, js })
}

/// Binds the compiled crate for the `web` target.
///
/// The file is not stripped before: wasm-bindgen reads the enabled features and the names from it. The names of functions
/// stay until the module is cut in two, which goes by them.
pub fn bind(compiled: &Path) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .input_path(compiled)
        .out_name("paywall_runtime")
        .omit_default_module_path(true)
        .typescript(false)
        .remove_producers_section(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen failed")?;
    unreached::leave_out(output.wasm_mut())?;
    copies::by_call(output.wasm_mut())?;
    let names = shorten_imports(output.wasm_mut());
    let mut js = output.js().to_owned();
    for (long, short) in names {
        js = js.replace(&long, &short);
    }
    for (begin, end) in UNUSED {
        js = cut(&js, begin, end)?;
    }
    js.push_str(START);
    let wasm = output.wasm_mut().emit_wasm();
    Ok(Bound { wasm, js })
}

/// Removes every stretch from `begin` to the next `end`. A version of wasm-bindgen that writes none is an error: the list
/// is then to be mended.
fn cut(js: &str, begin: &str, end: &str) -> Result<String> {
    let mut parts = js.split(begin);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    if rest.len() == js.len() {
        bail!("wasm-bindgen writes no `{begin}`");
    }
    for part in parts {
        let after = part.split_once(end);
        let (_, after) = after.with_context(|| format!("`{begin}` does not end as expected"))?;
        rest.push_str(after);
    }
    Ok(rest)
}

/// Removes the prefix and the hash from the names of imports: neither compresses, and both files spell them.
/// Returns the old and the new name of each.
fn shorten_imports(module: &mut Module) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    for import in module.imports.iter_mut() {
        let stem = import.name.trim_start_matches("__wbg_");
        let stem = match stem.rsplit_once('_') {
            Some((stem, hash)) if hash.len() == 16 => stem,
            _ => stem,
        };
        let is_free = |name: &String| names.iter().all(|(_, taken)| taken != name);
        let numbered = (2..).map(|number| format!("{stem}{number}"));
        let mut candidates = std::iter::once(stem.to_owned()).chain(numbered);
        let short = candidates.find(is_free).unwrap_or_default();
        names.push((import.name.clone(), short.clone()));
        import.name = short;
    }
    names
}
