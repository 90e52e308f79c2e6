//! Repetitions: the list that a component repeats its children for, which is in the document, in the state,
//! or from the app.

use serde_json::Value as Json;

use super::condition::Condition;
use crate::json;
use crate::reader::{Fields, Warnings};
use crate::string::Shared;
use crate::text::smart::{Authored, Smart};

/// The repetition of a component's children.
#[derive(Debug, Clone)]
pub struct Loop {
    /// The list: itself, a token that gives it, or (for carousels) its name among the state's slides.
    pub source: Authored,
    /// The word that names an entry in tokens, besides the format's own word.
    pub variable: Shared,
    /// The format's own word: `block` or `slide`.
    pub word: &'static str,
    /// The conditions under which an entry is shown.
    pub conditions: Condition,
}

impl Loop {
    /// Reads `loopSource`, `loopVariable` and `loopSourceConditions`.
    pub fn read(fields: &Fields<'_>, word: &'static str, warnings: &mut Warnings) -> Self {
        let source = match fields.get("loopSource") {
            // A list may be written as a text.
            Some(Json::String(text)) if text.trim_start().starts_with('[') => {
                Authored::Plain(json::parsed(text))
            }
            Some(Json::String(text)) => Smart::compile(text)
                .map_or_else(|| Authored::Plain(Json::from(&**text)), Authored::Smart),
            other => Authored::Plain(other.cloned().unwrap_or_default()),
        };
        if matches!(&source, Authored::Plain(value) if !value.is_array() && (word == "block" || !value.is_string()))
        {
            warnings.add(
                "wrong_type",
                &fields.path.key("loopSource"),
                "expected a list, or a text that gives one; nothing is shown",
            );
        }
        Self {
            source,
            variable: fields
                .shared_option("loopVariable", warnings)
                .unwrap_or_else(|| word.into()),
            word,
            conditions: Condition::list(fields, "loopSourceConditions", warnings),
        }
    }
}
