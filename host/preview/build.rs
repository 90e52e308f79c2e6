//! Builds the preview's files into the crate: the page, the demo, the runtime for browsers, the stock document.

use std::io;

use paywall_embed::{Files, is_for_pages};

fn main() -> io::Result<()> {
    let mut files = Files::new("../..")?;
    files.folder("www/dist", "dist", is_for_pages)?;
    files.folder("www/preview", "preview", |_| true)?;
    files.folder("www/demo", "demo", |_| true)?;
    files.file("paywall-templates/document.json", "document.json");
    files.file("paywall-templates/products.json", "products.json");
    files.write("assets.rs")
}
