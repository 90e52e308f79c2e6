//! The keys that a document uses.

use std::collections::BTreeMap;

use crate::json::{Found, fields, raw, strings};
use crate::{Error, Section};

/// The use of keys in a document.
#[derive(Debug, Default)]
pub struct Usage {
    /// The JSON paths of the texts that name a key, by key.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Keys of which a part is only known when they are shown, with `*` in place of it.
    pub patterns: Vec<String>,
}

impl Usage {
    /// Returns whether a key is named, or may be.
    pub fn names(&self, key: &str) -> bool {
        self.keys.contains_key(key) || self.patterns.iter().any(|pattern| fits(key, pattern))
    }

    fn add(&mut self, found: &Found<'_>) {
        for key in keys(found.text) {
            if key.contains('*') {
                self.patterns.push(key);
            } else {
                self.keys
                    .entry(key)
                    .or_default()
                    .push(found.path.to_owned());
            }
        }
    }
}

/// Finds all keys that a document uses: in its paywalls and custom components, and in the texts themselves.
///
/// # Errors
/// Fails for a document that is no JSON.
pub fn usage(document: &str) -> Result<Usage, Error> {
    let mut out = Usage::default();
    let whole = raw(document)?;
    for (name, value) in fields(whole).0 {
        // The texts are looked through below, without the hashes.
        if name != "texts" {
            let path = crate::json::at("$", &name);
            strings(document, value, &path, &[], &mut |found| {
                // The configuration's own texts are no use of theirs either.
                if !found.path.starts_with("$.platform_config.texts")
                    && !found.path.starts_with("$.appConfig.texts")
                {
                    out.add(found);
                }
            });
        }
    }
    if let Ok(Some(section)) = Section::read(document) {
        for locale in section.locales() {
            for (key, text) in section.texts(locale) {
                let path = format!("{}.locales.{locale}.{key}", section.path());
                for named in keys(text) {
                    // A text that names itself is not used by that.
                    if named != key {
                        out.keys.entry(named).or_default().push(path.clone());
                    }
                }
            }
        }
    }
    Ok(out)
}

/// Lists the keys that a text names, in tokens and in tags, with `*` for tokens inside.
fn keys(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices("text.") {
        let before = text[..at].trim_end_matches(' ');
        let in_tag = text[..at]
            .rfind("{{")
            .is_some_and(|open| !text[open..at].contains("}}"));
        let begins = text[..at]
            .chars()
            .next_back()
            .is_none_or(|sign| !(sign.is_alphanumeric() || "._-:".contains(sign)));
        if begins && (before.ends_with("${") || in_tag) {
            out.extend(key(&text[at + "text.".len()..]));
        }
    }
    out
}

/// Reads the key that a text begins with.
fn key(text: &str) -> Option<String> {
    let (mut out, mut depth) = (String::new(), 0_usize);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '$' if signs.peek() == Some(&'{') => {
                signs.next();
                if depth == 0 {
                    out.push('*');
                }
                depth += 1;
            }
            '}' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            sign if sign.is_alphanumeric() || "._:-".contains(sign) => out.push(sign),
            _ => break,
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Returns whether a key fits a pattern, in which `*` stands for anything.
fn fits(key: &str, pattern: &str) -> bool {
    let mut rest = key;
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(after) = rest.strip_prefix(first) else {
        return false;
    };
    rest = after;
    let pieces: Vec<&str> = pieces.collect();
    for (index, piece) in pieces.iter().enumerate() {
        let is_last = index + 1 == pieces.len();
        let found = if is_last {
            rest.ends_with(piece).then(|| rest.len() - piece.len())
        } else {
            rest.find(piece)
        };
        let Some(at) = found else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_tokens_and_tags() {
        for (text, expected) in [
            ("${text.a} and ${ text.b-c.d }", vec!["a", "b-c.d"]),
            ("{{default text.a \"x\"}} text.b", vec!["a"]),
            ("{{x}} text.a", vec![]),
            ("${context.a} ${state.text.b}", vec![]),
            ("${text.plan-${sku.id}-long}", vec!["plan-*-long"]),
            ("${text.${state.a.${sku.b}}}", vec!["*"]),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn patterns_stand_for_all_keys_that_may_be_meant() {
        for (key, pattern, expected) in [
            ("plan-year-long", "plan-*-long", true),
            ("plan-long", "plan-*-long", false),
            ("a.b.c", "a.*", true),
            ("a", "*", true),
            ("xa", "*a", true),
            ("ax", "*a", false),
            ("a1b2c", "a*b*c", true),
            ("a1c", "a*b*c", false),
        ] {
            assert_eq!(fits(key, pattern), expected, "{key} {pattern}");
        }
    }
}
