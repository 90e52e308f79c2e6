//! pest's own code generator under another name, so that tests can derive both parsers of one grammar.

use proc_macro::TokenStream;

/// Derives what pest's `Parser` derives.
#[proc_macro_derive(OfficialParser, attributes(grammar))]
pub fn derive_official(input: TokenStream) -> TokenStream {
    pest_generator::derive_parser(input.into(), true).into()
}
