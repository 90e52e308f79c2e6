//! Runs the paywall module, the same file that browsers load, in wasmtime.
//!
//! ```no_run
//! use paywall_host::{Engine, EngineOptions};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Engine::new(EngineOptions::default())?;
//! let document = engine.load(&std::fs::read("initial-config.json")?)?;
//! let page = document.snapshot(br#"{"launch": {"label": "settings"}, "now": 1764000000000}"#)?;
//! println!("{}", page.ok.html);
//! # Ok(())
//! # }
//! ```
//!
//! [`Engine`] compiles the module once; [`LoadedDocument`] answers calls from a pool of instances, each within limits
//! of memory, time and output ([`EngineOptions`]). All of it is [`Send`], [`Sync`] and cheap to clone.

pub mod answer;
mod assets;
pub mod authenticity;
pub mod check;
mod clock;
mod engine;
mod error;
pub mod intake;
pub mod ledger;
pub mod nonce;
pub mod notification;
pub mod scenario;
pub mod server;
pub mod simulate;
pub mod store;
mod unpack;
pub mod webhook;

pub use assets::{stock_document, stock_products};
pub use clock::Clock;
pub use engine::{Engine, EngineOptions, LoadedDocument, ModuleSource, Operation};
pub use error::{Error, Refusal};
