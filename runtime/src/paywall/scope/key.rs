//! Texts by key: the tokens and names that stand for one.

use std::borrow::Cow;
use std::cell::Cell;

use super::Scope;
use crate::document::attribute::Value;
use crate::paywall::value::Resolved;
use crate::string::{find, push};
use crate::text::smart::{Namespace, PathStep, Token};

impl<'a> Scope<'a> {
    /// Returns the document's text that a token names by its key.
    pub(super) fn by_token(&self, token: &'a Token) -> Option<&'a Value> {
        if token.namespace != Some(Namespace::Text) || self.entry(token).is_some() {
            return None;
        }
        // Nearly all keys are one name.
        if let [PathStep::Name(key)] = token.path.as_slice() {
            return self.view.text(key, &token.at);
        }
        let mut key = String::new();
        for step in &token.path {
            let dot = if key.is_empty() { "" } else { "." };
            push(&mut key, &[dot, &self.name(step)]);
        }
        self.view.text(&key, &token.at)
    }

    /// Returns the document's text that a text stands for which is one token with a key in it. Names of products and
    /// entries of lists mostly are, and need not be compiled each time.
    pub(super) fn by_name(&self, text: &str) -> Option<&'a Value> {
        let key = text.strip_prefix("${text.")?.strip_suffix('}')?;
        if self.entry_named("text").is_some() {
            return None;
        }
        self.view.text(key, &Cell::default())
    }

    /// Resolves the document's text of a key. Most are plain, and need no scope of their own, which is much to copy.
    pub(super) fn keyed(&self, text: &'a Value) -> Resolved<'a> {
        match text {
            Value::Smart(_) => self
                .deeper()
                .map_or(Resolved::Missing, |scope| scope.value(text)),
            _ if self.view.look_up() => self.value(text),
            _ => Resolved::Missing,
        }
    }

    /// Resolves a name in the document, which may be the key of a text.
    pub fn by_key(&self, name: &'a str) -> Resolved<'a> {
        let name = Cow::Borrowed(name);
        if self.view.texts.languages.is_empty() || find(&name, "${text.").is_none() {
            return Resolved::Text(name);
        }
        self.resolve_again(name)
    }
}
