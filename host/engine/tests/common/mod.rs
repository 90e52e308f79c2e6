//! Helpers that the tests share.
#![allow(
    dead_code,
    clippy::print_stderr,
    reason = "each test program uses a part; a skipped test says so"
)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use paywall_engine::{Engine, EngineOptions, Error, LoadedDocument, ModuleSource};

/// Compiles `stub.wat`, a module that speaks the ABI and misbehaves on demand.
pub fn stub() -> Vec<u8> {
    wat::parse_str(include_str!("../stub.wat")).unwrap()
}

/// Makes options with the stub and tight limits, for one instance at a time.
pub fn stub_options() -> EngineOptions {
    EngineOptions {
        module: ModuleSource::Bytes(stub()),
        cache_dir: None,
        instances: 1,
        memory_bytes: 4 << 20,
        document_bytes: 60_000,
        request_bytes: 60_000,
        answer_bytes: 1 << 20,
        load_time: Duration::from_millis(100),
        call_time: Duration::from_millis(100),
        interruptible: true,
        wait_time: Duration::from_millis(200),
    }
}

/// Loads a document into the stub.
pub fn stub_document(options: EngineOptions) -> LoadedDocument {
    Engine::new(options).unwrap().load(b"{}").unwrap()
}

/// Makes an engine with the built module; None (with a message) if the module is not built in.
pub fn real_engine() -> Option<Engine> {
    match Engine::new(EngineOptions::default()) {
        Ok(engine) => Some(engine),
        Err(Error::ModuleMissing) => {
            eprintln!("skipped: the module is not built in; run `cargo xtask wasm`");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// Finds a file of the repository, or of the folder beside it; None (with a message) if it is missing.
pub fn file(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .find(|folder| folder.join("tests/cases").is_dir());
    let path = root.unwrap().join(path);
    if !path.exists() {
        eprintln!("skipped: there is no {}", path.display());
        return None;
    }
    Some(path)
}
