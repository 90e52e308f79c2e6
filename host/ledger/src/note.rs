//! Notes: the words of those in charge on what they did.

use serde::{Deserialize, Serialize};

/// The word of somebody in charge on what they did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Note {
    /// The one who did it.
    pub by: String,
    /// The reason for it.
    pub why: String,
}

impl Note {
    /// Says who did it and why, as the end of a sentence.
    pub(super) fn words(&self) -> String {
        let by = match self.by.as_str() {
            "" => "somebody in charge",
            by => by,
        };
        match self.why.as_str() {
            "" => by.to_owned(),
            why => format!("{by}: {why}"),
        }
    }
}
