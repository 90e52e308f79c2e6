//! Handlebars: page shells of snapshots.

mod error;
pub mod page;
