//! The files the program carries inside.

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The module that browsers and this host run.
pub(crate) const MODULE: &str = "dist/paywall_runtime.wasm";

/// The bytes of an embedded file (`dist/…`, `preview/…`, `demo/…`), when it was there at build time.
pub(crate) fn get(name: &str) -> Option<&'static [u8]> {
    let index = FILES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    FILES.get(index).map(|(_, bytes)| *bytes)
}

/// The embedded files whose names begin so: what follows in the name, and the bytes, in the order of names.
pub(crate) fn below(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let below = move |(name, bytes): &(&'static str, &'static [u8])| {
        Some((name.strip_prefix(folder)?, *bytes))
    };
    FILES.iter().filter_map(below)
}

/// The stock document, when it was there at build time.
pub fn stock_document() -> Option<&'static [u8]> {
    get("document.json")
}

/// Details of the products in the stock document, when they were there at build time: a JSON array, as `products` in a
/// request.
pub fn stock_products() -> Option<&'static [u8]> {
    get("products.json")
}
