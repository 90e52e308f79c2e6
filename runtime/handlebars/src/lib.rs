//! Handlebars, as the module uses it: a template is read, and written with JSON values.
//!
//! The grammar, the answers and the order of errors are those of the Handlebars crate, with which tests compare it. That
//! crate would weigh more than twice as much in the module, as it also has what the module never lets in: partials,
//! decorators, helpers and templates by name that come and go, and indentation.

mod call;
mod compare;
mod error;
mod path;
mod read;
mod value;
mod write;

use serde_json::Value as Json;

pub use call::Asked;
pub use error::{Error, Problem};

use path::Path;

/// A template that was read.
#[derive(Debug, Default)]
pub struct Template {
    parts: Vec<Part>,
}

/// A part of a template, and the line and column at which it stands; 0 where it has none of its own.
#[derive(Debug)]
struct Part {
    element: Element,
    place: (usize, usize),
}

/// What a part is.
#[derive(Debug)]
enum Element {
    /// A comment.
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
struct Call {
    name: Word,
    params: Vec<Word>,
    hash: Vec<(String, Word)>,
    /// The names between bars: that of the value, and that of its key.
    names: Vec<String>,
    template: Option<Template>,
    inverse: Option<Template>,
    is_block: bool,
}

/// A name or a parameter.
#[derive(Debug)]
enum Word {
    Name(String),
    Path(Path),
    Literal(Json),
    Call(Box<Call>),
}

impl Word {
    /// Returns the word as it is written, if it is a name or a path.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Path(path) => Some(&path.raw),
            _ => None,
        }
    }
}

/// What templates may call, and how values are written.
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

/// What a template is written into.
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
