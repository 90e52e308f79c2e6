//! The answer of a tool: a text that is never too long for its reader, and perhaps a picture.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{CallToolResult, ContentBlock};

/// The most bytes of an answer's text: about 10,000 words of a model.
pub(super) const MOST: usize = 40_000;

/// An answer of a tool.
#[derive(Debug, Default)]
pub(super) struct Reply {
    text: String,
    /// A picture, as PNG.
    picture: Option<Vec<u8>>,
}

impl Reply {
    /// Adds a picture, a PNG.
    pub(super) fn with_picture(mut self, png: Option<Vec<u8>>) -> Self {
        self.picture = png;
        self
    }

    /// Returns the answer in the words of the protocol.
    pub(super) fn into_result(self) -> CallToolResult {
        let text = cut(&self.text, MOST, "ask for a smaller part");
        let mut content = vec![ContentBlock::text(text)];
        if let Some(png) = self.picture {
            content.push(ContentBlock::image(STANDARD.encode(png), "image/png"));
        }
        CallToolResult::success(content)
    }
}

impl From<String> for Reply {
    fn from(text: String) -> Self {
        Self {
            text,
            picture: None,
        }
    }
}

/// Returns a failure in the words of the protocol: the assistant reads it and goes on.
pub(super) fn failed(text: &str) -> CallToolResult {
    let text = cut(text, MOST, "ask for a smaller part");
    CallToolResult::error(vec![ContentBlock::text(text)])
}

/// Cuts a text behind its last line that fits into `most` bytes, and says how much is missing and what to do.
pub(super) fn cut(text: &str, most: usize, advice: &str) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(most);
    let head = text.get(..end).unwrap_or_default();
    let end = head
        .rfind('\n')
        .filter(|end| *end > most / 2)
        .unwrap_or(end);
    let head = text.get(..end).unwrap_or_default();
    let left = text.len() - head.len();
    format!("{head}\n… {left} more bytes are left out: {advice}")
}

/// Lists lines: the first ones, and how many are left out.
pub(super) fn lines<T: AsRef<str>>(all: &[T], most: usize) -> String {
    let mut out: String = all
        .iter()
        .take(most)
        .map(|line| line.as_ref().to_owned() + "\n")
        .collect();
    if let Some(more) = all.len().checked_sub(most).filter(|more| *more > 0) {
        out += &format!("… and {more} more\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_end_behind_a_line_and_say_so() {
        let text = "ä line of it\n".repeat(100);
        let short = cut(&text, 301, "read less");
        assert!(short.starts_with("ä line of it\nä line of it\n"), "{short}");
        assert!(
            short.ends_with("it\n… 1107 more bytes are left out: read less"),
            "{short}"
        );
        assert_eq!(
            cut("ää", 3, "read less"),
            "ä\n… 2 more bytes are left out: read less"
        );
        assert_eq!(cut("all", 3, "read less"), "all");
        assert_eq!(lines(&["a", "b", "c"], 2), "a\nb\n… and 1 more\n");
    }
}
