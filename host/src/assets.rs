//! The files that are built into the program.

/// The table of all files, sorted by name, which the build script writes.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The name of the module that browsers and this host run.
pub(crate) const MODULE: &str = "dist/paywall_runtime.wasm";

/// Returns the bytes of a built-in file (`dist/…`, `preview/…`, `demo/…`), if it was there at build time.
pub(crate) fn get(name: &str) -> Option<&'static [u8]> {
    let index = FILES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    FILES.get(index).map(|(_, bytes)| *bytes)
}

/// Lists the built-in files whose names begin with `folder`: the
/// rest of each name and the bytes, in the order of names.
pub(crate) fn below(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let below = move |(name, bytes): &(&'static str, &'static [u8])| {
        Some((name.strip_prefix(folder)?, *bytes))
    };
    FILES.iter().filter_map(below)
}

/// Returns the stock document, if it was there at build time.
pub fn stock_document() -> Option<&'static [u8]> {
    get("document.json")
}

/// Returns details of the products in the stock document, if they were there at build time.
/// They are a JSON array, as `products` in a request.
pub fn stock_products() -> Option<&'static [u8]> {
    get("products.json")
}
