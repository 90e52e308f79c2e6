//! Handlebars, in the three places that use it: page shells of snapshots, texts, and custom components.

pub mod component;
mod error;
pub mod helper;
pub mod page;
pub mod text;
