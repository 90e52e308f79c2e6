//! The texts of a document by key and language, outside the module: which keys a document uses, its way to translators and
//! back, and documents for readers that know no keys.
//!
//! A document stays as it is written, byte for byte, but for the parts that a function changes. `docs/languages.md` is
//! the page about it.

mod code;
mod context;
pub mod csv;
mod error;
mod extract;
mod flat;
mod json;
mod languages;
mod merge;
mod section;
mod usage;
pub mod xliff;

pub use code::{Marks, NAMESPACES, marks, variables};
pub use error::Error;
pub use extract::extract;
pub use flat::{Plain, flat};
pub use languages::with_languages;
pub use merge::{Left, Merged, Translation, merge};
pub use section::{Section, hash, is_tag};
pub use usage::{Usage, usage};
