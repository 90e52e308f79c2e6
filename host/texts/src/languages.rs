//! Documents with some of their languages, for readers who want no others.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::json::{Fields, fields, place, raw, replaced, written};
use crate::{Error, Section};

/// The fields of the texts that have a field for each language.
const BY_LANGUAGE: [&str; 2] = ["locales", "sources"];

/// Writes a document with those of its languages that `is_kept` accepts. The rest of it stays as it is written, and so does
/// a document without texts.
///
/// # Errors
/// Fails for a document that is no JSON, and for texts without a default language.
pub fn with_languages(document: &str, is_kept: &dyn Fn(&str) -> bool) -> Result<String, Error> {
    let Some(section) = Section::read(document)? else {
        return Ok(document.to_owned());
    };
    let texts = fields(raw(&document[section.place()])?);
    let mut places: Vec<(Range<usize>, String)> = Vec::new();
    for name in BY_LANGUAGE {
        if let Some(value) = texts.get(name) {
            let kept = kept(fields(value), is_kept);
            // A value of a value lies in the same text, so its place there is that in the document.
            places.push((place(document, value), kept));
        }
    }
    places.sort_by_key(|(place, _)| place.start);
    Ok(replaced(document, &places))
}

/// Writes the fields of an object whose names are kept, with their own bytes.
fn kept(all: Fields<&RawValue>, is_kept: &dyn Fn(&str) -> bool) -> String {
    let kept = all.0.iter().filter(|(name, _)| is_kept(name));
    let kept = kept.map(|(name, value)| format!("{}:{}", written(name), value.get()));
    format!("{{{}}}", kept.collect::<Vec<_>>().join(","))
}
