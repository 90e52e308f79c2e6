//! Builds the preview's files into the crate: the page, the demo, the runtime for browsers, the stock document.

use std::io;

use paywall_embed::Files;

/// The files of the runtime that pages with files beside them do not load: the whole module, which is built into the
/// engine's crate, and the forms of the package for bundlers and workers.
const NOT_FOR_PAGES: [&str; 11] = [
    "paywall_runtime.wasm",
    "inlined.js",
    "tables.js",
    "inline.js",
    "bundled.js",
    "worker.js",
    "standalone.js",
    "react.js",
    "react-server.js",
    "vue.js",
    "svelte.js",
];

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    files.folder("www/dist", "dist", |file| {
        !file.ends_with(".map") && !NOT_FOR_PAGES.iter().any(|name| file.ends_with(name))
    })?;
    files.folder("www/preview", "preview", |_| true)?;
    files.folder("www/demo", "demo", |_| true)?;
    files.file("paywall-templates/document.json", "document.json");
    files.file("paywall-templates/products.json", "products.json");
    files.write("assets.rs")
}
