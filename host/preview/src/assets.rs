//! The files the preview carries inside.

use paywall_engine::module;

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The module, which the engine carries.
const MODULE: &str = "dist/paywall_runtime.wasm";

/// Returns the bytes of an embedded file (`dist/…`, `preview/…`, `demo/…`), when it was there at build time.
pub(crate) fn get(name: &str) -> Option<&'static [u8]> {
    if name == MODULE {
        return module::bytes();
    }
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
