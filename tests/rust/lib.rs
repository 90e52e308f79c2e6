//! The cases that native code, wasmtime, Node and Chromium answer with the same bytes.
//!
//! A case is two files in a folder named for its idea:
//! `<name>.case`, whose first line is `<operation> <document>` (a path from the root of the repository) and whose
//! rest is the request, and `<name>.answer.json`, the answer byte for byte.
//! `cargo xtask bless` rewrites the answers as the native library gives them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use paywall_engine::{Engine, EngineOptions, Error, ModuleSource, Operation};
use paywall_runtime::call;

/// The handle of the first document that the module reads.
const FIRST_HANDLE: u32 = 1;

/// One case.
#[derive(Debug)]
pub struct Case {
    /// The path of the `.case` file.
    pub file: PathBuf,
    /// `load` or the name of an operation of `docs/abi.md`.
    pub operation: String,
    /// The document's bytes.
    pub document: Vec<u8>,
    /// The request's bytes.
    pub request: Vec<u8>,
}

impl Case {
    /// Reads a `.case` file and the document it names.
    ///
    /// # Errors
    /// When a file cannot be read, or the first line is not an operation and a document.
    pub fn read(file: &Path) -> io::Result<Self> {
        let text = fs::read(file)?;
        let end = text
            .iter()
            .position(|&byte| byte == b'\n')
            .unwrap_or(text.len());
        let head = String::from_utf8_lossy(&text[..end]);
        let Some((operation, document)) = head.split_once(' ') else {
            return Err(io::Error::other(format!("{}: first line", file.display())));
        };
        Ok(Self {
            file: file.to_owned(),
            operation: operation.to_owned(),
            document: fs::read(root().join(document))?,
            request: text.get(end + 1..).unwrap_or_default().to_vec(),
        })
    }

    /// All cases under a folder, in the order of their paths.
    ///
    /// # Errors
    /// As [`Case::read`].
    pub fn all(folder: &Path) -> io::Result<Vec<Self>> {
        let mut files = Vec::new();
        collect(folder, &mut files)?;
        files.sort();
        files.iter().map(|file| Self::read(file)).collect()
    }

    /// Where the expected answer lies.
    pub fn answer_file(&self) -> PathBuf {
        self.file.with_extension("answer.json")
    }

    /// The number of the operation in `docs/abi.md`; none for `load` and for a number written out.
    pub fn operation_number(&self) -> u32 {
        match Operation::named(&self.operation) {
            Some(operation) => operation as u32,
            None => self.operation.parse().unwrap_or(0),
        }
    }

    /// What the library answers, compiled for this machine.
    pub fn native(&self) -> Vec<u8> {
        let (document, loaded) = call::load(&self.document, FIRST_HANDLE);
        match document {
            Some(document) if self.operation != "load" => {
                call::answer(&document, self.operation_number(), &self.request)
            }
            _ => loaded,
        }
    }

    /// What the module answers in wasmtime. None for `load` of a readable document, whose handle is the engine's own
    /// affair, and for operations the host does not let through.
    ///
    /// # Errors
    /// When the host gives no answer of the module.
    pub fn wasmtime(&self, engine: &Engine) -> Result<Option<Vec<u8>>, Error> {
        let Some(operation) = Operation::named(&self.operation) else {
            return Ok(None);
        };
        engine
            .load(&self.document)?
            .call(operation, &self.request)
            .map(Some)
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The module that `cargo xtask wasm` built.
pub fn module_file() -> PathBuf {
    root().join("www/dist/paywall_runtime.wasm")
}

/// wasmtime with the built module, nothing cached.
///
/// # Errors
/// When the module is missing (`cargo xtask wasm` builds it) or is not one.
pub fn engine() -> Result<Engine, Error> {
    let module = ModuleSource::File(module_file());
    Engine::new(EngineOptions {
        module,
        cache_dir: None,
        ..EngineOptions::default()
    })
}

/// The real document; none, with a message, where it is not at hand.
pub fn real_document() -> Option<Vec<u8>> {
    read_or_skip("../shared/real/tv-initial-config.json")
}

/// A file beside the repository; none, with a message, where it is missing.
pub fn read_or_skip(path: &str) -> Option<Vec<u8>> {
    let bytes = fs::read(root().join(path)).ok();
    if bytes.is_none() {
        #[allow(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: {path} is not at hand");
        }
    }
    bytes
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "case")
        {
            files.push(path);
        }
    }
    Ok(())
}
