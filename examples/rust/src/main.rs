//! Decides and writes a page with the engine's crate alone: the module that browsers load, in wasmtime.
//!
//! Beside it lie a document, `paywalls.json`, and `products.json`. Run it: `cargo run`.

use std::error::Error;
use std::fs;
use std::path::Path;

use paywall_engine::{Engine, EngineOptions};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", decide(Path::new("."))?);
    Ok(())
}

/// Decides which paywall a customer gets, and writes its page into the folder.
pub fn decide(folder: &Path) -> Result<String, Box<dyn Error>> {
    // Once per program, and once per document; both may be shared by threads.
    let engine = Engine::new(EngineOptions::default())?;
    let document = engine.load(&fs::read(folder.join("paywalls.json"))?)?;

    let products: Value = serde_json::from_slice(&fs::read(folder.join("products.json"))?)?;
    let request = json!({
        "device": {"formFactor": "phone"},
        "customer": {"journeyState": {"formerSubscriber": true}},
        "products": products,
        "locale": "de-DE",
        "now": 1_764_000_000_000_i64,
    });
    let request = serde_json::to_vec(&request)?;

    // A refusal, such as that no campaign is for this customer, is an error with a stable code.
    let decided = document.decide(&request)?.ok.decision;
    let page = document.snapshot(&request)?.ok.html;
    fs::write(folder.join("paywall.html"), page)?;
    Ok(decided.and_then(|it| it.paywall).unwrap_or_default())
}
