//! An instance written into the text of a document, which stays as it is otherwise: order, spaces and all.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Map, Value as Json};

use crate::document::RULES;
use crate::write::{compact, pretty};
use crate::{Error, Instance};

/// A field of an object in a text.
#[derive(Debug)]
struct Field {
    name: String,
    value: Range<usize>,
}

/// Writes an instance into the text of a document: its rules behind all others, its lists and layers beside those that are there.
///
/// # Errors
/// Fails if the text is no JSON object, such as a packed document.
pub fn insert(text: &str, instance: &Instance) -> Result<String, Error> {
    let start = text.find(|first: char| !first.is_whitespace() && first != '\u{feff}');
    let start = start.unwrap_or_default();
    let fields = fields(text, start)?;
    if fields
        .iter()
        .any(|field| field.name == "initial_config" || field.name == "document")
    {
        return Err(Error::Document("it is packed or wrapped".to_owned()));
    }
    let named = |names: &[&str]| {
        let found = names
            .iter()
            .find_map(|name| fields.iter().find(|field| field.name == *name));
        found.map(|field| field.value.clone())
    };
    // Insertions by their places. New fields stand first in the document, where any other field may follow.
    let mut edits: Vec<(usize, String)> = Vec::new();
    let mut new_fields = Vec::new();
    for (name, entries) in [("lists", &instance.lists), ("layers", &instance.layers)] {
        if entries.is_empty() {
            continue;
        }
        match named(&[name]) {
            Some(place) => edits.push(into_object(text, place, entries)?),
            None => new_fields.push((name, Json::Object(entries.clone()))),
        }
    }
    match named(&RULES) {
        Some(place) => edits.push(into_list(text, place, &instance.rules)?),
        None => new_fields.push((RULES[0], Json::Array(instance.rules.clone()))),
    }
    if !new_fields.is_empty() {
        edits.push((start + 1, before_others(text, &fields, &new_fields)));
    }
    edits.sort_by_key(|(at, _)| *at);
    let mut out = text.to_owned();
    for (at, words) in edits.iter().rev() {
        out.insert_str(*at, words);
    }
    Ok(out)
}

/// Finds the fields of the object that begins at a place.
fn fields(text: &str, start: usize) -> Result<Vec<Field>, Error> {
    let mut out = Vec::new();
    let mut at = expect(text, start, '{')?;
    if expect(text, at, '}').is_ok() {
        return Ok(out);
    }
    loop {
        let (name, behind) = value::<String>(text, at)?;
        at = expect(text, behind, ':')?;
        let begin = at + (text[at..].len() - text[at..].trim_start().len());
        let (IgnoredAny, end) = value(text, at)?;
        let value = begin..end;
        out.push(Field { name, value });
        match expect(text, end, ',') {
            Ok(behind) => at = behind,
            Err(_) => return expect(text, end, '}').map(|_| out),
        }
    }
}

/// Reads a value, and says where it ends.
fn value<'t, T: serde::Deserialize<'t>>(text: &'t str, at: usize) -> Result<(T, usize), Error> {
    let mut reader = Deserializer::from_str(text.get(at..).unwrap_or_default()).into_iter::<T>();
    match reader.next() {
        Some(Ok(value)) => Ok((value, at + reader.byte_offset())),
        Some(Err(error)) => Err(Error::Document(error.to_string())),
        None => Err(Error::Document("it ends too early".to_owned())),
    }
}

/// Passes spaces and one character, and returns the place behind it.
fn expect(text: &str, at: usize, character: char) -> Result<usize, Error> {
    let rest = text.get(at..).unwrap_or_default();
    let trimmed = rest.trim_start();
    if trimmed.starts_with(character) {
        return Ok(at + rest.len() - trimmed.len() + character.len_utf8());
    }
    Err(Error::Document(format!(
        "expected `{character}` after {at} bytes"
    )))
}

/// Returns the insertion that adds rules to a list, which may be a page of the platform's API.
fn into_list(text: &str, place: Range<usize>, rules: &[Json]) -> Result<(usize, String), Error> {
    let mut place = place;
    if text[place.clone()].starts_with('{') {
        let results = fields(text, place.start)?
            .into_iter()
            .find(|field| field.name == "results");
        place = results.map_or(place, |field| field.value);
    }
    if !text[place.clone()].starts_with('[') {
        return Err(Error::Document("its rules are no list".to_owned()));
    }
    Ok(at_the_end(text, &place, |indent| {
        rules.iter().map(|rule| written(rule, indent)).collect()
    }))
}

/// Returns the insertion that adds fields to an object; those that are there already stay as they are.
fn into_object(
    text: &str,
    place: Range<usize>,
    entries: &Map<String, Json>,
) -> Result<(usize, String), Error> {
    fields(text, place.start)?;
    Ok(at_the_end(text, &place, |indent| {
        let entry = |(name, value): (&String, &Json)| {
            format!("{}: {}", Json::from(name.as_str()), written(value, indent))
        };
        entries.iter().map(entry).collect()
    }))
}

/// Returns the insertion of parts behind the last one of a list or object, which ends with a bracket.
fn at_the_end(
    text: &str,
    place: &Range<usize>,
    parts: impl Fn(Option<usize>) -> Vec<String>,
) -> (usize, String) {
    let inside = &text[place.start + 1..place.end - 1];
    let behind = place.start + 1 + inside.trim_end().len();
    let is_empty = inside.trim().is_empty();
    let outer = text[..place.start].lines().last().unwrap_or_default();
    let outer = outer.len() - outer.trim_start().len();
    // The text is in lines if it has any; parts stand below each other, as far in as the first one.
    let indent = text.trim().contains('\n').then(|| {
        let first = inside
            .trim_start_matches(['\r', '\n'])
            .lines()
            .next()
            .unwrap_or_default();
        let own = first.len() - first.trim_start().len();
        if !is_empty && inside.starts_with(['\r', '\n']) {
            own
        } else {
            outer + 2
        }
    });
    let joint = indent.map_or(String::new(), |indent| format!("\n{}", " ".repeat(indent)));
    let comma = if is_empty { "" } else { "," };
    let mut out = format!("{comma}{joint}{}", parts(indent).join(&format!(",{joint}")));
    if is_empty && indent.is_some() {
        out += &format!("\n{}", " ".repeat(outer));
    }
    (behind, out)
}

/// Writes new fields of the document, in front of the others.
fn before_others(text: &str, fields: &[Field], new: &[(&str, Json)]) -> String {
    let indent = text.trim().contains('\n').then_some(2);
    let joint = indent.map_or(String::new(), |indent| format!("\n{}", " ".repeat(indent)));
    let parts: Vec<_> = new
        .iter()
        .map(|(name, value)| format!("{}: {}", Json::from(*name), written(value, indent)))
        .collect();
    let end = match (fields.is_empty(), indent) {
        (true, None) => "",
        (true, Some(_)) => "\n",
        (false, _) => ",",
    };
    format!("{joint}{}{end}", parts.join(&format!(",{joint}")))
}

/// Writes a value below the line it begins in, or in one line where the text has no lines.
fn written(value: &Json, indent: Option<usize>) -> String {
    indent.map_or_else(|| compact(value), |indent| pretty(value, indent))
}
