//! Campaign templates: campaigns that others have found to work, as ordinary rules for a document.
//!
//! A template has parameters, rules with placeholders, the paywalls and events that it needs, and example customers with
//! the decision that each must get. [`instantiate`] makes rules of it that fit a document, and [`insert`] writes them into
//! the document's text. The rules remember in `from` what they were made of; nothing else knows of templates.
//! `docs/campaign-templates.md` explains it.

mod again;
mod document;
mod error;
mod fill;
mod fit;
mod insert;
mod instance;
mod parameter;
mod template;
mod write;

pub use again::again;
pub use error::Error;
pub use fill::{Names, fill};
pub use insert::insert;
pub use instance::{Instance, instantiate};
pub use parameter::{expected, from_text};
pub use template::{Example, Metric, Named, Template, Wanted, template, templates};
pub use write::pretty;
