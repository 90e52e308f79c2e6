//! The cases that native code, wasmtime, Node and Chromium answer with the same bytes.
//!
//! A case is two files in a folder named for its idea.
//! The first line of `<name>.case` is `<operation> <document>` (a path
//! from the root of the repository), its rest is the request;
//! `<name>.answer` is the answer, byte for byte, in the form that [`golden`] describes.
//! `cargo xtask bless` rewrites the answers as the native library gives them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use paywall_engine::{Engine, EngineOptions, Error, ModuleSource, Operation};
use paywall_runtime::call;

pub mod golden;

/// The handle of the first document that the module reads.
const FIRST_HANDLE: u32 = 1;

/// A case: an operation on a document, with a request.
#[derive(Debug)]
pub struct Case {
    /// The path of the `.case` file.
    pub file: PathBuf,
    /// The operation: `load`, or the name of one of `docs/abi.md`.
    pub operation: String,
    /// The bytes of the document.
    pub document: Vec<u8>,
    /// The bytes of the request.
    pub request: Vec<u8>,
}

impl Case {
    /// Reads a `.case` file and the document it names.
    ///
    /// # Errors
    /// Fails if a file cannot be read, or if the first line is not an operation and a document.
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

    /// Reads all cases under a folder, in the order of their paths.
    ///
    /// # Errors
    /// Fails in the same cases as [`Case::read`].
    pub fn all(folder: &Path) -> io::Result<Vec<Self>> {
        let mut files = Vec::new();
        collect(folder, &mut files)?;
        files.sort();
        files.iter().map(|file| Self::read(file)).collect()
    }

    /// Returns where the expected answer lies, as a golden.
    pub fn golden_file(&self) -> PathBuf {
        self.file.with_extension("answer")
    }

    /// Writes the answer beside the case as it is, for the tests in Node and Chromium.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn leave(&self, answer: &[u8]) -> io::Result<()> {
        fs::write(self.file.with_extension("answer.json"), answer)
    }

    /// Returns the operation's number in `docs/abi.md`. `load` has 0, and a number in the file stands for itself.
    pub fn operation_number(&self) -> u32 {
        match Operation::named(&self.operation) {
            Some(operation) => operation as u32,
            None => self.operation.parse().unwrap_or(0),
        }
    }

    /// Returns the answer of the library, compiled for this machine.
    pub fn native(&self) -> Vec<u8> {
        let (document, loaded) = call::load(&self.document, FIRST_HANDLE);
        match document {
            Some(document) if self.operation != "load" => {
                call::answer(&document, self.operation_number(), &self.request)
            }
            _ => loaded,
        }
    }

    /// Returns the module's answer in wasmtime.
    /// None for `load` of a readable document, since the handle in its answer is the
    /// engine's own affair, and for operations that the host does not let through.
    ///
    /// # Errors
    /// Fails if the host gives no answer of the module.
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

/// Returns the root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Returns the path of the module that `cargo xtask wasm` built.
pub fn module_file() -> PathBuf {
    root().join("www/dist/paywall_runtime.wasm")
}

/// Returns an engine with the built module, compiled once for all tests of a program.
///
/// # Panics
/// Panics if the module is missing (`cargo xtask wasm` builds it) or is not one.
pub fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        let options = EngineOptions {
            module: ModuleSource::File(module_file()),
            cache_dir: None,
            ..EngineOptions::default()
        };
        #[allow(clippy::expect_used, reason = "tests that cannot go on stop")]
        Engine::new(options).expect("run `cargo xtask wasm` first")
    });
    &ENGINE
}

/// Reads the real document, which lies beside the repository.
///
/// # Errors
/// When it is not at hand.
pub fn real_document() -> io::Result<Vec<u8>> {
    fs::read(root().join("../shared/real/tv-initial-config.json"))
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
