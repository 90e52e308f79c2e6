//! Changes in sentences.

use serde_json::Value;

use crate::content::Name;
use crate::difference::{Change, What};
use crate::named::Names;
use crate::operation::Operation;
use crate::section::Section;
use crate::tree::Path;

/// The most letters of a value in a sentence.
const LONGEST: usize = 80;
/// The attributes whose values are ids. What an author wrote elsewhere may be an id by chance.
const NAMING: [&str; 8] = [
    "paywall", "product", "products", "audience", "rule", "after", "on", "segment",
];

impl Change {
    /// Writes the change as a sentence.
    pub fn sentence(&self) -> String {
        match text_of(&self.name, &self.what) {
            Some((key, language)) => {
                format!("{} {}", called(key, language), self.said_of_text())
            }
            None => self.said(Some(&self.place()), None),
        }
    }

    /// Says what became of something, which has a name here or is meant by the words around; names are those of values
    /// that are ids.
    pub(crate) fn said(&self, place: Option<&str>, names: Option<&Names>) -> String {
        let it = place.unwrap_or("It");
        match &self.what {
            What::Added { .. } => format!("{it} is new."),
            What::Removed { .. } => format!("{it} is gone."),
            What::Moved {
                from: Some(from),
                to: Some(to),
            } if from != to => {
                let [from, to] = [from, to].map(|key| if key.is_empty() { "the top" } else { key });
                format!("{it} moved from {from} to {to}.")
            }
            What::Moved { .. } => format!("{it} stands in another place among its neighbours."),
            What::Changed {
                path,
                before,
                after,
            } => {
                let names = names.filter(|_| {
                    path.0
                        .last()
                        .is_some_and(|field| NAMING.contains(&field.as_str()))
                });
                let words = |value: &Value| {
                    let words = words(value);
                    names.map_or(words.clone(), |names| names.put(&words))
                };
                let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
                let attribute = attribute(path.to_string());
                match (before, after) {
                    (Some(before), Some(after)) if is_list(before) && is_list(after) => {
                        format!("{place}{attribute} is another list.")
                    }
                    (Some(before), Some(after)) => format!(
                        "{place}{attribute} is {} (was {}).",
                        words(after),
                        words(before)
                    ),
                    (None, Some(after)) => {
                        format!("{place}{attribute} is {} (was not set).", words(after))
                    }
                    (before, None) => {
                        let was = before.as_ref().map_or_else(String::new, words);
                        format!("{place}{attribute} is no longer set (was {was}).")
                    }
                }
            }
        }
    }

    /// Says what became of a text by key.
    pub(crate) fn said_of_text(&self) -> String {
        let What::Changed { before, after, .. } = &self.what else {
            return String::new();
        };
        match (before, after) {
            (Some(before), Some(after)) => {
                format!("is {} (was {}).", words(after), words(before))
            }
            (None, Some(after)) => format!("is new: {}.", words(after)),
            (before, None) => {
                let was = before.as_ref().map_or_else(String::new, words);
                format!("is gone (was {was}).")
            }
        }
    }

    /// Returns what the change is about.
    fn place(&self) -> String {
        let name = &self.name;
        let part = match name.section {
            Section::Rest => "The app's settings".to_owned(),
            section => {
                let noun = capital(section.noun());
                let title = self.title.as_deref().filter(|_| self.id.is_none());
                match title {
                    Some(title) if *title != name.part => {
                        format!("{noun} «{title}» ({})", name.part)
                    }
                    _ => format!("{noun} {}", name.part),
                }
            }
        };
        match (&self.id, &self.title) {
            (None, _) => part,
            (Some(id), Some(title)) if title != id => format!("{part}: «{title}» ({id})"),
            (Some(id), _) => format!("{part}: {id}"),
        }
    }
}

impl Operation {
    /// Writes the operation as a sentence, for the history of a draft.
    pub fn sentence(&self) -> String {
        let place = |id: &str| place(&self.part(), Some(id).filter(|id| !id.is_empty()));
        if let Self::Set { path, .. } | Self::Unset { path, .. } = self
            && let Some(text) = text(&self.part(), path)
        {
            return match self {
                Self::Set { value, .. } => format!("{text} is {}.", words(value)),
                _ => format!("{text} is gone."),
            };
        }
        match self {
            Self::Set { id, path, .. } if id.is_empty() && path.0.is_empty() => {
                format!("{} is replaced.", place(""))
            }
            Self::Set {
                id, path, value, ..
            } if is_list(value) => {
                format!("{}: {path} is another list.", place(id))
            }
            Self::Set {
                id, path, value, ..
            } => format!("{}: {path} is {}.", place(id), words(value)),
            Self::Unset { id, path, .. } => {
                format!("{}: {path} is no longer set.", place(id))
            }
            Self::Insert { into: None, .. } => format!("{} is new.", place("")),
            Self::Insert { value, .. } => {
                let named = ["id", "name", "segment"].map(|field| value.get(field)?.as_str());
                let id = named.into_iter().flatten().next().unwrap_or_default();
                format!("{} is new.", place(id))
            }
            Self::Remove { id, .. } => format!("{} is gone.", place(id)),
            Self::Move {
                id,
                into: Some(into),
                ..
            } if !into.parent.is_empty() => {
                format!("{} is in {} now.", place(id), into.parent)
            }
            Self::Move { id, .. } => {
                format!("{} stands in another place.", place(id))
            }
            Self::Rename { id, to, .. } => format!("{} has the id {to} now.", place(id)),
        }
    }
}

/// Returns what a part, or a thing in it, is called.
fn place(name: &Name, id: Option<&str>) -> String {
    let part = match name.section {
        Section::Rest => "The app's settings".to_owned(),
        section => format!("{} {}", capital(section.noun()), name.part),
    };
    id.map_or(part.clone(), |id| format!("{part}: {id}"))
}

/// Returns what a text by key is called, if a path leads to one.
fn text(name: &Name, path: &Path) -> Option<String> {
    keyed(name, path).map(|(key, language)| called(key, language))
}

/// Returns the key and the language of the text that changed, if one did.
pub(crate) fn text_of<'a>(name: &Name, what: &'a What) -> Option<(&'a str, &'a str)> {
    match what {
        What::Changed { path, .. } => keyed(name, path),
        _ => None,
    }
}

/// Returns the key and the language of the text to which a path leads, if it leads to one.
fn keyed<'a>(name: &Name, path: &'a Path) -> Option<(&'a str, &'a str)> {
    match (name.section, path.0.as_slice()) {
        (Section::Rest, [texts, locales, language, key])
            if texts == "texts" && locales == "locales" =>
        {
            Some((key, language))
        }
        _ => None,
    }
}

/// Returns what a text by key is called.
fn called(key: &str, language: &str) -> String {
    format!("The text «{key}» in {language}")
}

/// Returns what an attribute is called; the value of a part without attributes has no name.
fn attribute(path: String) -> String {
    if path.is_empty() {
        "the value".to_owned()
    } else {
        path
    }
}

/// Returns true for a list.
fn is_list(value: &Value) -> bool {
    value.is_array()
}

/// Writes a value, shortened.
fn words(value: &Value) -> String {
    let text = value.to_string();
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Returns a text with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
