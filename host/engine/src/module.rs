//! The module and the languages that this crate was built with.

static BYTES: Option<&[u8]> = include!(concat!(env!("OUT_DIR"), "/module.rs"));
static LOCALES: Option<&[u8]> = include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// Returns the module's bytes; none where it had not been built yet when this crate was.
///
/// A server that also serves browsers sends them these, so that both run the same file.
pub fn bytes() -> Option<&'static [u8]> {
    BYTES
}

/// Returns the tables of all languages but English, which the module brings itself; empty where they had not been built.
pub(crate) fn locales() -> &'static [u8] {
    LOCALES.unwrap_or_default()
}
