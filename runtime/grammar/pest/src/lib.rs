//! A stand-in of pest, for small modules: as much of it as the Handlebars crate uses.
//!
//! The trees are pest's, and so are the places of errors. The messages are not: nobody is shown them. The root
//! `Cargo.toml` puts this crate in the place of `pest`, and the code for a grammar comes from `pest_derive`'s stand-in.

pub mod error;
pub mod iterators;
pub mod matcher;
mod span;
pub mod table;

pub use span::{Position, Span};

/// A parser of one grammar.
pub trait Parser<R> {
    /// Matches the beginning of `input` with a rule. A rule that ends with `EOI` matches all of it.
    fn parse(rule: R, input: &str) -> Result<iterators::Pairs<'_, R>, error::Error>;
}
