//! Builds the pages and the module for browsers into the crate.

use std::io;

use paywall_embed::Files;

/// The files of the runtime that pages with files beside them do not load: the whole module, which is built into the
/// engine's crate, and the forms of the package for bundlers, workers and frameworks.
const NOT_FOR_PAGES: [&str; 12] = [
    "paywall_runtime.wasm",
    "inlined.js",
    "tables.js",
    "inline.js",
    "bundled.js",
    "element.bundled.js",
    "worker.js",
    "standalone.js",
    "react.js",
    "react-server.js",
    "vue.js",
    "svelte.js",
];

/// The kinds of files of the runtime that pages load.
const FOR_PAGES: [&str; 3] = [".js", ".wasm", ".bin"];

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    files.folder("www/dist-control", "control", |_| true)?;
    files.folder("www/dist", "runtime", |file| {
        FOR_PAGES.iter().any(|end| file.ends_with(end)) && !NOT_FOR_PAGES.contains(&file)
    })?;
    files.write("pages.rs")
}
