//! Builders that the host's tests share.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on says so and stops"
)]

#[cfg(feature = "keys")]
pub mod asked;
#[cfg(feature = "described")]
pub mod described;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "keys")]
pub mod forge;
pub mod journal;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "program")]
pub mod program;
#[cfg(feature = "provider")]
pub mod provider;
#[cfg(feature = "receiver")]
pub mod receiver;
pub mod shop;
#[cfg(feature = "until")]
pub mod until;

use std::path::PathBuf;

pub use paywall_needs::needs;

/// Returns the path of a file, given from the root of the repository.
pub fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}
