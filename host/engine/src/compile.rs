//! The compiler: it turns the module file into machine code, which is kept on disk between starts.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use sha2::{Digest, Sha256};
use wasmtime::{Config, Inlining, InstanceAllocationStrategy, Module, PoolingAllocationConfig};

use crate::{EngineOptions, Error, private, trusted};

/// The length of the checksum at the head of a cached file, in bytes.
const CHECKSUM: usize = 32;
/// The number of compiled modules that stay in the cache.
const KEPT: usize = 8;

/// Configures wasmtime within the limits of the options.
pub(super) fn engine(options: &EngineOptions) -> Result<wasmtime::Engine, Error> {
    let mut config = Config::new();
    config.epoch_interruption(options.interruptible);
    let inlining = if options.inlining {
        Inlining::Yes
    } else {
        Inlining::No
    };
    config.compiler_inlining(inlining);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(slots(options)));
    wasmtime::Engine::new(&config).map_err(|error| Error::Setup(format!("{error:#}")))
}

/// Reserves slots for the instances that may exist at a time.
fn slots(options: &EngineOptions) -> PoolingAllocationConfig {
    let count = u32::try_from(options.instances.max(1)).unwrap_or(u32::MAX);
    let mut slots = PoolingAllocationConfig::new();
    slots.total_core_instances(count);
    // wasmtime keeps the heap for references, which stays empty, in a memory of its own.
    slots.total_memories(count.saturating_mul(2));
    slots.total_gc_heaps(count);
    slots.max_memory_size(options.memory_bytes);
    // Each module has a table for functions, and one for the references of wasm-bindgen.
    slots.max_tables_per_module(4);
    slots.total_tables(count.saturating_mul(4));
    slots
}

/// Returns the compiled module, from `cache` if it is there and sound.
pub(super) fn module(
    engine: &wasmtime::Engine,
    wasm: &[u8],
    cache: Option<&Path>,
) -> Result<Module, Error> {
    // Whoever can write there can have this program run any code, so a folder that others can write to is not used.
    let ours = |folder: &&Path| private::make(folder).is_ok() && private::is_ours(folder);
    let file = cache
        .filter(ours)
        .map(|folder| folder.join(file_name(engine, wasm)));
    if let Some(module) = file.as_deref().and_then(|file| cached(engine, file)) {
        return Ok(module);
    }
    let compiled = compile(engine, wasm).map_err(|error| Error::Module(format!("{error:#}")))?;
    if let Some(file) = file {
        // A cache that cannot be written costs time at the next start, nothing else.
        let _ = keep(&compiled, &file);
    }
    trusted::deserialize(engine, &compiled).map_err(|error| Error::Module(format!("{error:#}")))
}

/// Compiles the module, in an engine of its own: an engine that has compiled keeps what its compiler worked with, which
/// for this module is about a gigabyte.
fn compile(engine: &wasmtime::Engine, wasm: &[u8]) -> Result<Vec<u8>, wasmtime::Error> {
    wasmtime::Engine::new(engine.config())?.precompile_module(wasm)
}

/// Makes a name of the module and everything that the machine code depends on.
fn file_name(engine: &wasmtime::Engine, wasm: &[u8]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    PathBuf::from(format!(
        "{}-{:016x}.cwasm",
        hex(&Sha256::digest(wasm)),
        hasher.finish()
    ))
}

/// Writes bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a compiled module, unless it is missing or damaged.
fn cached(engine: &wasmtime::Engine, file: &Path) -> Option<Module> {
    // A folder that is private by now may have been open to others before.
    let bytes = fs::read(file).ok().filter(|_| private::is_ours(file))?;
    let (checksum, compiled) = bytes.split_at_checked(CHECKSUM)?;
    if Sha256::digest(compiled).as_slice() != checksum {
        return None;
    }
    trusted::deserialize(engine, compiled).ok()
}

/// Writes beside the file and renames, so that no reader meets half a file.
fn keep(compiled: &[u8], file: &Path) -> io::Result<()> {
    let draft = file.with_extension(format!("{}.tmp", process::id()));
    let mut bytes = Sha256::digest(compiled).to_vec();
    bytes.extend_from_slice(compiled);
    fs::write(&draft, bytes)?;
    fs::rename(&draft, file)?;
    file.parent().map_or(Ok(()), tidy)
}

/// Removes the oldest compiled modules beyond those that are kept.
/// A file that another process reads meanwhile stays readable for it, or is compiled again.
fn tidy(folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "cwasm")
        {
            files.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    files.sort();
    for (_, file) in files.iter().rev().skip(KEPT) {
        fs::remove_file(file)?;
    }
    Ok(())
}
