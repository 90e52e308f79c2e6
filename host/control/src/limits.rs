//! The limits of what people send: each has an error of its own.

/// The most bytes of a document, and of an edit.
pub const DOCUMENT_BYTES: usize = 16 << 20;
/// The most parts of a document.
pub const PARTS: usize = 20_000;
/// The most operations of an edit.
pub const OPERATIONS: usize = 500;
/// The most bytes of an id.
pub const ID_BYTES: usize = 200;
/// The most conflicts of a merge, and changes of a difference, that are listed.
pub const LISTED: usize = 10_000;
