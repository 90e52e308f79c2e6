//! Templates as they are kept, and what they are written with.

use serde_json::Value as Json;

use crate::call::Asked;
use crate::path::Path;

/// A template that was read.
#[derive(Debug, Default)]
pub struct Template {
    pub(crate) parts: Vec<Part>,
}

/// A part of a template, and the line and column at which it stands; 0 where it has none of its own.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) element: Element,
    pub(crate) place: (usize, usize),
}

/// The content of a part.
#[derive(Debug)]
pub(crate) enum Element {
    /// A comment, which writes nothing.
    Nothing,
    /// A text that is written as it stands.
    Text(String),
    /// A value or the answer of a helper; with `true`, it is written unescaped.
    Value(Box<Call>, bool),
    /// A helper with a template.
    Block(Box<Call>),
}

/// A call of a helper, or a value alone.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: Word,
    pub(crate) params: Vec<Word>,
    pub(crate) hash: Vec<(String, Word)>,
    /// The names between bars: that of the value, and that of its key.
    pub(crate) names: Vec<String>,
    pub(crate) template: Option<Template>,
    pub(crate) inverse: Option<Template>,
    pub(crate) is_block: bool,
}

/// A name or a parameter.
#[derive(Debug)]
pub(crate) enum Word {
    Name(String),
    Path(Path),
    Literal(Json),
    Call(Box<Call>),
}

impl Word {
    /// Returns the word as it is written, if it is a name or a path.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Path(path) => Some(&path.raw),
            _ => None,
        }
    }
}

/// The helpers that templates may call, and the way values are written.
pub struct Language {
    /// True if a value that is missing is an error.
    pub strict: bool,
    /// Writes the values so that they mean nothing else where they stand.
    pub escape: fn(&str) -> String,
    /// The names of helpers beside those of the language. Each has at least one parameter.
    pub helpers: &'static [&'static str],
    /// Answers such a helper.
    pub answer: fn(&Asked<'_>) -> Json,
}

/// The text that a template is written into.
pub trait Output {
    /// Takes a text, or returns false if it takes no more.
    fn write(&mut self, text: &str) -> bool;
}

impl Template {
    /// Returns the depth to which the loops of the template are nested.
    #[must_use]
    pub fn loops(&self) -> u32 {
        let mut most = 0;
        for part in &self.parts {
            if let Element::Block(block) = &part.element {
                let mut inside = 0;
                for branch in [&block.template, &block.inverse].into_iter().flatten() {
                    inside = inside.max(branch.loops());
                }
                // A name that is only known while writing may be that of a loop.
                let is_loop = block.name.name().is_none_or(|name| name == "each");
                most = most.max(inside + u32::from(is_loop));
            }
        }
        most
    }
}
