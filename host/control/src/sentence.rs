//! Changes in sentences.

use serde_json::Value;

use crate::content::Name;
use crate::difference::{Change, What};
use crate::operation::Operation;
use crate::section::Section;
use crate::tree::Path;

/// The most letters of a value in a sentence.
const LONGEST: usize = 80;

impl Change {
    /// Writes the change as a sentence.
    pub fn sentence(&self) -> String {
        if let Some(sentence) = self.of_text() {
            return sentence;
        }
        let place = self.place();
        match &self.what {
            What::Added { .. } => format!("{place} is new."),
            What::Removed { .. } => format!("{place} is gone."),
            What::Moved {
                from: Some(from),
                to: Some(to),
            } if from != to => {
                let [from, to] = [from, to].map(|key| if key.is_empty() { "the top" } else { key });
                format!("{place} moved from {from} to {to}.")
            }
            What::Moved { .. } => format!("{place} stands in another place among its neighbours."),
            What::Changed {
                path,
                before,
                after,
            } => match (before, after) {
                (Some(before), Some(after)) if is_list(before) && is_list(after) => {
                    format!("{place}: {} is another list.", attribute(path.to_string()))
                }
                (Some(before), Some(after)) => {
                    let attribute = attribute(path.to_string());
                    format!(
                        "{place}: {attribute} is {} (was {}).",
                        words(after),
                        words(before)
                    )
                }
                (None, Some(after)) => format!(
                    "{place}: {} is {} (was not set).",
                    attribute(path.to_string()),
                    words(after)
                ),
                (_, None) => {
                    let was = before.as_ref().map_or_else(String::new, words);
                    format!(
                        "{place}: {} is no longer set (was {was}).",
                        attribute(path.to_string())
                    )
                }
            },
        }
    }

    /// Writes the sentence about a text by key; none for other changes.
    fn of_text(&self) -> Option<String> {
        let What::Changed {
            path,
            before,
            after,
        } = &self.what
        else {
            return None;
        };
        let text = text(&self.name, path)?;
        Some(match (before, after) {
            (Some(before), Some(after)) => {
                format!("{text} is {} (was {}).", words(after), words(before))
            }
            (None, Some(after)) => format!("{text} is new: {}.", words(after)),
            (before, None) => {
                let was = before.as_ref().map_or_else(String::new, words);
                format!("{text} is gone (was {was}).")
            }
        })
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
    match (name.section, path.0.as_slice()) {
        (Section::Rest, [texts, locales, language, key])
            if texts == "texts" && locales == "locales" =>
        {
            Some(format!("The text «{key}» in {language}"))
        }
        _ => None,
    }
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
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
