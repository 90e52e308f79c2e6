//! Reads what rules add to the format. Other than in the rest of a document, what is wrong spoils the whole rule:
//! it is understood or passed over.

use std::cell::RefCell;

use serde_json::Value as Json;

use crate::error::{Error, ErrorKind};
use crate::reader::{Path, type_name};
use crate::string::{Shared, concat};

/// Why a rule cannot be understood: the first thing found.
/// Readers go on with what comes handy and need not pass errors on.
#[derive(Debug, Default)]
pub struct Flaws(RefCell<Option<Error>>);

impl Flaws {
    /// Notes what was expected at `path`.
    #[inline(never)]
    pub fn add(&self, expected: &str, path: &Path<'_>) {
        if self.is_empty() {
            let detail = concat(&["expected ", expected]);
            let error = Error::new(ErrorKind::InvalidDocument, detail);
            self.0.replace(Some(error.at(path.to_string())));
        }
    }

    /// Notes what was expected and what was found at `path`.
    #[inline(never)]
    pub fn unexpected(&self, expected: &str, found: &Json, path: &Path<'_>) {
        let found = match found {
            Json::String(text) => concat(&["\"", text, "\""]),
            other => type_name(other).into(),
        };
        self.add(&concat(&[expected, ", found ", &found]), path);
    }

    /// Whether nothing was wrong so far.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_none()
    }

    /// What was wrong.
    pub fn finish(self) -> Option<Error> {
        self.0.into_inner()
    }
}

/// An object whose fields are read strictly.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    value: &'a Json,
    /// Where it stands.
    pub path: &'a Path<'a>,
    /// What is wrong with the rule.
    pub flaws: &'a Flaws,
}

impl<'a> Object<'a> {
    /// The object `value`; an empty one in place of something else.
    pub fn of(value: &'a Json, path: &'a Path<'a>, flaws: &'a Flaws) -> Self {
        if !value.is_object() {
            flaws.unexpected("an object", value, path);
        }
        Self { value, path, flaws }
    }

    /// A field, when it is there and not null.
    #[inline(never)]
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        self.value.get(name).filter(|value| !value.is_null())
    }

    /// Notes what was expected in a field.
    #[inline(never)]
    pub fn wrong(&self, name: &str, expected: &str) {
        let found = self.get(name).unwrap_or(&Json::Null);
        self.flaws.unexpected(expected, found, &self.path.key(name));
    }

    /// A text.
    #[inline(never)]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        let value = self.get(name)?;
        if !value.is_string() {
            self.wrong(name, "a string");
        }
        value.as_str()
    }

    /// A text that is kept.
    #[inline(never)]
    pub fn shared(&self, name: &str) -> Option<Shared> {
        Some(self.text(name)?.into())
    }

    /// A text that must be there.
    #[inline(never)]
    pub fn required(&self, name: &str) -> Shared {
        let text = self.shared(name);
        if text.is_none() {
            self.wrong(name, "a string");
        }
        text.unwrap_or_default()
    }

    /// A number.
    #[inline(never)]
    pub fn number(&self, name: &str) -> Option<f64> {
        let value = self.get(name)?;
        if !value.is_number() {
            self.wrong(name, "a number");
        }
        value.as_f64()
    }

    /// true or false.
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

    /// A list; empty where it is missing.
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
