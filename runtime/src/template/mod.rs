//! Handlebars: page shells of snapshots, and texts.

mod error;
pub mod helper;
pub mod page;
pub mod text;
