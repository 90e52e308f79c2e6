//! Engines to test with: one of a module that misbehaves on demand, and one of the real module.

use std::time::Duration;

use paywall_engine::{Engine, EngineOptions, LoadedDocument, ModuleSource};

/// Compiles `stub.wat`, a module that speaks the ABI and misbehaves on demand.
pub fn stub() -> Vec<u8> {
    wat::parse_str(include_str!("stub.wat")).unwrap()
}

/// Makes options with the stub and tight limits, for one instance at a time.
pub fn stub_options() -> EngineOptions {
    EngineOptions {
        module: ModuleSource::Bytes(stub()),
        cache_dir: None,
        inlining: false,
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

/// Makes an engine with the built module, for tests that are marked with `#[needs(module)]`.
pub fn real_engine() -> Engine {
    // As a host compiles the module, which programs with debug assertions do not.
    let options = EngineOptions {
        inlining: true,
        ..EngineOptions::default()
    };
    Engine::new(options).expect("run `cargo xtask wasm`")
}
