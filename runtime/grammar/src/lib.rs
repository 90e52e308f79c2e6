//! A stand-in of pest's `#[derive(Parser)]`, for small modules.
//!
//! pest's own derive writes a tree of nested closures for every rule: for Handlebars' grammar, 110 KB of WebAssembly.
//! This one writes the grammar as a table of nodes of six bytes each, for the matcher in pest's stand-in (`pest/`).
//! Parse trees and the places of errors are the same. The root `Cargo.toml` puts it in the place of `pest_derive`.
//!
//! It knows all that Handlebars' grammar uses. Anything else is a compile error: the stack (`PUSH`, `POP`, `PEEK`),
//! case-insensitive strings, an implicit `COMMENT`, Unicode properties, grammars in the attribute itself. One
//! difference is dangerous: a grammar that repeats an empty match, or that recurs to the left, is not refused as by
//! pest, but never ends.

mod emit;
mod lower;
mod read;
mod source;
mod table;

use proc_macro::TokenStream;

/// Derives `pest::Parser` and writes `enum Rule`, for a struct with `#[grammar = "file"]`.
/// The path is relative to the folder of the deriving crate or to its `src`.
#[proc_macro_derive(Parser, attributes(grammar))]
pub fn derive_parser(input: TokenStream) -> TokenStream {
    match parser(input.into()) {
        Ok(tokens) => tokens.into(),
        Err(error) => error.to_compile_error().into(),
    }
}

fn parser(input: proc_macro2::TokenStream) -> syn::Result<proc_macro2::TokenStream> {
    let source = source::Source::read(syn::parse2(input)?)?;
    let grammar = read::rules(&source.grammar)
        .and_then(|rules| lower::lower(&rules))
        .map_err(|message| source.error(message))?;
    emit::parser(&source, &grammar).map_err(|message| source.error(message))
}
