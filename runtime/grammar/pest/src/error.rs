//! The errors of inputs that do not match.

use crate::Position;

/// The reason for which an input does not match, and the place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    /// The reason, by which callers tell nesting from wrong input.
    pub variant: ErrorVariant,
    /// The place of the error.
    pub line_col: LineColLocation,
}

/// The reason for which an input does not match.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorVariant {
    /// The input does not follow the grammar.
    ParsingError,
    /// Rules are nested more deeply than [`table::DEPTH`](crate::table::DEPTH).
    CustomError,
}

/// The place at which an input does not match: lines and columns from 1, columns in characters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LineColLocation {
    /// One place, by line and column.
    Pos((usize, usize)),
    /// A part of the input, by its first and last place. Parsers have no such errors.
    Span((usize, usize), (usize, usize)),
}

impl Error {
    pub(crate) fn new(variant: ErrorVariant, position: Position<'_>) -> Self {
        let line_col = LineColLocation::Pos(position.line_col());
        Self { variant, line_col }
    }
}

impl ErrorVariant {
    /// Returns the reason in words.
    pub fn message(&self) -> &'static str {
        match self {
            Self::ParsingError => "unexpected text",
            Self::CustomError => "nested too deeply",
        }
    }
}
