//! The engine: evaluates campaign rules and renders cloud-defined paywalls.
//!
//! A [`load::Document`] is loaded once. Each call brings a [`request::Request`], which says who is asking and what
//! for. The answer is the decision, the resolved [`tree::Tree`], or its HTML and CSS.
//! Nothing here reads a clock, a random source, the environment or a locale: all of it is in the request.
#![cfg_attr(not(target_arch = "wasm32"), forbid(unsafe_code))]

pub mod call;
pub mod clock;
pub mod date;
pub mod decide;
pub mod document;
pub mod error;
pub mod json;
pub mod limits;
pub mod load;
pub mod locale;
mod number;
mod outline;
pub mod paywall;
pub mod play;
pub mod product;
pub mod reader;
pub mod request;
pub mod rule;
pub mod string;
pub mod style;
pub mod text;
pub mod tree;
pub mod work;

#[cfg(target_arch = "wasm32")]
mod abi;
#[cfg(target_arch = "wasm32")]
mod heap;
#[cfg(target_arch = "wasm32")]
mod web;

pub use crate::error::{Error, ErrorKind, Warning};
