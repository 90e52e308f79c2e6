//! All parts of the program `paywall`, under one name.
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
//! Each part is also a crate of its own, for programs that need no more: `paywall-engine` runs the
//! module and compiles a third of the packages, `paywall-ledger` keeps who has what, and is pure.

#[cfg(feature = "camera")]
pub use paywall_camera as camera;
pub use paywall_campaign as campaign;
pub use paywall_check as check;
pub use paywall_check::simulate;
pub use paywall_control as control;
#[cfg(feature = "server")]
pub use paywall_customers as customers;
#[cfg(feature = "server")]
pub use paywall_database as database;
pub use paywall_engine::{
    Engine, EngineOptions, Error, LoadedDocument, ModuleSource, Operation, Refusal, answer, nonce,
};
pub use paywall_gallery as gallery;
pub use paywall_import as import;
pub use paywall_ledger as ledger;
pub use paywall_preview as preview;
pub use paywall_preview::{stock_document, stock_products};
#[cfg(feature = "server")]
pub use paywall_results as results;
pub use paywall_scenario as scenario;
pub use paywall_schema as schema;
#[cfg(feature = "server")]
pub use paywall_server as server;
pub use paywall_stores as stores;
pub use paywall_texts as texts;
#[cfg(feature = "server")]
pub use paywall_webhooks as webhooks;
pub use paywall_zone as zone;
