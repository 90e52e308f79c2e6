//! Why an input does not match.

use crate::Position;

/// Why and where an input does not match.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    /// Why.
    pub variant: ErrorVariant,
    /// Where.
    pub line_col: LineColLocation,
}

/// Why an input does not match.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorVariant {
    /// It is not what the grammar says.
    ParsingError,
    /// Rules are nested more deeply than [`table::DEPTH`](crate::table::DEPTH).
    CustomError,
}

/// Where an input does not match: lines and columns from 1, columns in characters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LineColLocation {
    /// At a line and column.
    Pos((usize, usize)),
    /// From one to another. Parsers have no such errors.
    Span((usize, usize), (usize, usize)),
}

impl Error {
    pub(crate) fn new(variant: ErrorVariant, position: Position<'_>) -> Self {
        let line_col = LineColLocation::Pos(position.line_col());
        Self { variant, line_col }
    }
}

impl ErrorVariant {
    /// Why, in words.
    pub fn message(&self) -> &'static str {
        match self {
            Self::ParsingError => "unexpected text",
            Self::CustomError => "nested too deeply",
        }
    }
}
