//! The module in wasmtime: compiled once, run in a pool of instances,
//! within limits.

mod document;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

pub use document::LoadedDocument;

use crate::{EngineOptions, Error, compile, instance, pool, ticker, turns, unpack};

/// The compiled module. It is cheap to clone; all clones share one pool of instances.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    /// The one whose documents are loaded with this handle.
    owner: u64,
}

/// The compiled module and its pool, shared by all clones.
struct Shared {
    factory: instance::Factory,
    pool: Arc<pool::Pool>,
    turns: Arc<turns::Turns<u64>>,
    owners: AtomicU64,
    options: EngineOptions,
    /// The version of this crate, and the beginning of the module's hash.
    version: String,
    loaded: AtomicU64,
}

impl Engine {
    /// Compiles the module, or takes it compiled from the cache.
    ///
    /// # Errors
    /// Fails with [`Error::ModuleMissing`], [`Error::File`], [`Error::Module`] or [`Error::Setup`].
    pub fn new(options: EngineOptions) -> Result<Self, Error> {
        let wasm = options.module.bytes()?;
        let engine = compile::engine(&options)?;
        let module = compile::module(&engine, &wasm, options.cache_dir.as_deref())?;
        let version = version(&wasm);
        let factory = instance::Factory::new(&module, options.module.locales(), &options)?;
        if options.interruptible {
            ticker::start(&engine)?;
        }
        let pool = Arc::new(pool::Pool::new(options.instances));
        // Whoever is next may have any instance that is free.
        let turns = Arc::new(turns::Turns::of(options.instances, |_, _| true));
        Ok(Self {
            owner: 0,
            shared: Arc::new(Shared {
                factory,
                pool,
                turns,
                owners: AtomicU64::new(1),
                options,
                version,
                loaded: AtomicU64::new(0),
            }),
        })
    }

    /// Returns a handle to the same engine for another owner of documents, such as another app.
    /// When calls wait for an instance ([`LoadedDocument::offload`]), the owner who has the fewest is next,
    /// so that one with many calls cannot keep the others out.
    #[must_use]
    pub fn share(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            owner: self.shared.owners.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// Reads a document: JSON, gzip of it, or `{"initial_config": base64(gzip(JSON))}`.
    ///
    /// # Errors
    /// Fails with [`Error::Refused`], which has the module's error and warnings, if the document cannot be read;
    /// also with [`Error::Unpack`], [`Error::DocumentTooLarge`], or the error of a limit that was exceeded.
    pub fn load(&self, bytes: &[u8]) -> Result<LoadedDocument, Error> {
        let json = unpack::unpack(bytes, self.shared.options.document_bytes)?;
        let id = self.shared.loaded.fetch_add(1, Ordering::Relaxed);
        LoadedDocument::new(self.clone(), id, json.into_owned())
    }

    /// Reads a document together with custom components of the app's own.
    /// They are a JSON object of definitions by name, as a document has under `customComponents`.
    /// If the document defines one of the same name, the document's counts.
    ///
    /// # Errors
    /// Fails in the same cases as [`Engine::load`].
    pub fn load_with(&self, bytes: &[u8], components: &[u8]) -> Result<LoadedDocument, Error> {
        let json = unpack::unpack(bytes, self.shared.options.document_bytes)?;
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&json);
        let parts: [&[u8]; 5] = [
            b"{\"customComponents\":",
            components,
            b",\"document\":",
            json,
            b"}",
        ];
        self.load(&parts.concat())
    }

    /// Returns the version, such as `0.1.0+4f8a19c2b7d0`: what one engine said of a document holds for those of the same one.
    pub fn version(&self) -> &str {
        &self.shared.version
    }

    /// Returns the limits within which it runs.
    pub fn options(&self) -> &EngineOptions {
        &self.shared.options
    }
}

/// Names the version of a module.
fn version(wasm: &[u8]) -> String {
    let hash = Sha256::digest(wasm);
    let short: String = hash
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}+{short}", env!("CARGO_PKG_VERSION"))
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("options", &self.shared.options)
            .finish_non_exhaustive()
    }
}
