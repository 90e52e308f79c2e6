//! The part of a document that holds its texts by key.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::Error;
use crate::json::{self, Fields, fields, place, raw, written};

/// The texts of one language by key, in the document's order. `None` is a null, which leaves a text to another language.
type Language = Fields<Option<String>>;

/// The texts of a document by key and language.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// The default language.
    pub(crate) default: String,
    pub(crate) locales: Fields<Language>,
    /// The hashes of what texts were translated from.
    pub(crate) sources: Fields<Fields<String>>,
    /// The place of the section in its document; empty where it has to be put.
    place: Range<usize>,
    /// The JSON path of the section.
    path: String,
    /// True if it is no longer what the document has.
    changed: bool,
}

impl Section {
    /// Reads the texts of a document, which stand in it or in its configuration.
    ///
    /// # Errors
    /// Fails for a document that is no JSON, and for one whose texts have no default language.
    pub fn read(document: &str) -> Result<Option<Self>, Error> {
        let whole = fields(raw(document)?);
        let inside = |name: &str| whole.get(name).map(|holder| fields(holder));
        let holders = [
            ("$", Some(whole.clone())),
            ("$.platform_config", inside("platform_config")),
            ("$.appConfig", inside("appConfig")),
        ];
        for (path, holder) in holders {
            let found = holder.and_then(|holder| holder.get("texts").copied());
            if let Some(found) = found.filter(|found| found.get() != "null") {
                let mut section = Self::of(found)?;
                section.place = place(document, found);
                section.path = json::at(path, "texts");
                return Ok(Some(section));
            }
        }
        Ok(None)
    }

    fn of(value: &RawValue) -> Result<Self, Error> {
        let parts = fields(value);
        let default = parts.get("default").map(|value| value.get());
        let default: String = default
            .and_then(|text| serde_json::from_str(text).ok())
            .ok_or(Error::NoDefault)?;
        let mut out = Self {
            default,
            ..Default::default()
        };
        for (locale, texts) in parts
            .get("locales")
            .map(|value| fields(value))
            .unwrap_or_default()
            .0
        {
            let mut language = Fields(Vec::new());
            for (key, text) in fields(texts).0 {
                // What is no text is passed over by the module, or shown as it is written; translators have no use for it.
                if let Ok(text) = serde_json::from_str(text.get()) {
                    language.0.push((key, text));
                }
            }
            out.locales.0.push((locale, language));
        }
        if let Some(sources) = parts.get("sources") {
            out.sources = serde_json::from_str(sources.get()).unwrap_or_default();
        }
        Ok(out)
    }

    /// Makes an empty section of a document that has none.
    pub(crate) fn new(default: &str) -> Self {
        let mut out = Self {
            default: default.to_owned(),
            path: "$.texts".into(),
            ..Default::default()
        };
        out.locales.set(default, Fields(Vec::new()));
        out
    }

    /// Returns the JSON path of the section.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the place of the section in the document that it was read from.
    pub(crate) fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// Returns the default language.
    pub fn default(&self) -> &str {
        &self.default
    }

    /// Lists the names of the languages in the document's order.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        self.locales.0.iter().map(|(name, _)| name.as_str())
    }

    /// Lists the keys and texts of a language in the document's order; none of a language that the document lacks.
    pub fn texts(&self, locale: &str) -> impl Iterator<Item = (&str, &str)> {
        let language = self.locales.get(locale).into_iter();
        let texts = language.flat_map(|language| &language.0);
        texts.filter_map(|(key, text)| Some((key.as_str(), text.as_deref()?)))
    }

    /// Returns a text.
    pub fn text(&self, locale: &str, key: &str) -> Option<&str> {
        self.locales.get(locale)?.get(key)?.as_deref()
    }

    /// Returns the hash of what a text was translated from, if the document knows it.
    pub fn source(&self, locale: &str, key: &str) -> Option<&str> {
        self.sources.get(locale)?.get(key).map(String::as_str)
    }

    /// Returns whether the text in the default language has changed since a text was translated.
    pub fn is_stale(&self, locale: &str, key: &str) -> bool {
        let source = self.text(&self.default, key).map(hash);
        match (self.source(locale, key), source) {
            (Some(then), Some(now)) => then != now,
            _ => false,
        }
    }

    /// Sets a text and the hash of what it was translated from.
    pub(crate) fn set(&mut self, locale: &str, key: &str, text: &str, source: &str) {
        self.locales.entry(locale).set(key, Some(text.to_owned()));
        self.sources.entry(locale).set(key, source.to_owned());
        self.changed = true;
    }

    /// Adds a text in the default language.
    pub(crate) fn add(&mut self, key: &str, text: &str) {
        let default = self.default.clone();
        self.locales.entry(&default).set(key, Some(text.to_owned()));
    }

    /// Returns whether a text was set.
    pub(crate) fn is_changed(&self) -> bool {
        self.changed
    }

    /// Lists the languages besides the default one, or the one that is wanted, which the document may lack so far.
    ///
    /// # Errors
    /// Fails for a wanted language that is no tag, or the default one.
    pub(crate) fn wanted<'a>(&'a self, locale: Option<&'a str>) -> Result<Vec<&'a str>, Error> {
        let others = || self.locales().filter(|name| *name != self.default);
        match locale {
            None => Ok(others().collect()),
            Some(found) if is_tag(found) && found != self.default => Ok(vec![found]),
            Some(found) => Err(self.unknown(found)),
        }
    }

    /// Makes the error for a language that the document lacks.
    pub(crate) fn unknown(&self, found: &str) -> Error {
        Error::UnknownLocale {
            found: found.to_owned(),
            known: self.locales().collect::<Vec<_>>().join(", "),
        }
    }

    /// Puts the section into the document that it was read from, or behind the first brace of one that has none.
    pub(crate) fn put_into(&self, document: &str) -> String {
        let step = indent(document);
        let line = |levels: usize| match step {
            Some(step) => format!("\n{}", step.repeat(levels)),
            None => String::new(),
        };
        // The section stands one level deep, or two in the configuration.
        let depth = self.path.matches('.').count();
        let new = self.to_json(depth, &line, if step.is_some() { " " } else { "" });
        if !self.place.is_empty() {
            return json::replaced(document, &[(self.place.clone(), new)]);
        }
        let at = document.find('{').map_or(0, |at| at + 1);
        let (before, after) = document.split_at(at);
        let comma = if after.trim_start().starts_with('}') {
            ""
        } else {
            ","
        };
        let space = if step.is_some() { " " } else { "" };
        format!("{before}{}\"texts\":{space}{new}{comma}{after}", line(1))
    }

    /// Takes the section out of the document that it was read from, with the comma beside it.
    pub(crate) fn taken_out_of(&self, document: &str) -> String {
        let (before, after) = (&document[..self.place.start], &document[self.place.end..]);
        // The name stands before the value, behind it a colon.
        let name = before
            .rfind('"')
            .and_then(|end| before[..end].rfind('"'))
            .unwrap_or(before.len());
        let before = before[..name].trim_end();
        let rest = after.trim_start();
        match (before.strip_suffix(','), rest.strip_prefix(',')) {
            (_, Some(rest)) => format!("{before}{rest}"),
            (Some(before), None) => format!("{before}{after}"),
            (None, None) => format!("{before}{after}"),
        }
    }

    /// Writes the section as JSON, in lines where the document has lines.
    fn to_json(&self, depth: usize, line: &dyn Fn(usize) -> String, space: &str) -> String {
        let entry = |name: &str, value: &str| format!("{}:{space}{value}", written(name));
        let object = |entries: Vec<String>, depth: usize| match entries.is_empty() {
            true => "{}".to_owned(),
            false => {
                let inner = line(depth + 1);
                format!(
                    "{{{inner}{}{}}}",
                    entries.join(&format!(",{inner}")),
                    line(depth)
                )
            }
        };
        let text = |text: &Option<String>| text.as_deref().map_or("null".to_owned(), written);
        let locales = self.locales.0.iter().map(|(locale, texts)| {
            let texts = texts.0.iter().map(|(key, value)| entry(key, &text(value)));
            entry(locale, &object(texts.collect(), depth + 2))
        });
        let mut parts = vec![
            entry("default", &written(&self.default)),
            entry("locales", &object(locales.collect(), depth + 1)),
        ];
        if !self.sources.0.is_empty() {
            let sources = self.sources.0.iter().map(|(locale, hashes)| {
                let hashes = hashes
                    .0
                    .iter()
                    .map(|(key, hash)| entry(key, &written(hash)));
                entry(locale, &object(hashes.collect(), depth + 2))
            });
            parts.push(entry("sources", &object(sources.collect(), depth + 1)));
        }
        object(parts, depth)
    }
}

/// Returns the white space of one level in a document; `None` for one that is written in one line.
fn indent(document: &str) -> Option<&str> {
    let line = document.trim_start().strip_prefix('{')?.split_once('\n')?.1;
    let end = line.find(|sign| sign != ' ' && sign != '\t')?;
    line.get(..end).filter(|indent| !indent.is_empty())
}

/// Returns the hash of a text, by which a translation knows what it was made of: FNV-1a of 32 bits, in hexadecimal.
pub fn hash(text: &str) -> String {
    let mut hash = 0x811c_9dc5_u32;
    for byte in text.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    format!("{hash:08x}")
}

/// Returns whether a name has the form of a BCP 47 tag: a language of letters, and parts of up to eight letters and digits.
pub fn is_tag(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let is_language = (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_language
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_the_published_ones() {
        assert_eq!(
            [hash(""), hash("a"), hash("foobar")],
            ["811c9dc5", "e40c292c", "bf9cf968"]
        );
    }

    #[test]
    fn tags_have_the_form_of_bcp_47() {
        for tag in [
            "de",
            "pt-BR",
            "zh_Hant_TW",
            "es-419",
            "sl-rozaj-biske",
            "fil",
        ] {
            assert!(is_tag(tag), "{tag}");
        }
        for name in [
            "",
            "d",
            "german",
            "de-",
            "de DE",
            "12",
            "de-ÄÖ",
            "de-123456789",
        ] {
            assert!(!is_tag(name), "{name}");
        }
    }
}
