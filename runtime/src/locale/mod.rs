//! Numbers, money, periods and dates as a language writes them, by the rules and words of CLDR.
//!
//! `runtime/locales/generate.mjs` makes the tables, and `table` finds in them the entries of a locale. Nothing happens at
//! load.

pub mod date;
pub mod number;
pub mod period;
pub mod plural;
mod table;
pub mod tag;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;

pub use table::add;
use table::{Position, Record, SECTIONS, Section};

/// The language and region that texts are written for, as a BCP 47 tag.
///
/// Data that a region lacks comes from the locale above it (`de-AT`, `de`, the root). A language that is not known is
/// written as English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    tag: String,
    place: Position,
    /// The table's entries for this locale by section, each read when first asked for: a page has prices in many texts.
    records: [OnceCell<Record>; SECTIONS],
    /// The currency first asked for, and its symbol: most pages have one currency.
    currency: OnceCell<(String, String)>,
}

impl Locale {
    /// Makes the locale of a BCP 47 tag, in any letter case, with `-` or `_`. Extensions (`-u-…`) have no effect.
    pub fn new(tag: impl Into<String>) -> Self {
        let tag = tag.into();
        let place = Position::of(&tag);
        Self {
            tag,
            place,
            // Nothing is read before it is asked for: most pages have no date.
            records: [const { OnceCell::new() }; SECTIONS],
            currency: OnceCell::new(),
        }
    }

    /// Returns the tag as it was given.
    pub fn as_str(&self) -> &str {
        &self.tag
    }

    /// Returns whether the locale's script runs from right to left.
    pub fn is_rtl(&self) -> bool {
        self.place.is_rtl()
    }

    /// Returns the locale's entry in a section, reading it from the table the first time.
    fn record(&self, section: Section) -> &Record {
        self.records[section as usize].get_or_init(|| self.place.record(section))
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self::new("en-US")
    }
}
