//! The outline of a document: its text without what is read later, and the places of that.
//!
//! A paywall, and the custom components, stay as they are written until somebody asks for them, for most documents have
//! many paywalls and a customer sees one. The text is looked over once, byte by byte: it is as valid as the parser of
//! JSON wants it, or has no outline. What is rare (letters written as numbers, exponents) is given to the parser, so
//! that both always agree.

use std::ops::Range;

use serde_json::Value as Json;

use crate::string::{concat, push};

/// The most levels that the parser reads.
const LEVELS: usize = 127;
/// A byte in each place of a word.
const EACH: u64 = u64::MAX / 255;

/// The place of a part in its text.
pub type Place = Range<usize>;

/// The outline of a document's text.
#[derive(Debug)]
pub struct Outline {
    /// The text with less in it: lists and objects of paywalls are empty. In place of each custom component and each
    /// campaign rule stands a number, its position in `places`; the last field of a paywall has no name, and is that of
    /// the paywall.
    pub brief: String,
    /// The places of what is read later.
    pub places: Vec<Place>,
    /// The place of the document, without what an app wraps it in.
    pub document: Place,
    /// The count of fields named `component`, at all levels.
    pub components: usize,
}

impl Outline {
    /// Looks a text over from a position on; returns `None` when the parser would refuse it.
    pub fn of(text: &str, from: usize) -> Option<Self> {
        let mut scan = Scan {
            text,
            at: from,
            copied: from,
            found: Self {
                brief: String::new(),
                places: Vec::new(),
                document: from..text.len(),
                components: 0,
            },
        };
        scan.next();
        scan.value(LEVELS, Role::Document)?;
        scan.next();
        scan.copy(scan.at)?;
        (scan.at == text.len()).then_some(scan.found)
    }
}

/// The kind of a value in a document, as far as it decides what is read later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The document, or what an app wraps it in.
    Document,
    /// The configuration of the app platform.
    Config,
    /// The list of paywalls, plain or as a page of the platform's API.
    Paywalls,
    Paywall,
    /// A list in a page of the platform's API, of paywalls or of anything else.
    Results,
    Result,
    Customs,
    Custom,
    /// The list of campaign rules.
    Rules,
    Rule,
    /// A field of a paywall.
    Field,
    Other,
}

impl Role {
    /// Returns the role of a field, or of an entry of a list, which has no name. Names are as they are written.
    fn of(self, name: &str) -> Self {
        match (self, name) {
            (Self::Document, "\"document\"") => Self::Document,
            (Self::Document, "\"platform_config\"" | "\"appConfig\"") => Self::Config,
            (Self::Document | Self::Config, "\"customComponents\"") => Self::Customs,
            (Self::Document, "\"paywalls\"") | (Self::Paywalls, "\"results\"") => Self::Paywalls,
            (Self::Document | Self::Results, "\"results\"") => Self::Results,
            (Self::Document, "\"campaign_rules\"" | "\"campaigns\"") => Self::Rules,
            (Self::Rules, "\"results\"") => Self::Rules,
            (Self::Paywalls, "") => Self::Paywall,
            (Self::Results, "") => Self::Result,
            (Self::Paywall, _) => Self::Field,
            (Self::Customs, _) => Self::Custom,
            (Self::Rules, "") => Self::Rule,
            _ => Self::Other,
        }
    }
}

/// A look at a text, byte by byte.
struct Scan<'t> {
    text: &'t str,
    /// The position of the byte to be looked at.
    at: usize,
    /// The position up to which the text is in the brief one, or left out.
    copied: usize,
    found: Outline,
}

impl<'t> Scan<'t> {
    /// Returns the byte to be looked at; 0 after the last.
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Passes over white space, and returns the byte after it.
    fn next(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\n' | b'\t' | b'\r') {
            self.at += 1;
        }
        self.byte()
    }

    /// Copies the text up to a position.
    fn copy(&mut self, to: usize) -> Option<()> {
        self.found.brief.push_str(self.text.get(self.copied..to)?);
        self.copied = to;
        Some(())
    }

    /// Passes over a value.
    fn value(&mut self, levels: usize, role: Role) -> Option<()> {
        match self.byte() {
            b'{' | b'[' => self.inside(levels, role),
            b'"' => self.string(),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    /// Passes over an object or a list.
    fn inside(&mut self, levels: usize, role: Role) -> Option<()> {
        let levels = levels.checked_sub(1)?;
        let is_object = self.byte() == b'{';
        let end = if is_object { b'}' } else { b']' };
        self.at += 1;
        let is_empty = self.next() == end;
        let mut goes_on = !is_empty;
        while goes_on {
            let name = if is_object { self.name()? } else { "" };
            let role = role.of(name);
            self.next();
            let from = self.at;
            self.value(levels, role)?;
            self.keep(from, role)?;
            let byte = self.next();
            goes_on = byte == b',';
            if goes_on {
                self.at += 1;
                self.next();
            } else if byte != end {
                return None;
            }
        }
        if is_object && matches!(role, Role::Paywall | Role::Result) {
            self.copy(self.at)?;
            let comma = if is_empty { "" } else { "," };
            let number = self.number_of_next();
            push(&mut self.found.brief, &[comma, "\"\":", &number]);
        }
        self.at += 1;
        Some(())
    }

    /// Returns the position in `places` of the next that is kept.
    fn number_of_next(&self) -> String {
        self.found.places.len().to_string()
    }

    /// Keeps the place of a value that began at `from`, or leaves out what is in it.
    fn keep(&mut self, from: usize, role: Role) -> Option<()> {
        let place = from..self.at;
        match (role, self.text.as_bytes().get(from)?) {
            (Role::Document, _) => self.found.document = place,
            (Role::Paywall | Role::Result, b'{') => self.found.places.push(place),
            // What cannot be a paywall becomes one that cannot be read.
            (Role::Paywall, _) => {
                let with = concat(&["{\"template\":0,\"\":", &self.number_of_next(), "}"]);
                self.found.places.push(place);
                self.replace(from, &with)?;
            }
            (Role::Custom | Role::Rule, _) => {
                let number = self.number_of_next();
                self.found.places.push(place);
                self.replace(from, &number)?;
            }
            (Role::Field, b'{') => self.replace(from, "{}")?,
            (Role::Field, b'[') => self.replace(from, "[]")?,
            _ => {}
        }
        Some(())
    }

    /// Writes `with` in place of the value that began at `from`.
    fn replace(&mut self, from: usize, with: &str) -> Option<()> {
        self.copy(from)?;
        self.found.brief.push_str(with);
        self.copied = self.at;
        Some(())
    }

    /// Passes over the name of a field and the colon, and returns it as it is written.
    fn name(&mut self) -> Option<&'t str> {
        if self.byte() != b'"' {
            return None;
        }
        let from = self.at;
        self.string()?;
        let name = self.text.get(from..self.at)?;
        self.found.components += usize::from(name == "\"component\"");
        let is_field = self.next() == b':';
        self.at += 1;
        is_field.then_some(name)
    }

    /// Passes over a string.
    fn string(&mut self) -> Option<()> {
        let from = self.at;
        let mut is_rare = false;
        self.at += 1;
        loop {
            self.plain();
            match self.byte() {
                b'"' => break,
                b'\\' => {
                    self.at += 1;
                    is_rare |= !matches!(
                        self.byte(),
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'
                    );
                }
                0..b' ' => return None,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        if is_rare { self.judged(from) } else { Some(()) }
    }

    /// Passes over letters of a string, eight bytes at a time, up to eight with one that means something.
    fn plain(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(chunk) = bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*chunk);
            let quote = word ^ (EACH * b'"' as u64);
            let slash = word ^ (EACH * b'\\' as u64);
            // The highest bit of a byte becomes set where the byte is 0, or below a space.
            let found = (quote.wrapping_sub(EACH) & !quote)
                | (slash.wrapping_sub(EACH) & !slash)
                | (word.wrapping_sub(EACH * b' ' as u64) & !word);
            if found & (EACH << 7) != 0 {
                return;
            }
            self.at += 8;
        }
    }

    /// Passes over a number.
    fn number(&mut self) -> Option<()> {
        let from = self.at;
        let mut is_plain = self.byte() != b'0';
        while matches!(self.byte(), b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') {
            is_plain &= self.byte().is_ascii_digit();
            self.at += 1;
        }
        if is_plain && matches!(self.at - from, 1..18) {
            return Some(());
        }
        self.judged(from)
    }

    /// Passes over this word.
    fn word(&mut self, word: &str) -> Option<()> {
        let is_there = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        is_there.then_some(())
    }

    /// Asks the parser whether the value that began at `from` is valid.
    fn judged(&self, from: usize) -> Option<()> {
        let value = self.text.get(from..self.at)?;
        serde_json::from_str::<Json>(value).is_ok().then_some(())
    }
}

#[cfg(test)]
mod tests;
