//! Texts without keys become texts by key.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::code::{Part, parts};
use crate::json::{Found, at, fields, raw, replaced, strings, written};
use crate::{Error, Section};

/// The attributes and fields that customers read or hear.
const WORDS: [&str; 9] = [
    "text",
    "texts",
    "alt",
    "screenreaderText",
    "screenreaderHint",
    "display_name",
    "display_text",
    "sub_display_text",
    "variables",
];
/// The most words that a key is made of.
const LONGEST: usize = 4;

/// Takes the texts of a document that have no keys into its `texts`, and puts their keys in their places. `locale` is their language,
/// if the document does not say. Returns the document and the count of new keys.
///
/// # Errors
/// Fails for a document that is no JSON, and without `locale` for one that has no texts by key so far.
pub fn extract(document: &str, locale: Option<&str>) -> Result<(String, usize), Error> {
    let section = Section::read(document)?;
    let section = section
        .or_else(|| locale.map(Section::new))
        .ok_or(Error::NoTexts)?;
    let mut keys = Keys::of(&section);
    let mut places: Vec<(Range<usize>, String)> = Vec::new();
    if let Some(paywalls) = fields(raw(document)?).get("paywalls") {
        strings(
            document,
            paywalls,
            &at("$", "paywalls"),
            &[],
            &mut |found| {
                if is_words(found) {
                    let token = format!("${{text.{}}}", keys.key(found.text));
                    places.push((found.place.clone(), written(&token)));
                }
            },
        );
    }
    let count = keys.new.len();
    if count == 0 {
        return Ok((document.to_owned(), 0));
    }
    let document = replaced(document, &places);
    // The places of the section are those of the document that it was read from.
    let mut section = Section::read(&document)?.unwrap_or(section);
    for (key, text) in keys.new {
        section.add(&key, &text);
    }
    Ok((section.put_into(&document), count))
}

/// Returns whether a text is one that customers read, and has words of its own.
fn is_words(found: &Found<'_>) -> bool {
    let is_shown = match found.names {
        // The variables of a product have names of the author's, and are shown or compared.
        [.., "variables", _] | [.., "texts"] => true,
        [.., name] => WORDS.contains(name),
        [] => false,
    };
    let has_words = parts(found.text).iter().any(|part| match part {
        Part::Words(words) => words.chars().any(char::is_alphabetic),
        Part::Code(_) => false,
    });
    is_shown && has_words && !found.text.contains("://") && !found.text.starts_with("data:")
}

/// The keys of a document, and those that are made for its texts.
struct Keys {
    taken: BTreeSet<String>,
    by_text: BTreeMap<String, String>,
    new: Vec<(String, String)>,
}

impl Keys {
    fn of(section: &Section) -> Self {
        let texts = || section.texts(section.default());
        Self {
            taken: texts().map(|(key, _)| key.to_owned()).collect(),
            by_text: texts()
                .map(|(key, text)| (text.to_owned(), key.to_owned()))
                .collect(),
            new: Vec::new(),
        }
    }

    /// Returns the key of a text: the one it has, or one made of its first words.
    fn key(&mut self, text: &str) -> String {
        if let Some(key) = self.by_text.get(text) {
            return key.clone();
        }
        let base = slug(text);
        let mut key = base.clone();
        let mut number = 2;
        while self.taken.contains(&key) {
            key = format!("{base}-{number}");
            number += 1;
        }
        self.taken.insert(key.clone());
        self.by_text.insert(text.to_owned(), key.clone());
        self.new.push((key.clone(), text.to_owned()));
        key
    }
}

/// Makes a key of the first words of a text.
fn slug(text: &str) -> String {
    let mut words = Vec::new();
    for part in parts(text) {
        if let Part::Words(part) = part {
            let split = part.split(|sign: char| !sign.is_ascii_alphanumeric());
            words.extend(
                split
                    .filter(|word| !word.is_empty())
                    .map(str::to_ascii_lowercase),
            );
        }
    }
    words.truncate(LONGEST);
    if words.is_empty() {
        "text".to_owned()
    } else {
        words.join("-")
    }
}
