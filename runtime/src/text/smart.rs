//! Smart text: `${namespace.path}` tokens in a text, compiled once.
//!
//! The grammar of a token: `${`, spaces, `word(.segment)*`, spaces, `}`; a segment may itself be a token.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::Value as Json;

use super::markdown::Links;
use super::words::Words;
use crate::limits;
use crate::string::{Shared, find};
use crate::tree::Node;

/// A text with tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Smart {
    /// The pieces of the text, in order.
    pub parts: Vec<Piece>,
    /// The nodes that it became, once for each language.
    pub settled: RefCell<Vec<Settled>>,
}

/// The outcome of a text in a language.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The position of the language among those of the document.
    pub language: u8,
    /// The form of the links in them.
    pub links: Links,
    /// The nodes that it became; `None` if they may differ in another rendering.
    pub nodes: Option<Vec<Node>>,
}

/// A piece of a smart text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A text as it stands.
    Literal(Shared),
    /// A token, whose value is looked up.
    Token(Token),
    /// A Handlebars template, which is then the only piece.
    Words(Rc<Words>),
}

/// A token `${…}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// The source of the value. `None` for a word that names no namespace: the token stays as written, unless a list's
    /// variable has that name.
    pub namespace: Option<Namespace>,
    /// The path inside the namespace.
    pub path: Vec<PathStep>,
    /// The token as written.
    pub source: Shared,
    /// The position at which the document's texts had the key that it names, when it was last looked for.
    pub at: Cell<usize>,
}

/// One step of a token's path.
#[derive(Debug, Clone, PartialEq)]
pub enum PathStep {
    /// A name or a list index.
    Name(Shared),
    /// A name that is the value of tokens itself.
    Smart(Smart),
}

/// The source of a token's value.
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
    Text,
    Countdown,
}

/// A value that the document's author wrote, so that it may hold tokens.
#[derive(Debug, Clone)]
pub enum Authored {
    /// A value without tokens.
    Plain(Json),
    /// A text with tokens.
    Smart(Smart),
}

impl Namespace {
    /// Returns the namespace of a name.
    pub fn named(word: &str) -> Option<Self> {
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
            "countdown" => Self::Countdown,
            "text" => Self::Text,
            _ => return None,
        })
    }

    /// Returns whether the document's author wrote the values of this namespace.
    /// All other values are shown as they are: they hold neither markup nor further tokens.
    pub const fn is_authored(self) -> bool {
        matches!(self, Self::State | Self::Block | Self::Slide)
    }
}

impl Token {
    /// Returns the first word of the token, which may be a list's variable.
    pub fn word(&self) -> &str {
        let word = self.source.trim_start_matches("${").trim_start();
        let end = word.find(|c| !is_segment_char(c)).unwrap_or(word.len());
        &word[..end]
    }

    /// Returns the token as it is written if it names neither a namespace nor one of these variables.
    fn nameless(&self, variables: &[Shared]) -> Option<Shared> {
        let names_nothing = self.namespace.is_none()
            && (matches!(self.path.as_slice(), [PathStep::Name(name)] if name.is_empty())
                || !variables.iter().any(|name| **name == *self.word()));
        names_nothing.then(|| self.source.clone())
    }
}

impl Smart {
    /// Compiles a text that may be a Handlebars template, too. A template that is wrong stays as it is written.
    pub fn compile_text(text: &str) -> Option<Self> {
        if find(text, "{{").is_some()
            && let Ok(words) = Words::compile(text)
        {
            return Some(Self::of(vec![Piece::Words(Rc::new(words))]));
        }
        Self::compile(text)
    }

    /// Compiles the tokens of `text`; returns `None` when it holds no `${`.
    pub fn compile(text: &str) -> Option<Self> {
        find(text, "${")
            .is_some()
            .then(|| Self::of(Self::pieces(text)))
    }

    /// Makes a text of its pieces.
    const fn of(parts: Vec<Piece>) -> Self {
        Self {
            parts,
            settled: RefCell::new(Vec::new()),
        }
    }

    /// Splits a text into its tokens and what stands between them.
    pub fn pieces(text: &str) -> Vec<Piece> {
        let (mut parts, mut at) = (Vec::new(), 0);
        while let Some(found) = find(&text[at..], "${") {
            let start = at + found;
            let (token, end) = parse_token(text, start, 0).unwrap_or_else(|| wreck(text, start));
            push_literal(&mut parts, &text[at..start]);
            parts.push(Piece::Token(token));
            at = end;
        }
        push_literal(&mut parts, &text[at..]);
        parts
    }

    /// Returns the first token that names neither a namespace nor one of these variables, as it is written.
    pub fn nameless(&self, variables: &[Shared]) -> Option<Shared> {
        for part in &self.parts {
            let found = match part {
                Piece::Token(token) => token.nameless(variables),
                Piece::Words(words) => {
                    let mut tokens = words.inputs.iter();
                    tokens.find_map(|(token, _)| token.nameless(variables))
                }
                Piece::Literal(_) => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Returns the token, when the text is exactly one.
    pub fn single(&self) -> Option<&Token> {
        match self.parts.as_slice() {
            [Piece::Token(token)] => Some(token),
            _ => None,
        }
    }
}

/// Adds a piece of plain text, unless it is empty.
fn push_literal(parts: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        parts.push(Piece::Literal(text.into()));
    }
}

/// Parses the token that starts at `start` (at its `$`); returns it, and the position behind it.
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
            at: Cell::default(),
        };
        (token, end + 1)
    })
}

/// Reads what is no token though it begins like one, up to its brace or, if that is missing, to the end of its names:
/// a token that names nothing. Returns it, and the position behind it.
fn wreck(text: &str, start: usize) -> (Token, usize) {
    let rest = &text[start + 2..];
    let length = match rest.find(['{', '}']) {
        Some(at) if rest[at..].starts_with('}') => at + 1,
        _ => rest
            .find(|c| !is_segment_char(c) && c != '.')
            .unwrap_or(rest.len()),
    };
    let end = start + 2 + length;
    let token = Token {
        namespace: None,
        // A name that nothing has, not even the entry of a list.
        path: vec![PathStep::Name("".into())],
        source: text[start..end].into(),
        at: Cell::default(),
    };
    (token, end)
}

/// Parses a step of a path, which may be put together from names and tokens.
fn parse_segment(text: &str, start: usize, depth: usize) -> Option<(PathStep, usize)> {
    let mut parts = Vec::new();
    let mut at = start;
    loop {
        let rest = &text[at..];
        if rest.starts_with("${") {
            let (token, end) = parse_token(text, at, depth + 1)?;
            parts.push(Piece::Token(token));
            at = end;
            continue;
        }
        let length = rest.find(|c| !is_segment_char(c)).unwrap_or(rest.len());
        if length == 0 {
            break;
        }
        parts.push(Piece::Literal(rest[..length].into()));
        at += length;
    }
    let segment = match parts.as_slice() {
        [] => return None,
        [Piece::Literal(name)] => PathStep::Name(name.clone()),
        _ => PathStep::Smart(Smart::of(parts)),
    };
    Some((segment, at))
}

/// Returns whether a character may stand in a name; `:` sets an argument apart, as in `promoPrice:1`.
fn is_segment_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '-') || !c.is_ascii()
}

/// Returns the position of the first character that is not a space.
fn skip_spaces(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}
