//! Handlebars, as the module uses it: a template is read, and written with JSON values.
//!
//! The grammar, the answers and the order of errors are those of the Handlebars crate, with which tests compare it. That
//! crate would weigh more than twice as much in the module, as it also has what the module never lets in: partials,
//! decorators, helpers and templates by name that come and go, and indentation.

mod call;
mod calls;
mod compare;
mod error;
mod helper;
mod path;
mod read;
mod template;
mod value;
mod write;

pub use call::Asked;
pub use error::{Error, Problem};
pub use template::{Language, Output, Template};
