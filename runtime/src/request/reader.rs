//! Strict reading of requests: an unknown field or a value of a wrong type is an error with its path.
//! `null` counts as not given.

use serde_json::{Map, Value as Json};

use crate::error::{Error, ErrorKind};
use crate::reader::{Path, type_name};
use crate::string::concat;

/// A receiver of one field of an object; it returns false when there is no such field.
type Take<'a> = &'a mut dyn FnMut(&str, Json, &Path<'_>) -> Result<bool, Error>;

/// Gives every field of an object to `take`, and fails on the first that `take` does not know.
pub fn fields(value: Json, path: &Path<'_>, take: Take<'_>) -> Result<(), Error> {
    for (name, value) in map(value, path)? {
        let path = path.key(&name);
        if !value.is_null() && !take(&name, value, &path)? {
            return Err(invalid("expected one of the documented fields", &path));
        }
    }
    Ok(())
}

/// Reads an object that has these fields only, each of the type of the value beside it. The values
/// are kept as they are.
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
        // The value beside a name only stands for its type.
        let same = std::mem::discriminant(value) == std::mem::discriminant(kind);
        if !same && !value.is_null() {
            return Err(wrong_type(type_name(kind), value, &path));
        }
    }
    Ok(map)
}

/// Reads an object with any fields.
pub fn map(value: Json, path: &Path<'_>) -> Result<Map<String, Json>, Error> {
    match value {
        Json::Object(map) => Ok(map),
        other => Err(wrong_type("an object", &other, path)),
    }
}

/// Reads a list with any entries.
pub fn list(value: Json, path: &Path<'_>) -> Result<Vec<Json>, Error> {
    match value {
        Json::Array(list) => Ok(list),
        other => Err(wrong_type("a list", &other, path)),
    }
}

/// Reads a list of texts.
pub fn texts(value: Json, path: &Path<'_>) -> Result<Vec<String>, Error> {
    let mut texts = Vec::new();
    for (index, value) in list(value, path)?.into_iter().enumerate() {
        texts.push(text(value, &path.index(index))?);
    }
    Ok(texts)
}

/// Reads a text.
pub fn text(value: Json, path: &Path<'_>) -> Result<String, Error> {
    match value {
        Json::String(text) => Ok(text),
        other => Err(wrong_type("a string", &other, path)),
    }
}

/// Reads a number.
pub fn number(value: &Json, path: &Path<'_>) -> Result<f64, Error> {
    value
        .as_f64()
        .ok_or_else(|| wrong_type("a number", value, path))
}

/// Reads `true` or `false`.
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

/// Makes the error for a field that is not as documented.
pub fn invalid(detail: &str, path: &Path<'_>) -> Error {
    Error::new(ErrorKind::InvalidRequest, detail).at(path.to_string())
}
