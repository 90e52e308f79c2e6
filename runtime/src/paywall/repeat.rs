//! Lists that components are repeated for, and the tokens about their entries.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::scope::Scope;
use super::value::Resolved;
use crate::document::looped::Loop;
use crate::limits;
use crate::text::smart::{Authored, Token};

/// An entry of a list that components are repeated for.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The repetition that the entry belongs to.
    pub looped: &'a Loop,
    /// The value of the entry.
    pub value: &'a Json,
    /// True if the document's author wrote the entry.
    pub authored: bool,
}

impl<'a> Scope<'a> {
    /// Returns the entries that the list's conditions let through, each with its number in the list and its scope.
    pub fn repeated(&self, looped: &'a Loop) -> Vec<(u32, Self)> {
        let mut out = Vec::new();
        let Some((list, authored)) = self.list(looped) else {
            return out;
        };
        for (index, value) in (1..).zip(list) {
            // A list from the app may be of any length; beyond the limit of nodes the page is refused anyway.
            if index as usize > limits::NODES || !self.view.look_up() {
                break;
            }
            let entry = Entry {
                looped,
                value,
                authored,
            };
            let scope = Self {
                entries: [Some(entry), self.entries[0]],
                ..*self
            };
            // An entry that names a product group is shown only while that group is on offer.
            let group = value.get("productGroupId").and_then(Json::as_str);
            let offered =
                group.is_none_or(|group| self.view.menus().any(|menu| &*menu.id == group));
            if offered && scope.holds(&looped.conditions) {
                out.push((index, scope));
            }
        }
        out
    }

    /// Returns the list that a component is repeated for, and whether the document's author wrote it.
    fn list(&self, looped: &'a Loop) -> Option<(&'a [Json], bool)> {
        let (value, authored) = match &looped.source {
            Authored::Plain(Json::String(name)) => (self.slides(name)?, true),
            Authored::Plain(value) => (value, true),
            Authored::Smart(smart) => {
                let authored = smart.single().is_none_or(|token| self.is_authored(token));
                let value = match self.smart(smart) {
                    Resolved::Json(Cow::Borrowed(value)) => value,
                    // The entries are borrowed by scopes, so a list that was only just made must be kept somewhere.
                    Resolved::Json(Cow::Owned(value)) => self.view.keep(value),
                    // A list may be written as a text.
                    Resolved::Text(text) if text.starts_with('[') => {
                        self.view.keep(serde_json::from_str(&text).ok()?)
                    }
                    other => self.slides(&other.to_text())?,
                };
                (value, authored)
            }
        };
        Some((value.as_array()?, authored))
    }

    /// Returns the slides of a name: the state has them by name, or by product group and name.
    fn slides(&self, name: &str) -> Option<&'a Json> {
        let Resolved::Json(Cow::Borrowed(Json::Object(slides))) = self.state(&["slides"]) else {
            return None;
        };
        match slides.get(name) {
            // Slides by product group: the name is a group's, and its first list counts.
            Some(Json::Object(lists)) => lists.values().find(|list| list.is_array()),
            Some(list) => Some(list),
            None => {
                let own = slides.get(self.view.group());
                let of_group = own.and_then(|lists| lists.get(name));
                of_group.or_else(|| slides.values().find_map(|lists| lists.get(name)))
            }
        }
    }

    /// Returns the entry that a token is about.
    pub(super) fn entry(&self, token: &Token) -> Option<Entry<'a>> {
        // Most components are not repeated, and need not look at the word.
        self.entries[0]?;
        self.entry_named(token.word())
    }

    /// Returns the entry that a word names.
    pub(super) fn entry_named(&self, word: &str) -> Option<Entry<'a>> {
        for entry in self.entries.iter().flatten() {
            if *entry.looped.variable == *word || entry.looped.word == word {
                return Some(*entry);
            }
        }
        None
    }
}
