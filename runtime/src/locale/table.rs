//! The table of all locales, and how to find what it says.
//!
//! First a number of 16 bits for each part: where it begins. The first part lists the locales, each of them by its place from
//! then on; each other part is a [`Section`]: of each locale with something to say, how many locales it stands after the one
//! before, the length, and the text. Texts have one byte a character: ASCII, or one of 128 characters of the language's script.

use super::period::substituted;

static TABLE: &[u8] = include_bytes!("cldr.bin");

/// What a text is about.
#[derive(Clone, Copy)]
pub enum Section {
    /// Signs and patterns of numbers.
    Numbers = 1,
    /// Symbols of currencies.
    Currencies,
    /// Plural rules; bytes, no text.
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
    /// Before and after noon.
    DayPeriods,
    /// Patterns of dates.
    Dates,
    /// Patterns of times.
    Times,
    /// How date and time stand together.
    Glue,
}

/// One more than the last of them.
pub const SECTIONS: usize = Section::Glue as usize + 1;

/// A text of the table and its fields, between tabs and bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    text: String,
    /// Where the fields end.
    ends: Vec<usize>,
}

impl Record {
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

    /// All fields.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many fields there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// The field at a place, if there are so many.
    pub fn get(&self, at: usize) -> Option<&str> {
        let start = match at.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before)? + 1,
        };
        self.text.get(start..*self.ends.get(at)?)
    }

    /// The field at a place, or an empty one.
    pub fn field(&self, at: usize) -> &str {
        self.get(at).unwrap_or_default()
    }
}

/// Where a locale and those above it are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The place of the locale and of those above it, nearest first; 0 is the root.
    chain: [u16; 4],
    /// The first character that has a byte from 128 on.
    base: u16,
    rtl: bool,
}

impl Place {
    /// The place of a tag; English for languages that are not known.
    pub fn of(tag: &str) -> Self {
        let tag = substituted(&tag.to_ascii_lowercase(), b'_', "-");
        let (language, rest) = tag.split_once('-').unwrap_or((&tag, ""));
        let (mut language, mut rest) = (language, rest);
        for (old, new) in RENAMED {
            if language == old {
                language = new;
            }
        }
        if language == "sh" {
            (language, rest) = ("sr", "latn");
        }
        let place = match Self::find(language, rest) {
            None => Self::find("en", ""),
            place => place,
        };
        let place = place.unwrap_or(Self {
            chain: [0; 4],
            base: 128,
            rtl: false,
        });
        let rtl = RTL.contains(&language) && !rest.starts_with("latn") || rest.starts_with("arab");
        Self { rtl, ..place }
    }

    /// Whether the script runs from right to left.
    pub const fn is_rtl(&self) -> bool {
        self.rtl
    }

    /// The longest name of the language's locales that `rest` begins with.
    fn find(language: &str, rest: &str) -> Option<Self> {
        let mut list = part(0);
        let mut place = 0;
        let mut first = None;
        let mut base = 0;
        let mut parents: Vec<u8> = Vec::new();
        let (mut best, mut best_length) = (0, 0);
        while let Some((&length, after)) = list.split_first() {
            let (name, after) = after.split_at_checked(usize::from(length & 127))?;
            let (&value, after) = after.split_first()?;
            if length >= 128 {
                if first.is_some() {
                    break;
                }
                if name == language.as_bytes() {
                    (first, base) = (Some(place), u16::from(value) << 5);
                    parents.push(ROOT);
                }
            } else if first.is_some() {
                if name.len() > best_length && begins(rest.as_bytes(), name) {
                    (best, best_length) = (parents.len(), name.len());
                }
                parents.push(value);
            }
            place += 1;
            list = after;
        }
        let first = first?;
        let mut chain = [0; 4];
        for entry in &mut chain {
            *entry = first + best as u16;
            best = match parents.get(best) {
                Some(&parent) if parent != ROOT => usize::from(parent),
                _ => break,
            };
        }
        Some(Self {
            chain,
            base,
            rtl: false,
        })
    }

    /// Calls `visit` with what the table says of the locale, the root's first.
    pub fn each(&self, section: Section, visit: &mut dyn FnMut(&'static [u8], u16)) {
        let mut list = part(section as usize);
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
            if place == 0 || self.chain.contains(&place) {
                visit(text, if place == 0 { 128 } else { self.base });
            }
            if place >= self.chain[0] {
                return;
            }
            list = after;
        }
    }

    /// The nearest bytes of a section.
    pub fn bytes(&self, section: Section) -> &'static [u8] {
        let mut found: &[u8] = &[];
        self.each(section, &mut |bytes, _| found = bytes);
        found
    }

    /// The nearest text of a section.
    pub fn record(&self, section: Section) -> Record {
        let mut found: (&[u8], u16) = (&[], 0);
        self.each(section, &mut |bytes, base| found = (bytes, base));
        Record::new(decoded(found.0, found.1))
    }
}

/// What CLDR calls a language now.
const RENAMED: [(&str, &str); 5] = [
    ("iw", "he"),
    ("in", "id"),
    ("tl", "fil"),
    ("mo", "ro"),
    ("nb", "no"),
];
/// Languages written from right to left.
const RTL: [&str; 12] = [
    "ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi",
];

/// A parent that is the root.
const ROOT: u8 = 255;

fn begins(rest: &[u8], name: &[u8]) -> bool {
    rest.strip_prefix(name)
        .is_some_and(|after| matches!(after, [] | [b'-', ..]))
}

fn part(at: usize) -> &'static [u8] {
    let offset = |at: usize| match TABLE.get(2 * at..2 * at + 2) {
        Some(&[low, high]) => usize::from(low) + (usize::from(high) << 8),
        _ => 0,
    };
    // The first part begins where the offsets end.
    let end = if 2 * at + 2 < offset(0) {
        offset(at + 1)
    } else {
        TABLE.len()
    };
    TABLE.get(offset(at)..end).unwrap_or_default()
}

/// Writes bytes as the characters they stand for.
pub fn decoded(bytes: &[u8], base: u16) -> String {
    const COMMON: [u16; 5] = [0xA0, 0x202F, 0x200F, 0x200E, 0x2019];
    let mut out = String::with_capacity(bytes.len() * 2);
    let mut bytes = bytes;
    loop {
        // Most bytes are the letters they stand for.
        let is_letter = |byte: &u8| matches!(byte, b'\t' | b' '..128);
        let letters = bytes.iter().take_while(|byte| is_letter(byte)).count();
        let (taken, rest) = bytes.split_at(letters);
        out.push_str(str::from_utf8(taken).unwrap_or_default());
        let [byte, after @ ..] = rest else { break };
        bytes = after;
        let point = match (byte, after) {
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
