//! The engine: evaluates campaign rules and renders cloud-defined paywalls.
//!
//! A [`document::Document`] is loaded once. Each call brings a [`request::Request`], which says who is asking and what
//! for. The answer is the decision, the resolved [`tree::Tree`], or its HTML and CSS.
//! Nothing here reads a clock, a random source, the environment or a locale: all of it is in the request.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod call;
pub mod campaign;
mod date;
pub mod document;
pub mod error;
pub mod flow;
pub mod json;
pub mod limits;
pub mod locale;
mod number;
pub mod paywall;
pub mod product;
pub mod reader;
pub mod request;
pub mod string;
pub mod template;
pub mod tree;
pub mod work;

#[cfg(target_arch = "wasm32")]
mod abi;
#[cfg(target_arch = "wasm32")]
mod heap;
#[cfg(target_arch = "wasm32")]
mod web;

pub use error::{Error, ErrorKind, Warning};
pub use paywall_output as output;
