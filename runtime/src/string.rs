//! Texts put together, and texts shared.
//!
//! Cold code uses these in place of `format!`: each formatted text is code of its own in the module.

use std::rc::Rc;

/// A text that many may share.
pub type Shared = Rc<str>;

/// Several texts as one. The standard library's own is large: it writes out each width of separator.
pub fn concat(texts: &[&str]) -> String {
    let mut out = String::new();
    push(&mut out, texts);
    out
}

/// Appends several texts. Formatting would do the same with more code in the module, and slower.
pub fn push(out: &mut String, texts: &[&str]) {
    for text in texts {
        out.push_str(text);
    }
}
