//! The module that this crate was built with.

static BYTES: Option<&[u8]> = include!(concat!(env!("OUT_DIR"), "/module.rs"));

/// Returns the module's bytes; none where it had not been built yet when this crate was.
///
/// A server that also serves browsers sends them these, so that both run the same file.
pub fn bytes() -> Option<&'static [u8]> {
    BYTES
}
