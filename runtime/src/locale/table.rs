//! The tables of languages, and the way to an entry in one.
//!
//! Each language has a table of its own, and English has the root in its first place. A table begins with its length and
//! one offset for each part, all of 16 bits. The first part lists the locales; elsewhere a locale is named by its
//! position in that list. Each other part is a [`Section`] with one entry for each locale that has something of its own
//! to say: its distance from the locale of the entry before, the length, and the text. A character of a text takes one
//! byte: ASCII, or one of 128 characters of the language's script.
//!
//! The module brings English alone, since most pages need one language: pages and hosts hand it the tables of others.
//! The native library has them all.

use std::cell::RefCell;

use super::period::substituted;

/// English and the root.
static ENGLISH: &[u8] = include_bytes!("en.bin");

thread_local! {
    /// The tables of the other languages that are known.
    static OTHERS: RefCell<Vec<&'static [u8]>> = const { RefCell::new(Vec::new()) };
}

/// The tables that are there from the beginning.
#[cfg(not(target_arch = "wasm32"))]
static BUILT_IN: &[u8] = include_bytes!("cldr.bin");
#[cfg(target_arch = "wasm32")]
static BUILT_IN: &[u8] = &[];

/// Adds the tables of languages, one after the other. Returns how many of them were not known before; stops at bytes
/// that are no table.
pub fn add(tables: &'static [u8]) -> u32 {
    OTHERS.with_borrow_mut(|others| {
        let before = others.len();
        let mut rest = tables;
        while let Some((table, after)) = rest.split_at_checked(number(rest, 0)) {
            let Some(language) = language(table) else {
                break;
            };
            if others
                .iter()
                .all(|other| self::language(other) != Some(language))
            {
                others.push(table);
            }
            rest = after;
        }
        (others.len() - before) as u32
    })
}

/// Returns the table of a language.
fn table(language: &str) -> Option<&'static [u8]> {
    if language == "en" {
        return Some(ENGLISH);
    }
    let known = || {
        OTHERS.with_borrow(|others| {
            let mut others = others.iter();
            others
                .find(|table| self::language(table) == Some(language.as_bytes()))
                .copied()
        })
    };
    known().or_else(|| if add(BUILT_IN) > 0 { known() } else { None })
}

/// The subject of an entry.
#[derive(Clone, Copy)]
pub enum Section {
    /// Signs and patterns of numbers.
    Numbers = 1,
    /// Symbols of currencies.
    Currencies,
    /// Plural rules; these are bytes, not text.
    Plurals,
    /// Words for days, weeks, months and years.
    Units,
    /// Names of months.
    Months,
    /// Short names of months.
    ShortMonths,
    /// Names of days.
    Days,
    /// Short names of days.
    ShortDays,
    /// Words for the time before and after noon.
    DayPeriods,
    /// Patterns of dates.
    Dates,
    /// Patterns of times.
    Times,
    /// The pattern that puts date and time together.
    Glue,
}

/// The count of parts: one more than the number of the last section.
pub const SECTIONS: usize = Section::Glue as usize + 1;

/// A text of the table and its fields, which tabs and bars set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    text: String,
    /// The positions in `text` at which the fields end.
    ends: Vec<usize>,
}

impl Record {
    /// Makes a record of a text, and finds where its fields end.
    fn new(text: String) -> Self {
        let mut ends = Vec::new();
        for (at, byte) in text.bytes().enumerate() {
            if matches!(byte, b'\t' | b'|') {
                ends.push(at);
            }
        }
        ends.push(text.len());
        Self { text, ends }
    }

    /// Returns the whole text, with its separators.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the count of fields.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// Returns the field at a position, or `None` past the last.
    pub fn get(&self, at: usize) -> Option<&str> {
        let start = match at.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before)? + 1,
        };
        self.text.get(start..*self.ends.get(at)?)
    }

    /// Returns the field at a position, or an empty text past the last.
    pub fn field(&self, at: usize) -> &str {
        self.get(at).unwrap_or_default()
    }
}

/// The position in the table of a locale and of those above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The table of the language.
    table: &'static [u8],
    /// Positions in it of the locale and of those above it, nearest first, filled up with [`NONE`].
    chain: [u16; 4],
    /// The code point that byte 128 stands for.
    base: u16,
    rtl: bool,
}

impl Position {
    /// Finds a tag in the table; languages that are not known are found as English.
    pub fn of(tag: &str) -> Self {
        let tag = substituted(&tag.to_ascii_lowercase(), b'_', "-");
        let (language, rest) = tag.split_once('-').unwrap_or((&tag, ""));
        let (mut language, mut rest) = (renamed(language), rest);
        // An old code, which is Serbian in Latin script in CLDR.
        if language == "sh" {
            (language, rest) = ("sr", "latn");
        }
        let place = match Self::find(language, rest) {
            None => Self::find("en", ""),
            place => place,
        };
        let place = place.unwrap_or(Self {
            table: &[],
            chain: [NONE; 4],
            base: 128,
            rtl: false,
        });
        let rtl = RTL.contains(&language) && !rest.starts_with("latn") || rest.starts_with("arab");
        Self { rtl, ..place }
    }

    /// Returns whether the script runs from right to left.
    pub const fn is_rtl(&self) -> bool {
        self.rtl
    }

    /// Finds the longest name among the language's locales that `rest` begins with.
    fn find(language: &str, rest: &str) -> Option<Self> {
        let table = table(language)?;
        let mut list = part(table, 0);
        let mut place = 0;
        let mut first = None;
        let mut base = 0;
        let mut parents: Vec<u8> = Vec::new();
        let (mut best, mut best_length) = (0, 0);
        while let Some((&length, after)) = list.split_first() {
            let (name, after) = after.split_at_checked(usize::from(length & 127))?;
            let (&value, after) = after.split_first()?;
            if length >= 128 {
                // The root, which stands before English, has another name.
                if name == language.as_bytes() {
                    (first, base) = (Some(place), u16::from(value) << 5);
                    parents.push(ROOT);
                }
            } else {
                if name.len() > best_length && begins(rest.as_bytes(), name) {
                    (best, best_length) = (parents.len(), name.len());
                }
                parents.push(value);
            }
            place += 1;
            list = after;
        }
        let first = first?;
        let mut chain = [NONE; 4];
        for entry in &mut chain {
            *entry = first + best as u16;
            best = match parents.get(best) {
                Some(&parent) if parent != ROOT => usize::from(parent),
                _ => break,
            };
        }
        Some(Self {
            table,
            chain,
            base,
            rtl: false,
        })
    }

    /// Calls `visit` with each entry of the locale and of those above it, the root's first.
    pub fn each(&self, section: Section, visit: &mut dyn FnMut(&'static [u8], u16)) {
        entries(ENGLISH, section, &mut |place, text| {
            if place == 0 {
                visit(text, 128);
            }
            false
        });
        entries(self.table, section, &mut |place, text| {
            if self.chain.contains(&place) {
                visit(text, self.base);
            }
            // No ancestor has a higher position than the locale itself.
            place < self.chain[0]
        });
    }

    /// Returns the nearest entry of a section as bytes, for sections that hold no text.
    pub fn bytes(&self, section: Section) -> &'static [u8] {
        let mut found: &[u8] = &[];
        self.each(section, &mut |bytes, _| found = bytes);
        found
    }

    /// Returns the nearest entry of a section as a text.
    pub fn record(&self, section: Section) -> Record {
        let mut found: (&[u8], u16) = (&[], 0);
        self.each(section, &mut |bytes, base| found = (bytes, base));
        Record::new(decoded(found.0, found.1))
    }
}

/// Old codes of languages, and the codes that CLDR has for them now.
const RENAMED: [(&str, &str); 5] = [
    ("iw", "he"),
    ("in", "id"),
    ("tl", "fil"),
    ("mo", "ro"),
    ("nb", "no"),
];
/// Returns the code that CLDR has now for a language.
pub(super) fn renamed(language: &str) -> &str {
    for (old, new) in RENAMED {
        if language == old {
            return new;
        }
    }
    language
}

/// Languages written from right to left.
const RTL: [&str; 12] = [
    "ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi",
];

/// The parent that means the root.
const ROOT: u8 = 255;
/// A position that no locale has.
const NONE: u16 = u16::MAX;

/// Returns whether the rest of a tag begins with a whole name: `Hans` does not begin `Hansx`.
fn begins(rest: &[u8], name: &[u8]) -> bool {
    rest.strip_prefix(name)
        .is_some_and(|after| matches!(after, [] | [b'-', ..]))
}

/// Calls `visit` with the position of the locale and the text of each entry of a section, in the order of positions, as
/// long as it answers true.
fn entries(
    table: &'static [u8],
    section: Section,
    visit: &mut dyn FnMut(u16, &'static [u8]) -> bool,
) {
    let mut list = part(table, section as usize);
    let mut place = u16::MAX;
    while let [step, length, after @ ..] = list {
        place = place.wrapping_add(u16::from(*step));
        let (mut length, mut after) = (usize::from(*length), after);
        if let (128.., [more, text @ ..]) = (length, after) {
            (length, after) = (length - 128 + (usize::from(*more) << 7), text);
        }
        let Some((text, after)) = after.split_at_checked(length) else {
            return;
        };
        if !visit(place, text) {
            return;
        }
        list = after;
    }
}

/// Returns the name of a table's language; none where it is no table.
fn language(table: &[u8]) -> Option<&[u8]> {
    let (&length, after) = part(table, 0).split_first()?;
    after.get(..usize::from(length & 127))
}

/// Returns one part of a table.
fn part(table: &[u8], at: usize) -> &[u8] {
    let end = if at + 1 < SECTIONS {
        number(table, at + 2)
    } else {
        table.len()
    };
    table.get(number(table, at + 1)..end).unwrap_or_default()
}

/// Returns a number of a table's head, 0 past its end.
fn number(table: &[u8], at: usize) -> usize {
    match table.get(2 * at..2 * at + 2) {
        Some(&[low, high]) => usize::from(low) + (usize::from(high) << 8),
        _ => 0,
    }
}

/// Decodes the bytes of an entry; `base` is the code point that byte 128 stands for.
pub fn decoded(bytes: &[u8], base: u16) -> String {
    const COMMON: [u16; 5] = [0xA0, 0x202F, 0x200F, 0x200E, 0x2019];
    let mut out = String::with_capacity(bytes.len() * 2);
    let mut bytes = bytes;
    loop {
        // Most bytes are ASCII, and are copied together.
        let is_letter = |byte: &u8| matches!(byte, b'\t' | b' '..128);
        let letters = bytes.iter().take_while(|byte| is_letter(byte)).count();
        let (taken, rest) = bytes.split_at(letters);
        out.push_str(str::from_utf8(taken).unwrap_or_default());
        let [byte, after @ ..] = rest else { break };
        bytes = after;
        let point = match (byte, after) {
            // A character of neither ASCII nor the language's script is spelt out.
            (14, [high, low, after @ ..]) => {
                bytes = after;
                u16::from(*high) << 8 | u16::from(*low)
            }
            (16..=20, _) => COMMON[usize::from(byte - 16)],
            (128.., _) => base + u16::from(byte - 128),
            _ => u16::from(*byte),
        };
        out.extend(char::from_u32(point.into()));
    }
    out
}
