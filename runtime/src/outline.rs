//! The outline of a document: its text without what is read later, and the places of that.
//!
//! Paywalls, custom components and campaign rules stay as they are written until somebody asks for them, for most documents
//! have many paywalls and a customer sees one. The text is looked over once, byte by byte: it is as valid as the parser of
//! JSON wants it, or has no outline. What is rare (letters written as numbers, exponents) is given to the parser, so
//! that both always agree.

use std::ops::Range;

use crate::string::{concat, push};
use skim::skim;

mod skim;

/// The most levels that the parser reads.
const LEVELS: usize = 127;
/// The place of a part in its text.
pub type Place = Range<usize>;

/// The outline of a document's text.
#[derive(Debug)]
pub struct Outline {
    /// The text with less in it: paywalls and campaign rules have the fields alone that are asked before they are read, and
    /// lists and objects in these are empty. In place of each custom component and language, of the products and of what rules name stands a
    /// number, its position in `places`; the last field of a paywall and of a rule has no name, and is its own.
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
    /// The texts by key and language.
    Texts,
    /// The list of campaign rules, plain or as a page of the platform's API.
    Rules,
    Rule,
    /// The texts of parts that are read later as a whole: a custom component, a language, the products, or what rules name.
    Later,
    /// A field of a paywall or of a campaign rule that is asked before they are read.
    Field,
    Other,
}

impl Role {
    /// Returns the role of a field, or of an entry of a list, which has no name. Names are as they are written.
    fn of(self, name: &str) -> Self {
        match (self, name) {
            (Self::Document, "\"document\"") => Self::Document,
            (Self::Document, "\"platform_config\"" | "\"appConfig\"") => Self::Config,
            (Self::Document | Self::Config, "\"customComponents\"")
            | (Self::Texts, "\"locales\"") => Self::Customs,
            (Self::Document | Self::Config, "\"texts\"") => Self::Texts,
            (Self::Texts, "\"sources\"") => Self::Later,
            (Self::Document, "\"paywalls\"") | (Self::Paywalls, "\"results\"") => Self::Paywalls,
            (Self::Document | Self::Results, "\"results\"") => Self::Results,
            (Self::Paywalls, "") => Self::Paywall,
            (Self::Results, "") => Self::Result,
            (Self::Paywall, "\"id\"" | "\"template\"")
            | (Self::Rule, "\"type\"" | "\"value\"" | "\"prerequisites\"" | "\"frequency\"") => {
                Self::Field
            }
            // A name may be written in letters as numbers.
            (Self::Paywall | Self::Rule, name) if name.contains('\\') => Self::Field,
            (Self::Document, "\"campaign_rules\"" | "\"campaigns\"")
            | (Self::Rules, "\"results\"") => Self::Rules,
            (Self::Document, "\"products\"" | "\"lists\"" | "\"audiences\"" | "\"layers\"") => {
                Self::Later
            }
            (Self::Rules, "") => Self::Rule,
            (Self::Customs, _) => Self::Later,
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
        let is_plain = matches!(role, Role::Later | Role::Field | Role::Other);
        if !is_plain && matches!(self.byte(), b'{' | b'[') {
            return self.inside(levels, role);
        }
        let found = skim(self.text, self.at, levels)?;
        self.at = found.end;
        self.found.components += found.components;
        Some(())
    }

    /// Passes over an object or a list.
    fn inside(&mut self, levels: usize, role: Role) -> Option<()> {
        let levels = levels.checked_sub(1)?;
        let is_object = self.byte() == b'{';
        let end = if is_object { b'}' } else { b']' };
        self.at += 1;
        let is_empty = self.next() == end;
        let is_brief = is_object && matches!(role, Role::Paywall | Role::Rule);
        if is_brief {
            self.copy(self.at)?;
        }
        let mut goes_on = !is_empty;
        while goes_on {
            let begin = self.at;
            let name = if is_object { self.name()? } else { "" };
            let inner = role.of(name);
            self.next();
            let from = self.at;
            self.value(levels, inner)?;
            if is_brief {
                self.copied = begin;
            }
            self.keep(from, inner)?;
            if is_brief && inner == Role::Field {
                self.copy(self.at)?;
                self.found.brief.push(',');
            }
            let byte = self.next();
            goes_on = byte == b',';
            if goes_on {
                self.at += 1;
                self.next();
            } else if byte != end {
                return None;
            }
        }
        if is_object && matches!(role, Role::Paywall | Role::Result | Role::Rule) {
            let is_whole = role == Role::Result;
            if is_whole {
                self.copy(self.at)?;
            }
            self.copied = self.at;
            let comma = if is_whole && !is_empty { "," } else { "" };
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
            (Role::Paywall | Role::Result | Role::Rule, b'{') => self.found.places.push(place),
            // What cannot be a paywall becomes one that cannot be read.
            (Role::Paywall, _) => {
                let with = concat(&["{\"template\":0,\"\":", &self.number_of_next(), "}"]);
                self.found.places.push(place);
                self.replace(from, &with)?;
            }
            (Role::Later | Role::Result | Role::Rule, _) => {
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
        self.value(0, Role::Other)?;
        let name = self.text.get(from..self.at)?;
        self.found.components += usize::from(name == "\"component\"");
        let is_field = self.next() == b':';
        self.at += 1;
        is_field.then_some(name)
    }
}

#[cfg(test)]
mod tests;
