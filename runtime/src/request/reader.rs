//! Reads a request strictly: an unknown field or a value of another type is an error with its path.
//! `null` counts as not given.

use serde_json::{Map, Value as Json};

use crate::error::{Error, ErrorKind};
use crate::reader::{Path, type_name};
use crate::string::concat;

/// Takes one field of an object; answers false when there is no such field.
type Take<'a> = &'a mut dyn FnMut(&str, Json, &Path<'_>) -> Result<bool, Error>;

/// Gives every field of an object to `take`.
pub fn fields(value: Json, path: &Path<'_>, take: Take<'_>) -> Result<(), Error> {
    for (name, value) in map(value, path)? {
        let path = path.key(&name);
        if !value.is_null() && !take(&name, value, &path)? {
            return Err(invalid("expected one of the documented fields", &path));
        }
    }
    Ok(())
}

/// An object with these fields only, each of the kind of the value beside it, as it is.
pub fn object(
    value: Json,
    path: &Path<'_>,
    known: &[(&str, Json)],
) -> Result<Map<String, Json>, Error> {
    let map = map(value, path)?;
    for (name, value) in &map {
        let path = path.key(name);
        let Some((_, kind)) = known.iter().find(|(known, _)| known == name) else {
            return Err(invalid("expected one of the documented fields", &path));
        };
        let same = std::mem::discriminant(value) == std::mem::discriminant(kind);
        if !same && !value.is_null() {
            return Err(wrong_type(type_name(kind), value, &path));
        }
    }
    Ok(map)
}

/// An object as it is.
pub fn map(value: Json, path: &Path<'_>) -> Result<Map<String, Json>, Error> {
    match value {
        Json::Object(map) => Ok(map),
        other => Err(wrong_type("an object", &other, path)),
    }
}

/// A list as it is.
pub fn list(value: Json, path: &Path<'_>) -> Result<Vec<Json>, Error> {
    match value {
        Json::Array(list) => Ok(list),
        other => Err(wrong_type("a list", &other, path)),
    }
}

/// A list of texts.
pub fn texts(value: Json, path: &Path<'_>) -> Result<Vec<String>, Error> {
    let mut texts = Vec::new();
    for (index, value) in list(value, path)?.into_iter().enumerate() {
        texts.push(text(value, &path.index(index))?);
    }
    Ok(texts)
}

/// A text.
pub fn text(value: Json, path: &Path<'_>) -> Result<String, Error> {
    match value {
        Json::String(text) => Ok(text),
        other => Err(wrong_type("a string", &other, path)),
    }
}

/// A number.
pub fn number(value: &Json, path: &Path<'_>) -> Result<f64, Error> {
    value
        .as_f64()
        .ok_or_else(|| wrong_type("a number", value, path))
}

/// true or false.
pub fn flag(value: &Json, path: &Path<'_>) -> Result<bool, Error> {
    value
        .as_bool()
        .ok_or_else(|| wrong_type("true or false", value, path))
}

fn wrong_type(expected: &str, found: &Json, path: &Path<'_>) -> Error {
    invalid(
        &concat(&["expected ", expected, ", found ", type_name(found)]),
        path,
    )
}

fn invalid(detail: &str, path: &Path<'_>) -> Error {
    Error::new(ErrorKind::InvalidRequest, detail).at(path.to_string())
}
