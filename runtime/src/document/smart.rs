//! Smart text: `${namespace.path}` tokens in a text, compiled once.
//!
//! Source of the grammar: `${` spaces, `word(.segment)*`, spaces, `}`; a segment may itself be a token.

use std::rc::Rc;

use crate::limits;
use crate::string::Shared;
use crate::template::text::Words;

/// A text with tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Smart {
    /// What the text is made of, in order.
    pub parts: Vec<Part>,
}

/// A piece of a smart text.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Text as it stands.
    Literal(Shared),
    /// Something to look up.
    Token(Token),
    /// A Handlebars template: then it is the only part.
    Words(Rc<Words>),
}

/// One `${…}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Where to look; `None` is a word that names no namespace, and the token stays as written.
    pub namespace: Option<Namespace>,
    /// What to look up there.
    pub path: Vec<Segment>,
    /// The token as written.
    pub source: Shared,
}

/// One step of a token's path.
#[derive(Debug, Clone, PartialEq)]
pub enum Segment {
    /// A name or a list index.
    Name(Shared),
    /// A name that is itself looked up.
    Smart(Smart),
}

/// Where a token's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the format's own")]
pub enum Namespace {
    State,
    Launch,
    Sku,
    Customer,
    UrlParams,
    Flow,
    Block,
    Slide,
    Media,
}

impl Namespace {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "state" => Self::State,
            "launch" => Self::Launch,
            "sku" => Self::Sku,
            "customer" => Self::Customer,
            "urlParams" => Self::UrlParams,
            "flow" => Self::Flow,
            "block" => Self::Block,
            "slide" => Self::Slide,
            "media" => Self::Media,
            _ => return None,
        })
    }

    /// Whether the author of the document wrote the values found there.
    /// All others are shown as they are: they hold neither markup nor further tokens.
    pub const fn is_authored(self) -> bool {
        matches!(self, Self::State | Self::Block | Self::Slide)
    }
}

impl Token {
    /// Its first word.
    pub fn word(&self) -> &str {
        let word = self.source.trim_start_matches("${").trim_start();
        let end = word.find(|c| !is_segment_char(c)).unwrap_or(word.len());
        &word[..end]
    }
}

impl Smart {
    /// The compiled form of a text that may be a Handlebars template, too; one that is wrong stays as it is written.
    pub fn compile_text(text: &str) -> Option<Self> {
        if text.contains("{{")
            && let Ok(words) = Words::compile(text)
        {
            let parts = vec![Part::Words(Rc::new(words))];
            return Some(Self { parts });
        }
        Self::compile(text)
    }

    /// The compiled form of `text`; `None` when it holds no token.
    pub fn compile(text: &str) -> Option<Self> {
        if !text.contains("${") {
            return None;
        }
        let mut parts = Vec::new();
        let mut literal_from = 0;
        let mut at = 0;
        while let Some(found) = text[at..].find("${") {
            let start = at + found;
            match parse_token(text, start, 0) {
                Some((token, end)) => {
                    push_literal(&mut parts, &text[literal_from..start]);
                    parts.push(Part::Token(token));
                    (literal_from, at) = (end, end);
                }
                None => at = start + 2,
            }
        }
        push_literal(&mut parts, &text[literal_from..]);
        parts
            .iter()
            .any(|part| matches!(part, Part::Token(_)))
            .then_some(Self { parts })
    }

    /// The token, when the text is exactly one.
    pub fn single(&self) -> Option<&Token> {
        match self.parts.as_slice() {
            [Part::Token(token)] => Some(token),
            _ => None,
        }
    }
}

fn push_literal(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Literal(text.into()));
    }
}

/// The token that starts at `start` (at its `$`), and where the text goes on after it.
fn parse_token(text: &str, start: usize, depth: usize) -> Option<(Token, usize)> {
    if depth > limits::SMART_TEXT_DEPTH {
        return None;
    }
    let mut at = skip_spaces(text, start + 2);
    let word_end = at
        + text[at..]
            .find(|c| !is_segment_char(c))
            .unwrap_or(text.len() - at);
    let word = &text[at..word_end];
    if word.is_empty() {
        return None;
    }
    at = word_end;
    let mut path = Vec::new();
    while text[at..].starts_with('.') {
        let (segment, end) = parse_segment(text, at + 1, depth)?;
        path.push(segment);
        at = end;
    }
    let end = skip_spaces(text, at);
    text[end..].starts_with('}').then(|| {
        let token = Token {
            namespace: Namespace::named(word),
            path,
            source: text[start..=end].into(),
        };
        (token, end + 1)
    })
}

fn parse_segment(text: &str, start: usize, depth: usize) -> Option<(Segment, usize)> {
    let mut parts = Vec::new();
    let mut at = start;
    loop {
        let rest = &text[at..];
        if rest.starts_with("${") {
            let (token, end) = parse_token(text, at, depth + 1)?;
            parts.push(Part::Token(token));
            at = end;
            continue;
        }
        let length = rest.find(|c| !is_segment_char(c)).unwrap_or(rest.len());
        if length == 0 {
            break;
        }
        parts.push(Part::Literal(rest[..length].into()));
        at += length;
    }
    let segment = match parts.as_slice() {
        [] => return None,
        [Part::Literal(name)] => Segment::Name(name.clone()),
        _ => Segment::Smart(Smart { parts }),
    };
    Some((segment, at))
}

fn is_segment_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '-')
}

fn skip_spaces(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}
