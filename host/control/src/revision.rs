//! Revisions: a content, where it comes from, who made it and why.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::canonical::{self, Hash};
use crate::error::Error;

/// The most revisions that one comes from.
const PARENTS: usize = 2;
/// The most bytes of a message.
const MESSAGE_BYTES: usize = 4_096;

/// The content of an app at one moment, with its history. Its hash is its name, so it never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The hash of the manifest.
    pub manifest: Hash,
    /// The revisions that it comes from: none for the first one, two after a merge.
    pub parents: Vec<Hash>,
    /// The reason, in the author's words.
    pub message: String,
    /// The author: the id of a person or of a token.
    pub author: String,
    /// The time, in epoch milliseconds.
    pub at: i64,
    /// The version of the engine that looked at it.
    pub engine: String,
}

impl Revision {
    /// Returns the hash of the revision.
    ///
    /// # Errors
    /// `too_many_parents`, `message_too_long`, `inexact_number`.
    pub fn hash(&self) -> Result<Hash, Error> {
        if self.parents.len() > PARENTS {
            return Err(Error::new(
                "too_many_parents",
                "expected at most two parents",
            ));
        }
        if self.message.len() > MESSAGE_BYTES {
            let message = format!("expected a message of at most {MESSAGE_BYTES} bytes");
            return Err(Error::new("message_too_long", message));
        }
        canonical::hash(&json!(self))
    }
}
