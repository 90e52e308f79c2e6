//! Texts of a document: smart text, Handlebars, Markdown.

pub mod custom;
pub mod error;
pub mod helper;
pub mod markdown;
pub mod shell;
pub mod smart;
pub mod words;
