//! Any document and any request: the module in wasmtime answers as the native library does, byte for byte.
//!
//! The input is that of `call`.

use std::sync::LazyLock;

use paywall_engine::{Engine, EngineOptions, Error, ModuleSource, Operation};
use paywall_runtime::call;

use super::call::Parts;

/// The built module. None if it is missing; the search says so.
static ENGINE: LazyLock<Option<Engine>> = LazyLock::new(|| {
    let file = crate::root().join("www/dist/paywall_runtime.wasm");
    let options = EngineOptions {
        module: ModuleSource::File(file.clone()),
        cache_dir: None,
        // The time of this machine is no part of an answer.
        interruptible: false,
        ..EngineOptions::default()
    };
    file.is_file()
        .then(|| Engine::new(options).expect("the module is one"))
});

/// The operations, by their numbers.
const OPERATIONS: [Operation; 5] = [
    Operation::Decide,
    Operation::Render,
    Operation::Snapshot,
    Operation::Act,
    Operation::Describe,
];

/// Works on an input.
pub fn run(input: &[u8]) {
    let Some(engine) = ENGINE.as_ref() else {
        return;
    };
    let Some(parts) = Parts::of(input) else {
        return;
    };
    // The host unpacks what is packed, and takes off a mark; the native library reads JSON only.
    let Some(b'{' | b'[') = parts.document.first() else {
        return;
    };
    let operation = OPERATIONS[parts.operation as usize % OPERATIONS.len()];
    let (document, loaded) = call::load(parts.document, 1);
    match (document, engine.load(parts.document)) {
        (Some(document), Ok(module)) => {
            let native = call::answer(&document, operation as u32, parts.request);
            let answer = module
                .call(operation, parts.request)
                .expect("an answer of the module");
            assert_eq!(
                String::from_utf8_lossy(&answer),
                String::from_utf8_lossy(&native)
            );
        }
        (None, Err(Error::Refused(refusal))) => {
            let native: serde_json::Value =
                serde_json::from_slice(&loaded).expect("an answer is JSON");
            assert_eq!(native["error"]["code"], *refusal.code);
        }
        // Wrapped documents are unwrapped by the host.
        (None, _) if parts.document.windows(14).any(|it| it == b"initial_config") => {}
        (native, module) => panic!(
            "native reads it: {}, the module: {:?}",
            native.is_some(),
            module.err()
        ),
    }
}
