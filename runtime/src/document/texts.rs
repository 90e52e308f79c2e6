//! The texts of a document by key and language: `{"default": "en", "locales": {"en": {"title": "…"}, "de": {}}}`.
//!
//! A token `${text.title}` stands for the text of that key, wherever a token may stand. Each language stays as it is written
//! until somebody wants a text of it, and each text is compiled when it is first shown.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use serde_json::Value as Json;

use super::attribute::Value;
use crate::json;
use crate::locale::tag;

/// The field of the document, or of its configuration, that holds the texts.
pub const FIELD: &str = "texts";
/// The fields of that: the language of those whose own lacks a text, the texts, and what they were translated from,
/// which tools alone read.
pub const FIELDS: &[&str] = &["default", "locales", "sources"];
/// The most that languages can be near; the default language may be 0.
const NEAREST: u8 = 9;

/// A language of a document.
#[derive(Debug)]
pub struct Language {
    /// The tag, with all its parts.
    tag: String,
    /// True if it is for everybody whose own language lacks a text.
    is_default: bool,
    /// The place of its texts in the document.
    place: Range<usize>,
    /// Its texts, sorted by their keys, once somebody wanted one.
    texts: OnceCell<Vec<Text>>,
}

/// A text in one language.
#[derive(Debug)]
struct Text {
    key: String,
    written: Json,
    compiled: OnceCell<Value>,
}

/// The languages of a document, together with what they are read out of.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'d> {
    /// The languages, in the document's order.
    pub languages: &'d [Language],
    /// The document as it is written.
    pub document: &'d str,
}

impl Language {
    /// Reads which languages there are. `place` returns the place of one's texts.
    pub fn all(value: &Json, place: &dyn Fn(&Json) -> Range<usize>) -> Vec<Self> {
        let mut out = Vec::new();
        let default = value.get("default").and_then(Json::as_str);
        if let Some(Json::Object(locales)) = value.get("locales") {
            for (name, number) in locales {
                out.push(Self {
                    tag: tag::whole(name),
                    is_default: Some(name.as_str()) == default,
                    place: place(number),
                    texts: OnceCell::new(),
                });
            }
        }
        out
    }

    /// Reads all texts. One that is null is left to another language.
    fn read(&self, document: &str) -> Vec<Text> {
        let mut out = Vec::new();
        let whole = document.get(self.place.clone()).unwrap_or_default();
        if let Json::Object(mut texts) = json::parsed(whole) {
            texts.sort_keys();
            for (key, written) in texts {
                if !written.is_null() {
                    out.push(Text {
                        key,
                        written,
                        compiled: OnceCell::new(),
                    });
                }
            }
        }
        out
    }
}

impl<'d> Texts<'d> {
    /// Returns the positions of the languages that serve a customer, the nearest first and the default one last.
    pub fn order(&self, locale: &str) -> Vec<u8> {
        let wanted = tag::whole(locale);
        let mut near = Vec::with_capacity(self.languages.len());
        for language in self.languages {
            near.push(tag::nearness(&wanted, &language.tag));
        }
        let mut out = Vec::with_capacity(near.len());
        for wanted in (0..=NEAREST).rev() {
            for (position, language) in (0..=u8::MAX).zip(self.languages) {
                let near = near.get(usize::from(position));
                if near == Some(&wanted) && (wanted > 0 || language.is_default) {
                    out.push(position);
                }
            }
        }
        out
    }

    /// Returns the text of a key in the first language that has it. `at` keeps its position among the keys, which mostly is
    /// the same in every language.
    pub fn get(&self, key: &str, at: &Cell<usize>, order: &[u8]) -> Option<&'d Value> {
        for position in order {
            let language = self.languages.get(usize::from(*position))?;
            if let Some(text) = self.text(language, key, at) {
                return Some(text.compiled.get_or_init(|| Value::any(&text.written)));
            }
        }
        None
    }

    /// Returns the text of a key in a language.
    fn text(&self, language: &'d Language, key: &str, at: &Cell<usize>) -> Option<&'d Text> {
        let texts = language.texts.get_or_init(|| language.read(self.document));
        if texts.get(at.get()).is_none_or(|text| text.key != key) {
            let found = texts.binary_search_by(|text| text.key.as_str().cmp(key));
            at.set(found.ok()?);
        }
        texts.get(at.get())
    }
}
