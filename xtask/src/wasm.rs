//! The build pipeline: cargo → wasm-bindgen → wasm-opt, and the hand-written files beside the module.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::run::{cargo, root, run, target};
use crate::size::Sizes;
use crate::split::{self, Parts};
use crate::{bindgen, entries, inline, locales, optimise, order, tools};

/// The whole module, which wasmtime runs.
pub const MODULE: &str = "paywall_runtime.wasm";
/// The same in two parts, which browsers load.
pub const FIRST: &str = "paywall_first.wasm";
pub const REST: &str = "paywall_rest.wasm";

/// The package's own description, which also says where the scripts find what is not in them.
const MANIFEST: &str = "package.json";

/// The document to begin with and its products, and their names in the package.
const EXAMPLE: [(&str, &str); 2] = [
    ("paywall-templates/new.json", "paywalls.json"),
    ("examples/products.json", "products.json"),
];

/// Returns the folder of the built files, which a web page or the host needs of the runtime.
pub fn dist() -> PathBuf {
    root().join("www/dist")
}

/// Builds `www/dist` unless it is up to date, and prints the sizes.
pub fn build() -> Result<Sizes> {
    let compiled = bindgen::compile("paywall-runtime", &[])?;
    let sources = sources()?;
    let stamp = stamp(&compiled, &sources)?;
    let stamp_file = dist().join(".stamp");
    let fresh = fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp);
    if !fresh {
        assemble(&compiled, &sources)?;
        write_schemas()?;
        write_example()?;
        fs::write(stamp_file, stamp)?;
    }
    let sizes = Sizes::from_json(&fs::read_to_string(dist().join("sizes.json"))?)?;
    println!("{sizes}");
    Ok(sizes)
}

/// Makes every file of `www/dist` anew.
fn assemble(compiled: &Path, sources: &[PathBuf]) -> Result<()> {
    let modules = tools::node_modules()?;
    let (work, dist) = (target().join("module"), dist());
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    fs::create_dir_all(&work)?;

    eprintln!(
        "   wasm-bindgen, wasm-opt and esbuild make {MODULE} and its JavaScript (about half a minute)"
    );
    let bound = bindgen::bind(compiled)?;
    fs::write(work.join("bound.wasm"), &bound.wasm)?;
    fs::write(work.join("paywall_runtime.js"), &bound.js)?;
    let (bound, optimised) = (work.join("bound.wasm"), work.join("optimised.wasm"));
    optimise::wasm(&modules, &bound, &optimised)?;
    let whole = fs::read(optimised)?;
    let Parts { first, rest, list } = split::cut(&whole)?;
    fs::write(work.join("parts.txt"), list)?;
    for (name, wasm) in [(MODULE, whole), (FIRST, first), (REST, rest)] {
        fs::write(dist.join(name), order::by_similarity(&wasm)?)?;
    }
    for file in sources {
        let folder = if is_script(file) { &work } else { &dist };
        let copy = folder.join(file.strip_prefix(hand_written())?);
        fs::create_dir_all(copy.parent().unwrap_or(folder))?;
        fs::copy(file, copy)?;
    }
    write_version(&dist.join(MANIFEST))?;
    fs::copy(dist.join(MANIFEST), work.join(MANIFEST))?;
    let mut measured = [MODULE, FIRST, REST].map(str::to_owned).to_vec();
    measured.extend(locales::write(&dist)?);
    measured.extend(inline::write(&work, &dist)?);
    measured.extend(entries::write(&modules, sources, &work, &dist)?);
    let sizes = Sizes::measure(&dist, &measured)?;
    let text = serde_json::to_string_pretty(&sizes.to_json())?;
    fs::write(dist.join("sizes.json"), text).context("could not write sizes.json")
}

/// Writes the version of this workspace into the package's description, which has none of its own.
fn write_version(manifest: &Path) -> Result<()> {
    let name = "\"name\": \"paywall-runtime\",";
    let text = fs::read_to_string(manifest)?;
    let version = env!("CARGO_PKG_VERSION");
    let with = text.replacen(name, &format!("{name}\n  \"version\": \"{version}\","), 1);
    fs::write(manifest, with).context("could not write the version")
}

/// Writes the schemas of documents, requests and answers, for editors of those who install the package.
fn write_schemas() -> Result<()> {
    let write = [
        "run",
        "--quiet",
        "--package",
        "paywall-schema",
        "--example",
        "write",
        "--",
    ];
    run(cargo().args(write).arg(dist().join("schema")))
}

/// Writes a document to begin with and its products, for those who have the package and not the program.
fn write_example() -> Result<()> {
    let folder = dist().join("example");
    fs::create_dir_all(&folder)?;
    for (from, to) in EXAMPLE {
        fs::copy(root().join(from), folder.join(to))
            .with_context(|| format!("could not copy {from}"))?;
    }
    Ok(())
}

fn is_script(file: &Path) -> bool {
    file.extension() == Some(OsStr::new("js"))
}

/// Returns the folder of the files that ship beside the module.
fn hand_written() -> PathBuf {
    root().join("www/runtime")
}

/// Returns those files, sorted.
fn sources() -> Result<Vec<PathBuf>> {
    let mut files = files_in(&hand_written())?;
    files.sort();
    Ok(files)
}

/// Returns the files of a folder and of all folders in it.
pub fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// Returns a stamp that changes whenever an input does: the compiled crate, a hand-written file, a pinned
/// tool, or this task itself.
fn stamp(compiled: &Path, sources: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    let lock = root().join("tests/package-lock.json");
    let task = std::env::current_exe()?;
    let mut words = files_in(&root().join("host/schema"))?;
    words.extend(EXAMPLE.map(|(from, _)| root().join(from)));
    for file in [compiled, &lock, &task]
        .into_iter()
        .chain(words.iter().chain(sources).map(PathBuf::as_path))
    {
        let bytes = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        hasher.write(file.to_string_lossy().as_bytes());
        hasher.write(&bytes);
    }
    Ok(format!("{:016x}", hasher.finish()))
}
