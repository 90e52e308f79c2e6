//! Translations that come back from translators.

use std::collections::BTreeSet;

use crate::section::{hash, is_tag};
use crate::{Error, Section};

/// A text that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The language, as a BCP 47 tag.
    pub locale: String,
    /// The key of the text.
    pub key: String,
    /// The text that it was translated from, if the file has it.
    pub source: Option<String>,
    /// The translation; `None` where there is none yet.
    pub target: Option<String>,
    /// True if a translator says that it is done, so that it counts as a translation of the source even if it did not change.
    pub done: bool,
    /// The line of the file.
    pub line: u64,
}

/// A text that was not taken over, or not as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// A stable code.
    pub code: &'static str,
    /// The line of the file.
    pub line: u64,
    /// A sentence for people.
    pub message: String,
}

/// A document with translations, and what was left out of it.
#[derive(Debug)]
pub struct Merged {
    /// The document with the translations in it.
    pub document: String,
    /// The count of texts that are new or changed.
    pub changed: usize,
    /// The translations that were left out.
    pub left: Vec<Left>,
}

/// Puts translations into a document. A text that the files lack, or have empty, stays as it is.
///
/// A text that is new or has changed is noted with the hash of what it was translated from.
///
/// # Errors
/// Fails for a document that is no JSON, or has no texts.
pub fn merge(document: &str, translations: &[Translation]) -> Result<Merged, Error> {
    let mut section = Section::read(document)?.ok_or(Error::NoTexts)?;
    let (mut left, mut changed, mut seen) = (Vec::new(), 0, BTreeSet::new());
    let known: Vec<_> = section.locales().map(str::to_owned).collect();
    let mut told = BTreeSet::new();
    for translation in translations {
        let locale = translation.locale.as_str();
        // A spreadsheet's `DE` is the document's `de`.
        let locale = known
            .iter()
            .find(|known| same(known, locale))
            .map_or(locale, |known| known);
        let key = translation.key.as_str();
        if !is_tag(locale) {
            // All of a column is left out for one reason, which is told once.
            if told.insert(locale) {
                left.push(Left {
                    code: "bad_locale",
                    line: translation.line,
                    message: format!(
                        "\"{locale}\" is no BCP 47 tag, such as \"pt-BR\": its column is no language, and left out"
                    ),
                });
            }
            continue;
        }
        let problem = refused(&section, locale, translation, &mut seen);
        if let Some((code, message)) = problem {
            left.push(Left {
                code,
                line: translation.line,
                message,
            });
            continue;
        }
        let Some(target) = translation
            .target
            .as_deref()
            .filter(|target| !target.is_empty())
        else {
            continue;
        };
        let now = section
            .text(section.default(), key)
            .unwrap_or_default()
            .to_owned();
        let source = translation.source.clone().unwrap_or(now);
        let is_new = section.text(locale, key) != Some(target);
        if is_new || translation.done && section.is_stale(locale, key) {
            section.set(locale, key, target, &hash(&source));
            changed += usize::from(is_new);
        }
    }
    let document = if section.is_changed() {
        section.put_into(document)
    } else {
        document.to_owned()
    };
    Ok(Merged {
        document,
        changed,
        left,
    })
}

/// Returns whether two names are the same language's.
fn same(one: &str, other: &str) -> bool {
    one.replace('_', "-")
        .eq_ignore_ascii_case(&other.replace('_', "-"))
}

/// Returns why a translation cannot be taken over.
fn refused<'a>(
    section: &Section,
    locale: &'a str,
    translation: &'a Translation,
    seen: &mut BTreeSet<(&'a str, &'a str)>,
) -> Option<(&'static str, String)> {
    let key = translation.key.as_str();
    let source = section.text(section.default(), key);
    let Some(source) = source else {
        let message =
            format!("the document has no text with the key \"{key}\"; its {locale} is left out");
        return Some(("unknown_text", message));
    };
    if locale == section.default() {
        let same = translation
            .target
            .as_deref()
            .is_none_or(|target| target == source);
        let message = format!(
            "\"{key}\" is another text in the document; change the default language ({locale}) there"
        );
        return (!same).then_some(("source_differs", message));
    }
    if !seen.insert((locale, key)) {
        let message = format!("\"{key}\" comes twice in {locale}; the first one counts");
        return Some(("text_twice", message));
    }
    None
}
