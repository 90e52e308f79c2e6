//! Joined and shared texts.
//!
//! Cold code joins texts here, not with `format!`: each formatted text is code of its own in the module.

use std::rc::Rc;

/// A text that many may share.
pub type Shared = Rc<str>;

/// Joins texts into one. The standard library's own function is larger: it writes out each width of separator.
pub fn concat(texts: &[&str]) -> String {
    let mut out = String::new();
    push(&mut out, texts);
    out
}

/// Returns the position of a short text in another one. The standard library prepares for long texts, which takes longer
/// than looking through those of a paywall.
pub fn find(text: &str, wanted: &str) -> Option<usize> {
    let (bytes, wanted) = (text.as_bytes(), wanted.as_bytes());
    let first = *wanted.first()?;
    let is_there = |at: &usize| {
        let rest = bytes.get(*at..).unwrap_or_default();
        rest.first() == Some(&first) && rest.starts_with(wanted)
    };
    (0..bytes.len()).find(is_there)
}

/// Appends texts to another. Formatting would do the same, slower and with more code in the module.
pub fn push(out: &mut String, texts: &[&str]) {
    for text in texts {
        out.push_str(text);
    }
}
