//! Builds the preview's files into the crate: the page, the demo, the runtime for browsers, the stock document.

use std::io;

use paywall_embed::Files;

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    // The whole module is built into the engine's crate.
    files.folder("www/dist", "dist", |file| {
        !file.ends_with("paywall_runtime.wasm")
    })?;
    files.folder("www/preview", "preview", |_| true)?;
    files.folder("www/demo", "demo", |_| true)?;
    files.file("paywall-templates/document.json", "document.json");
    files.file("paywall-templates/products.json", "products.json");
    files.write("assets.rs")
}
