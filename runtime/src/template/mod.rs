//! Handlebars: page shells of snapshots.

pub mod page;
