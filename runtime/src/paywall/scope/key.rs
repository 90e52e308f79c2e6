//! Texts by key: the tokens and names that stand for one.

use std::borrow::Cow;
use std::cell::Cell;

use super::Scope;
use crate::document::attribute::Value;
use crate::limits;
use crate::paywall::value::Resolved;
use crate::string::{find, push};
use crate::text::markdown::{self, Links};
use crate::text::smart::{Namespace, PathStep, Piece, Settled, Smart, Token};
use crate::tree::Node;

impl<'a> Scope<'a> {
    /// Returns the document's text that a token names by its key.
    pub(super) fn by_token(&self, token: &'a Token) -> Option<&'a Value> {
        if token.namespace != Some(Namespace::Text) || self.entry(token).is_some() {
            return None;
        }
        if let Some(key) = key(token) {
            return self.view.text(key, &token.at);
        }
        let mut key = String::new();
        for step in &token.path {
            let dot = if key.is_empty() { "" } else { "." };
            push(&mut key, &[dot, &self.name(step)]);
        }
        self.view.text(&key, &token.at)
    }

    /// Resolves a smart text to Markdown, and parses that into nodes. They are kept if nothing but the language can change
    /// them.
    pub fn nodes(&self, smart: &'a Smart, links: Links) -> Vec<Node> {
        let Some(language) = self.view.language() else {
            return markdown::nodes(&self.markdown(smart), links);
        };
        let mut is_known = false;
        for settled in smart.settled.borrow().iter() {
            if settled.language == language && settled.links == links {
                is_known = true;
                if let Some(nodes) = &settled.nodes {
                    self.spend_again(smart);
                    return nodes.clone();
                }
            }
        }
        let nodes = markdown::nodes(&self.markdown(smart), links);
        if !is_known {
            let settles = self.settles(smart, language);
            smart.settled.borrow_mut().push(Settled {
                language,
                links,
                nodes: settles.then(|| nodes.clone()),
            });
        }
        nodes
    }

    /// Returns whether a text has nothing but plain text and texts by key that a language has, without tokens in them.
    fn settles(&self, smart: &Smart, language: u8) -> bool {
        let mut length = 0;
        for part in &smart.parts {
            length += match part {
                Piece::Literal(text) => text.len(),
                Piece::Token(token) => match self.plain(token, language) {
                    Some(text) => text.len(),
                    None => return false,
                },
                Piece::Words(_) => return false,
            };
        }
        // What is longer is cut off, and takes fewer steps.
        length <= limits::SMART_TEXT_BYTES
    }

    /// Returns the text that a language has for a token with a key in it, if there are no tokens in the text.
    fn plain(&self, token: &Token, language: u8) -> Option<&'a str> {
        if token.namespace != Some(Namespace::Text) || self.entry(token).is_some() {
            return None;
        }
        match self.view.texts.get(key(token)?, &token.at, &[language])? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Takes the steps that it takes to resolve a text that settles, so that a call has the same end whatever came before.
    fn spend_again(&self, smart: &Smart) {
        for part in &smart.parts {
            match part {
                Piece::Literal(text) => self.view.work.spend(text.len()),
                _ => self.view.look_up(),
            };
        }
    }

    /// Returns the document's text whose key an entry of a list has.
    pub(super) fn by_entry(&self, token: &'a Token) -> Option<&'a Value> {
        let entry = self.entry(token)?;
        if !entry.authored || self.view.texts.languages.is_empty() {
            return None;
        }
        match self.found(token) {
            Resolved::Text(text) => self.by_name(&text),
            _ => None,
        }
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

/// Returns the key in a token of the document's texts as it is written, dots and all, unless a part of it is a token itself.
fn key(token: &Token) -> Option<&str> {
    let is_name = |step: &PathStep| matches!(step, PathStep::Name(_));
    if !token.path.iter().all(is_name) {
        return None;
    }
    let at = find(&token.source, ".")? + 1;
    let key = token.source.get(at..)?.strip_suffix('}')?;
    Some(key.trim_end())
}
