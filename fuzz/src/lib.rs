//! Searches for inputs that break the engine or the host.
//!
//! A target takes any bytes, works on them and asserts what must hold; a panic is a finding. This library has the targets,
//! the inputs to begin with, and small random changes of inputs ([`mutate`]). The program of this crate goes on for a
//! given time, with the stable compiler; `fuzz/libfuzzer` runs the same targets guided by coverage.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a target says what it found"
)]

mod mutate;
pub mod search;
mod seeds;
mod targets;

use std::path::{Path, PathBuf};

pub use mutate::Mutator;
pub use targets::TARGETS;

/// A target of the search: the work on an input, and the inputs to begin with.
pub struct Target {
    /// The name, which is also that of its folder of kept inputs.
    pub name: &'static str,
    /// Works on an input, and panics if something does not hold.
    pub run: fn(&[u8]),
    /// Makes inputs of what the repository has.
    seeds: fn() -> Vec<Vec<u8>>,
}

impl Target {
    /// Finds a target by its name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// Returns the folder of the inputs that are kept: those that once broke something, and those that reach far.
    pub fn folder(&self) -> PathBuf {
        root().join("fuzz/corpora").join(self.name)
    }

    /// Returns the inputs that are kept.
    pub fn kept(&self) -> Vec<Vec<u8>> {
        seeds::files(&self.folder(), "")
    }

    /// Returns all inputs to begin with: the kept ones, and those made of what the repository has.
    pub fn inputs(&self) -> Vec<Vec<u8>> {
        let mut inputs = self.kept();
        inputs.extend((self.seeds)());
        inputs
    }
}

/// Returns the root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
