//! Customers whom another system knew: rows of its export become inputs of the ledger (`docs/import.md`, "Customers").
//!
//! Nothing is written here and no store is asked. A row that cannot be taken is left out, with a code and a reason.

mod account;
mod file;
mod given;
mod inputs;
mod plain;
mod revenuecat;
mod row;
mod source;
mod tokens;

pub use account::account;
pub use file::{Entries, Kind, NoFile, open};
pub use given::{Entry, LeftOut};
pub use inputs::inputs;
pub use source::Source;
