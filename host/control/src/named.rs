//! Names in place of ids, for sentences that people read.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::content::Content;
use crate::section::Section;

/// The groups of hexadecimal digits in an id that nobody chose.
const UUID: [usize; 5] = [8, 4, 4, 4, 12];

/// The names of paywalls, products, rules, and of the rules' segments, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Collects the names in contents; where two differ, that of the later content counts.
    pub fn of(contents: &[&Content]) -> Self {
        let mut names = BTreeMap::new();
        for content in contents {
            for section in [Section::Paywalls, Section::Products, Section::Rules] {
                for (id, part) in content.held(section) {
                    names.insert(id.to_owned(), name(part, id).to_owned());
                    let segments = part.get("segments").and_then(Value::as_array);
                    let segments = segments.into_iter().flatten().enumerate();
                    for (place, segment) in segments {
                        let usual = format!("variant {}", place + 1);
                        if let Some(id) = segment.get("segment").and_then(Value::as_str) {
                            names.insert(id.to_owned(), name(segment, &usual).to_owned());
                        }
                    }
                }
            }
        }
        Self(names)
    }

    /// Adds the names of other contents, which count where both have one.
    pub fn extend(&mut self, others: &Self) {
        let others = others.0.iter();
        self.0
            .extend(others.map(|(id, name)| (id.clone(), name.clone())));
    }

    /// Returns the name of an id.
    pub fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// Puts names in the place of the ids in a sentence: those in an address such as `segment:ID`, in quotes, and UUIDs.
    pub fn put(&self, sentence: &str) -> String {
        let mut out = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some(start) = rest.find(is_of_id) {
            let (before, from) = rest.split_at(start);
            let end = from.find(|letter| !is_of_id(letter));
            let (word, after) = from.split_at(end.unwrap_or(from.len()));
            out.push_str(before);
            rest = self.word(&mut out, word, after);
        }
        out + rest
    }

    /// Writes a word of a sentence or the name for which it stands, and returns all that follows.
    fn word<'a>(&self, out: &mut String, word: &str, after: &'a str) -> &'a str {
        let Some(name) = self.get(word) else {
            out.push_str(word);
            return after;
        };
        let mut after = after;
        if let (true, Some(closed)) = (out.ends_with('"'), after.strip_prefix('"')) {
            out.pop();
            after = closed;
        } else if let Some(kind) = addressed(out) {
            out.truncate(kind);
        } else if !is_uuid(word) {
            out.push_str(word);
            return after;
        }
        out.push_str(&format!("“{name}”"));
        after
    }
}

/// Returns what people call a part; something usual where it has no name.
pub(crate) fn name<'a>(part: &'a Value, usual: &'a str) -> &'a str {
    let name = part.get("name").and_then(Value::as_str);
    name.filter(|name| !name.is_empty()).unwrap_or(usual)
}

/// Returns where the kind in front of an id begins, as that of `segment:`, if a text ends with one.
fn addressed(text: &str) -> Option<usize> {
    let before = text.strip_suffix(':')?;
    let kind = before.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let is_whole = kind.len() < before.len() && !kind.ends_with(is_of_id);
    is_whole.then_some(kind.len())
}

/// Returns true for the letters of ids.
fn is_of_id(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '-'
}

/// Returns true for an id that nobody chose.
fn is_uuid(word: &str) -> bool {
    let hex = |group: &str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    word.split('-').map(str::len).eq(UUID) && word.split('-').all(hex)
}
