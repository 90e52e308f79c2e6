//! What the Handlebars crate uses of pest, for small modules.
//!
//! The trees are pest's, and so are the places of errors. Their messages are not: nobody is shown them. The root
//! `Cargo.toml` puts it in the place of `pest`, and the code for a grammar comes from `pest_derive`'s stand-in.

pub mod error;
pub mod iterators;
mod matcher;
mod span;
pub mod table;

pub use span::{Position, Span};

/// A parser of one grammar.
pub trait Parser<R> {
    /// Matches the beginning of `input` with a rule; a rule that ends with `EOI` matches all of it.
    fn parse(rule: R, input: &str) -> Result<iterators::Pairs<'_, R>, error::Error>;
}
