//! Reading the other's JSON: fields by name and type, where null is absent, and paths for the report.
//!
//! A field of another type than expected is absent, too: what comes from outside is never a reason to stop. What is lost
//! by that is a finding of whoever asks.

use serde_json::{Map, Value as Json};

/// An object of the other's, and its path.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    map: &'a Map<String, Json>,
    /// The path of the object: the file, and a JSON path in it.
    pub path: String,
}

impl<'a> Fields<'a> {
    /// Makes the fields of a value; `None` if it is no object.
    pub fn of(value: &'a Json, path: impl Into<String>) -> Option<Self> {
        let map = value.as_object()?;
        Some(Self::new(map, path))
    }

    /// Makes the fields of an object.
    pub fn new(map: &'a Map<String, Json>, path: impl Into<String>) -> Self {
        Self {
            map,
            path: path.into(),
        }
    }

    /// Returns the object itself.
    pub const fn map(&self) -> &'a Map<String, Json> {
        self.map
    }

    /// Returns a field that is there and not null.
    pub fn get(&self, name: &str) -> Option<&'a Json> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// Returns the path of a field.
    pub fn path_of(&self, name: &str) -> String {
        join(&self.path, name)
    }

    /// Returns a text.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    /// Returns a number that CSS could take.
    pub fn number(&self, name: &str) -> Option<f64> {
        let number = self.get(name)?.as_f64()?;
        (number.is_finite() && number.abs() < 1e6).then_some(number)
    }

    /// Returns a flag.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    /// Returns an object.
    pub fn object(&self, name: &str) -> Option<Self> {
        Self::of(self.get(name)?, self.path_of(name))
    }

    /// Returns the objects of a list, each with its path. What is no object is passed over.
    pub fn objects(&self, name: &str) -> Vec<Self> {
        let list = self.get(name).and_then(Json::as_array);
        let path = self.path_of(name);
        let mut out = Vec::new();
        for (index, value) in list.into_iter().flatten().enumerate() {
            out.extend(Self::of(value, format!("{path}[{index}]")));
        }
        out
    }

    /// Returns the texts of a list.
    pub fn texts(&self, name: &str) -> Vec<&'a str> {
        let list = self.get(name).and_then(Json::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect()
    }
}

/// Adds a field's name to a path.
pub fn join(path: &str, name: &str) -> String {
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain {
        format!("{path}.{name}")
    } else {
        format!("{path}[{}]", Json::from(name))
    }
}
