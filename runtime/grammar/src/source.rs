//! The deriving struct, and the text of its grammar.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::{env, fs};

use syn::{DeriveInput, Expr, ExprLit, Ident, Lit, LitStr};

/// The deriving struct and its grammar.
pub struct Source {
    /// The struct that becomes a parser.
    pub name: Ident,
    /// The text of the grammar.
    pub grammar: String,
    /// The file of the grammar, as an absolute path: cargo must build again when it changes.
    pub file: String,
    path: LitStr,
}

impl Source {
    /// Reads the one `#[grammar = "file"]` of a struct.
    pub fn read(input: DeriveInput) -> syn::Result<Self> {
        if !input.generics.params.is_empty() {
            let message = "a parser with generic parameters is not supported";
            return Err(syn::Error::new_spanned(input.generics, message));
        }
        let path = path(&input)?;
        let file = resolve(&path.value());
        let grammar = fs::read_to_string(&file).map_err(|error| {
            let message = format!("could not read {}: {error}", file.display());
            syn::Error::new(path.span(), message)
        })?;
        Ok(Self {
            name: input.ident,
            grammar,
            file: file.to_string_lossy().into_owned(),
            path,
        })
    }

    /// Makes an error that points at the path of the grammar.
    pub fn error(&self, message: impl Display) -> syn::Error {
        syn::Error::new(self.path.span(), message)
    }
}

fn path(input: &DeriveInput) -> syn::Result<LitStr> {
    let mut found = None;
    for attribute in &input.attrs {
        if !attribute.path().is_ident("grammar") {
            continue;
        }
        let Expr::Lit(ExprLit {
            lit: Lit::Str(path),
            ..
        }) = &attribute.meta.require_name_value()?.value
        else {
            return Err(syn::Error::new_spanned(attribute, "expected a path"));
        };
        if found.replace(path.clone()).is_some() {
            let message = "more than one grammar is not supported";
            return Err(syn::Error::new_spanned(attribute, message));
        }
    }
    found.ok_or_else(|| syn::Error::new_spanned(&input.ident, "`#[grammar = \"file\"]` is missing"))
}

/// Finds the file as pest does: in the crate's folder, or else in its `src`.
fn resolve(path: &str) -> PathBuf {
    let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let beside = Path::new(&folder).join(path);
    if beside.exists() {
        return beside;
    }
    Path::new(&folder).join("src").join(path)
}
