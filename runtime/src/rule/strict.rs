//! Strict reading of the rules' additions to the format.
//! Elsewhere in a document a wrong value is replaced; here it spoils the whole rule, which is
//! either understood or passed over.

use std::cell::RefCell;

use serde_json::Value as Json;

use crate::error::{Error, ErrorKind};
use crate::reader::{Path, type_name};
use crate::string::{Shared, concat};

/// The reason for which a rule cannot be understood: the first one found.
/// Readers go on with a value that comes handy, so they need not pass errors on.
#[derive(Debug, Default)]
pub struct Flaws(RefCell<Option<Error>>);

impl Flaws {
    /// Notes what was expected at `path`, unless something was noted before.
    // The readers of this file stay functions of their own: rules are read at a hundred places, and inlined at each
    // they would add kilobytes to the module.
    #[inline(never)]
    pub fn add(&self, expected: &str, path: &Path<'_>) {
        // The first flaw is the cause; others may only follow from it.
        if self.is_empty() {
            let detail = concat(&["expected ", expected]);
            let error = Error::new(ErrorKind::InvalidDocument, detail);
            self.0.replace(Some(error.at(path.to_string())));
        }
    }

    /// Notes what was expected and what was found at `path`.
    // Never inlined, see `add`.
    #[inline(never)]
    pub fn unexpected(&self, expected: &str, found: &Json, path: &Path<'_>) {
        let found = match found {
            Json::String(text) => concat(&["\"", text, "\""]),
            other => type_name(other).into(),
        };
        self.add(&concat(&[expected, ", found ", &found]), path);
    }

    /// Returns whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_none()
    }

    /// Returns the first thing that was wrong.
    pub fn finish(self) -> Option<Error> {
        self.0.into_inner()
    }
}

/// An object whose fields are read strictly.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    value: &'a Json,
    /// The path of the object in the document.
    pub path: &'a Path<'a>,
    /// The place to note what is wrong with the rule.
    pub flaws: &'a Flaws,
}

impl<'a> Object<'a> {
    /// Reads the object `value`; anything else is a flaw, and an object without fields.
    pub fn of(value: &'a Json, path: &'a Path<'a>, flaws: &'a Flaws) -> Self {
        if !value.is_object() {
            flaws.unexpected("an object", value, path);
        }
        Self { value, path, flaws }
    }

    /// Returns a field when it is there and not null.
    // Never inlined, as all readers here: see `Flaws::add`.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        self.value.get(name).filter(|value| !value.is_null())
    }

    /// Notes what was expected in a field, and what was found.
    // Never inlined, see `Flaws::add`.
    #[inline(never)]
    pub fn wrong(&self, name: &str, expected: &str) {
        let found = self.get(name).unwrap_or(&Json::Null);
        self.flaws.unexpected(expected, found, &self.path.key(name));
    }

    /// Reads a text field.
    // Never inlined, see `Flaws::add`.
    #[inline(never)]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        let value = self.get(name)?;
        if !value.is_string() {
            self.wrong(name, "a string");
        }
        value.as_str()
    }

    /// Reads a text field into a text of its own, which outlives the document's JSON.
    // Never inlined, see `Flaws::add`.
    #[inline(never)]
    pub fn shared(&self, name: &str) -> Option<Shared> {
        Some(self.text(name)?.into())
    }

    /// Reads a text field that must be there.
    // Never inlined, see `Flaws::add`.
    #[inline(never)]
    pub fn required(&self, name: &str) -> Shared {
        let text = self.shared(name);
        if text.is_none() {
            self.wrong(name, "a string");
        }
        text.unwrap_or_default()
    }

    /// Reads a number field.
    // Never inlined, see `Flaws::add`.
    #[inline(never)]
    pub fn number(&self, name: &str) -> Option<f64> {
        let value = self.get(name)?;
        if !value.is_number() {
            self.wrong(name, "a number");
        }
        value.as_f64()
    }

    /// Reads a field that is `true` or `false`; `without` stands in for a missing one.
    // Never inlined, see `Flaws::add`.
    #[inline(never)]
    pub fn flag(&self, name: &str, without: bool) -> bool {
        match self.get(name) {
            None => without,
            Some(Json::Bool(flag)) => *flag,
            Some(_) => {
                self.wrong(name, "true or false");
                without
            }
        }
    }

    /// Reads a list field; a missing one is an empty list.
    // Never inlined, see `Flaws::add`.
    #[inline(never)]
    pub fn list(&self, name: &str) -> &'a [Json] {
        match self.get(name) {
            None => &[],
            Some(Json::Array(list)) => list,
            Some(_) => {
                self.wrong(name, "a list");
                &[]
            }
        }
    }
}
