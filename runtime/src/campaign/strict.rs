//! Reads what rules add to the format. Other than in the rest of a document, what is wrong is an error:
//! a rule is understood or passed over.

use serde_json::{Map, Value as Json};

use crate::document::reader::{Path, type_name};
use crate::error::{Error, ErrorKind};
use crate::tree::Shared;

/// Why a rule cannot be understood. In a box: it is passed on by many and made by few.
pub type Invalid = Box<Error>;

/// Why a rule cannot be understood: what was expected at `path`.
#[inline(never)]
pub fn invalid(detail: &str, path: &Path<'_>) -> Invalid {
    Error::new(ErrorKind::InvalidDocument, detail)
        .at(path.to_string())
        .into()
}

/// The same, with what was found there.
#[inline(never)]
pub fn unexpected(expected: &str, found: &Json, path: &Path<'_>) -> Invalid {
    let mut detail = ["expected ", expected, ", found "].concat();
    match found {
        Json::String(text) => detail.push_str(&["\"", text, "\""].concat()),
        other => detail.push_str(type_name(other)),
    }
    invalid(&detail, path)
}

/// An object whose fields are read strictly.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    map: &'a Map<String, Json>,
    /// Where it stands.
    pub path: &'a Path<'a>,
}

impl<'a> Object<'a> {
    /// The object `value`.
    pub fn of(value: &'a Json, path: &'a Path<'a>) -> Result<Self, Invalid> {
        match value {
            Json::Object(map) => Ok(Self { map, path }),
            other => Err(unexpected("an object", other, path)),
        }
    }

    /// A field, when it is there and not null.
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// What is wrong with a field.
    #[inline(never)]
    pub fn wrong(&self, name: &str, expected: &str) -> Invalid {
        let found = self.map.get(name).unwrap_or(&Json::Null);
        unexpected(expected, found, &self.path.key(name))
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, Invalid> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "a string")),
        }
    }

    /// A text that is kept.
    pub fn shared(&self, name: &str) -> Result<Option<Shared>, Invalid> {
        Ok(self.text(name)?.map(Shared::from))
    }

    /// A number.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Invalid> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Number(number)) => Ok(number.as_f64()),
            Some(_) => Err(self.wrong(name, "a number")),
        }
    }

    /// true or false.
    pub fn flag(&self, name: &str, without: bool) -> Result<bool, Invalid> {
        match self.get(name) {
            None => Ok(without),
            Some(Json::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.wrong(name, "true or false")),
        }
    }

    /// A list; empty where it is missing.
    pub fn list(&self, name: &str) -> Result<&'a [Json], Invalid> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Json::Array(list)) => Ok(list),
            Some(_) => Err(self.wrong(name, "a list")),
        }
    }
}
