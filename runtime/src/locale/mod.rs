//! How a language writes numbers, money, periods and dates: the rules and words of CLDR.
//!
//! `cldr.bin` is made by `runtime/locales/generate.mjs`; [`table`] finds what it says of a locale. Nothing happens at load.

pub mod date;
pub mod number;
pub mod period;
pub mod plural;
mod table;

#[cfg(test)]
mod tests;

use std::cell::OnceCell;

use table::{Place, Record, SECTIONS, Section};

/// For whom texts are written, as a BCP 47 tag.
///
/// What a region's data does not say, the one above it does (`de-AT`, `de`, the root); a language that is not known
/// is written as English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    tag: String,
    place: Place,
    /// What the table says of it, by section, from when it was first asked for: a page has a price in many texts.
    records: [OnceCell<Record>; SECTIONS],
    /// The currency first asked for, and its symbol: a page has one currency.
    currency: OnceCell<(String, String)>,
}

impl Locale {
    /// The locale of a BCP 47 tag, in any letter case, with `-` or `_`. Extensions (`-u-…`) have no effect.
    pub fn new(tag: impl Into<String>) -> Self {
        let tag = tag.into();
        let place = Place::of(&tag);
        Self {
            tag,
            place,
            records: [const { OnceCell::new() }; SECTIONS],
            currency: OnceCell::new(),
        }
    }

    /// The tag, as given.
    pub fn as_str(&self) -> &str {
        &self.tag
    }

    /// Whether its script runs from right to left.
    pub fn is_rtl(&self) -> bool {
        self.place.is_rtl()
    }

    fn record(&self, section: Section) -> &Record {
        self.records[section as usize].get_or_init(|| self.place.record(section))
    }
}

impl Default for Locale {
    fn default() -> Self {
        Self::new("en-US")
    }
}
