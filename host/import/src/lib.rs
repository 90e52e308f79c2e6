//! Paywalls of other vendors, as documents of this format.
//!
//! An importer takes the JSON texts that a team has of its paywalls, in whatever files they are, and answers the
//! document and a report of everything that was left out or bent: where in the other's JSON, why, and by a stable code.
//! It does no I/O, and the same files give the same bytes. `docs/import.md` lists the codes.
//!
//! The files come from outside, so their size, their depth and the length of the report are bounded.

pub mod adapty;
pub mod code;
mod count;
mod error;
mod fields;
mod limits;
mod object;
mod parse;
mod report;
pub mod revenuecat;
mod rules;

pub use error::Error;
pub use object::{Node, Object};
pub use report::{Code, Finding, Report};

/// A file to import: its name, for the report, and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// The name that findings call it by.
    pub name: &'a str,
    /// The JSON text in it.
    pub bytes: &'a [u8],
}

/// The wishes of whoever imports.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Leaves the colours of dark mode out.
    pub light: bool,
}

/// An imported document.
#[derive(Debug)]
pub struct Import {
    /// The document, with its fields in a fixed order.
    pub document: Object,
    /// Everything that was left out or bent.
    pub report: Report,
    /// The addresses of pictures and icons that the document links to, each once, in document order.
    pub assets: Vec<String>,
}
