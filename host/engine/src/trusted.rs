//! The one unsafe step of this crate.
#![allow(
    unsafe_code,
    reason = "wasmtime cannot prove that machine code is what its compiler wrote; see below"
)]

use wasmtime::{Engine, Module};

/// Turns the bytes of a compiled module back into a module.
///
/// wasmtime itself refuses bytes of another version, another configuration or another processor.
/// It cannot see that machine code was tampered with, so `compiled`
/// must be the bytes that [`Engine::precompile_module`] gave.
/// The cache makes sure of that with a checksum (against damage) and a folder that only the user can
/// write to (against others); whoever can write there can replace this program as well.
pub(super) fn deserialize(engine: &Engine, compiled: &[u8]) -> Result<Module, wasmtime::Error> {
    // SAFETY: the caller passes what `Engine::precompile_module` gave, as explained above.
    unsafe { Module::deserialize(engine, compiled) }
}
