//! The errors of templates.

/// The reason for which a template cannot be read or written.
#[derive(Debug, PartialEq, Eq)]
pub enum Problem {
    /// The template does not follow the grammar.
    Syntax,
    /// A block of the first name is closed with the second.
    Closed(String, String),
    /// A parameter is no value.
    Parameter(String),
    /// A value is missing that must be there.
    Missing(Option<String>),
    /// There is no helper of this name.
    Helper(String),
    /// The helper of this name lacks a parameter.
    TooFew(String),
    /// A list has no entry of this name.
    Entry(String),
    /// The output takes no more.
    Full,
}

/// An error of a template, with the line and column at which it is, from 1; 0 where that is unknown.
#[derive(Debug, PartialEq, Eq)]
pub struct Error {
    /// The reason for it.
    pub problem: Problem,
    /// The line and column of the place.
    pub place: (usize, usize),
}

impl From<Problem> for Error {
    #[cold]
    fn from(problem: Problem) -> Self {
        let place = (0, 0);
        Self { problem, place }
    }
}
