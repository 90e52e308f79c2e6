//! The files that are built into the preview.

use paywall_engine::module;

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The name of the module, which is built into the engine.
const MODULE: &str = "dist/paywall_runtime.wasm";

/// Returns the bytes of a built-in file (`dist/…`, `preview/…`, `demo/…`), if it was there at build time.
pub(crate) fn get(name: &str) -> Option<&'static [u8]> {
    if name == MODULE {
        return module::bytes();
    }
    let index = FILES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    FILES.get(index).map(|(_, bytes)| *bytes)
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
