//! The helpers that the language itself has.

use serde_json::Value as Json;

use crate::call::Asked;
use crate::compare::compare;
use crate::error::{Error, Problem};

/// The helpers of the language.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(crate) enum Helper {
    If,
    Unless,
    Each,
    With,
    Raw,
    Log,
    Eq,
    Ne,
    Gt,
    Gte,
    Lt,
    Lte,
    And,
    Or,
    Not,
    Lookup,
    Len,
    /// One of those that the language of a template has besides.
    Own,
}

const NAMES: [(&str, Helper); 17] = [
    ("if", Helper::If),
    ("unless", Helper::Unless),
    ("each", Helper::Each),
    ("with", Helper::With),
    ("raw", Helper::Raw),
    ("log", Helper::Log),
    ("eq", Helper::Eq),
    ("ne", Helper::Ne),
    ("gt", Helper::Gt),
    ("gte", Helper::Gte),
    ("lt", Helper::Lt),
    ("lte", Helper::Lte),
    ("and", Helper::And),
    ("or", Helper::Or),
    ("not", Helper::Not),
    ("lookup", Helper::Lookup),
    ("len", Helper::Len),
];

impl Helper {
    /// Returns the helper of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (_, helper) = NAMES.iter().find(|(own, _)| *own == name)?;
        Some(*helper)
    }

    /// Returns whether the helper writes its template, and answers nothing.
    pub(crate) fn writes(self) -> bool {
        self <= Self::Log
    }

    /// Returns whether the helper answers true or false, by which a block chooses its template.
    pub(crate) fn chooses(self) -> bool {
        !self.writes() && self <= Self::Not
    }
}

/// Makes the error for a helper that lacks a parameter.
#[cold]
pub(crate) fn few(asked: &Asked<'_>) -> Error {
    Problem::TooFew(asked.name().to_owned()).into()
}

/// Returns the count of a value's entries, or of a text's bytes.
pub(crate) fn length(value: &Json) -> usize {
    match value {
        Json::Array(list) => list.len(),
        Json::Object(map) => map.len(),
        Json::String(text) => text.len(),
        _ => 0,
    }
}

/// Returns whether a comparison holds.
pub(crate) fn holds(helper: Helper, one: &Json, other: &Json) -> bool {
    if helper <= Helper::Ne {
        return (one == other) == (helper == Helper::Eq);
    }
    let Some(order) = compare(one, other) else {
        return false;
    };
    match helper {
        Helper::Gt => order.is_gt(),
        Helper::Gte => order.is_ge(),
        Helper::Lt => order.is_lt(),
        _ => order.is_le(),
    }
}
