//! The files the program carries inside.

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The module that browsers and this host run.
pub(crate) const MODULE: &str = "dist/paywall_runtime.wasm";

/// The bytes of an embedded file (`dist/…`, `preview/…`, `demo/…`), when it was there at build time.
pub(crate) fn get(name: &str) -> Option<&'static [u8]> {
    let index = FILES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    FILES.get(index).map(|(_, bytes)| *bytes)
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
