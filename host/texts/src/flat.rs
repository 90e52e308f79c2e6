//! Documents for readers that know no texts by key: the texts of one language stand in their places.

use std::ops::Range;

use serde_json::Value;

use crate::json::{Found, at, fields, raw, replaced, strings, written};
use crate::{Error, Section};

/// The most levels of texts inside texts, as in the module.
const DEPTH: usize = 8;

/// The texts of one language, to be put into the places of their keys.
#[derive(Debug)]
pub struct Plain<'a> {
    section: &'a Section,
    locale: &'a str,
}

impl<'a> Plain<'a> {
    /// Takes the texts of a language; those that it lacks are in the default language.
    pub const fn of(section: &'a Section, locale: &'a str) -> Self {
        Self { section, locale }
    }

    /// Replaces all keys in a value by their texts.
    pub fn put_into(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(plain) = self.text(text) {
                    *text = plain;
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|entry| self.put_into(entry)),
            Value::Object(fields) => fields.values_mut().for_each(|entry| self.put_into(entry)),
            _ => {}
        }
    }

    /// Returns a text of a document with its keys replaced; `None` for one without any. In templates of custom components, which
    /// write JSON, words are escaped as that needs it.
    fn text_of(&self, found: &Found<'_>) -> Option<String> {
        if found.names.last() != Some(&"template") || !found.path.contains("customComponents") {
            return self.text(found.text);
        }
        self.replaced(found.text, DEPTH, &|words| {
            let json = written(words);
            let inside = json.get(1..json.len() - 1).unwrap_or_default();
            inside.replace("{{", "\\{{")
        })
    }

    /// Returns a text with its keys replaced; `None` for one without any.
    pub fn text(&self, text: &str) -> Option<String> {
        text.contains("${")
            .then(|| self.replaced(text, DEPTH, &str::to_owned))
            .flatten()
    }

    /// Replaces the keys in a text by what `write` makes of their texts, in which keys are replaced, too. A key of which a part
    /// is only known when it is shown stays.
    fn replaced(&self, text: &str, depth: usize, write: &dyn Fn(&str) -> String) -> Option<String> {
        let (mut out, mut rest, mut found) = (String::new(), text, false);
        while let Some(open) = rest.find("${") {
            let (before, token) = rest.split_at(open);
            out.push_str(before);
            let key = token
                .find('}')
                .and_then(|end| Some((key(&token[2..end])?, end + 1)));
            let Some((key, length)) = key else {
                out.push_str("${");
                rest = &token[2..];
                continue;
            };
            found = true;
            let own = self.section.text(self.locale, key);
            let words = own.or_else(|| self.section.text(self.section.default(), key));
            if let (Some(words), true) = (words, depth > 0) {
                let inside = self.replaced(words, depth - 1, &str::to_owned);
                out.push_str(&write(inside.as_deref().unwrap_or(words)));
            }
            rest = &token[length..];
        }
        out.push_str(rest);
        found.then_some(out)
    }
}

/// Returns the key that a token names; `None` for another token, or for one with tokens inside.
fn key(token: &str) -> Option<&str> {
    let key = token.trim().strip_prefix("text.")?;
    let is_plain = |sign: char| sign.is_alphanumeric() || "._:-".contains(sign);
    (!key.is_empty() && key.chars().all(is_plain)).then_some(key)
}

/// Writes a document with the texts of one language in the places of their keys, and without the others. The rest of it stays as it is
/// written.
///
/// # Errors
/// Fails for a document that is no JSON or has no texts, and for a language that it lacks.
pub fn flat(document: &str, locale: Option<&str>) -> Result<String, Error> {
    let section = Section::read(document)?.ok_or(Error::NoTexts)?;
    let locale = locale.unwrap_or(section.default());
    if !section.locales().any(|known| known == locale) {
        return Err(section.unknown(locale));
    }
    let plain = Plain::of(&section, locale);
    let mut places: Vec<(Range<usize>, String)> = Vec::new();
    for (name, value) in fields(raw(document)?).0 {
        strings(document, value, &at("$", &name), &[], &mut |found| {
            let is_text = found.path.starts_with(section.path());
            if let Some(new) = plain.text_of(found).filter(|_| !is_text) {
                places.push((found.place.clone(), written(&new)));
            }
        });
    }
    let replaced = replaced(document, &places);
    Ok(Section::read(&replaced)?.map_or_else(
        || replaced.clone(),
        |section| section.taken_out_of(&replaced),
    ))
}
