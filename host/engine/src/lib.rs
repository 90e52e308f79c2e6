//! The paywall module, the same file that browsers load, run in wasmtime.
//!
//! ```no_run
//! use paywall_engine::{Engine, EngineOptions};
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
mod compile;
mod engine;
mod error;
mod instance;
mod memory;
pub mod module;
pub mod nonce;
mod operation;
mod options;
mod pool;
mod private;
mod refusal;
mod ticker;
mod trusted;
pub mod turns;
mod unpack;

pub use engine::{Engine, LoadedDocument};
pub use error::Error;
pub use operation::Operation;
pub use options::{EngineOptions, ModuleSource};
pub use refusal::{Refusal, Warning};
