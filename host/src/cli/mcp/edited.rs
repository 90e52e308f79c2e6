//! Edits as tools tell of them.

/// An edit that was saved.
#[derive(Debug)]
pub(super) struct Edited {
    /// The number of the edit.
    pub number: i64,
    /// The edit in sentences.
    pub sentences: Vec<String>,
}

/// An edit of a draft, or of the file since the server started.
#[derive(Debug)]
pub(super) struct Told {
    /// The number of the edit.
    pub number: i64,
    /// The id of the author.
    pub author: String,
    /// The edit in sentences.
    pub sentences: Vec<String>,
}
