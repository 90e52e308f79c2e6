//! Reads loosely typed JSON with a path: what is missing, unknown or of another type becomes a warning, not an error.

use serde_json::{Map, Value};

use crate::error::Warning;
use crate::json;
use crate::limits;
use crate::number;
use crate::string::{Shared, concat, push};

/// Where a value stands in the document; written out only when a warning needs it.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
    Root(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// The path of a root: `$` for a document.
    pub const fn root(name: &'a str) -> Self {
        Self {
            parent: None,
            segment: Segment::Root(name),
        }
    }

    /// The path of a field.
    pub const fn key(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            segment: Segment::Key(name),
        }
    }

    /// The path of a list's entry.
    pub const fn index(&'a self, index: usize) -> Self {
        Self {
            parent: Some(self),
            segment: Segment::Index(index),
        }
    }

    fn write(&self, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(out);
        }
        match self.segment {
            Segment::Root(name) => push(out, &[name]),
            Segment::Key(name) if is_plain_key(name) => push(out, &[".", name]),
            Segment::Key(name) => push(out, &["[", &json::written(&Value::from(name)), "]"]),
            Segment::Index(index) => push(out, &["[", &index.to_string(), "]"]),
        };
    }
}

fn is_plain_key(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

/// The warnings of one reading, at most [`limits::WARNINGS`].
#[derive(Debug, Default)]
pub struct Warnings {
    kept: Vec<Warning>,
    dropped: usize,
}

impl Warnings {
    /// Notes that the value at `path` was passed over.
    pub fn add(&mut self, code: &'static str, path: &Path<'_>, message: impl Into<String>) {
        self.keep(code, path, message.into());
    }

    #[inline(never)]
    fn keep(&mut self, code: &'static str, path: &Path<'_>, message: String) {
        if self.kept.len() < limits::WARNINGS {
            self.kept.push(Warning {
                code,
                message,
                path: path.to_string(),
            });
        } else {
            self.dropped += 1;
        }
    }

    /// Notes that the value at `path` is not of the type expected there.
    pub fn wrong_type(&mut self, path: &Path<'_>, expected: &str, found: &Value) {
        self.add(
            "wrong_type",
            path,
            concat(&["expected ", expected, ", found ", type_name(found)]),
        );
    }

    /// All of them, with a last one that counts those beyond the limit.
    pub fn finish(mut self) -> Vec<Warning> {
        if self.dropped > 0 {
            let message = concat(&[&self.dropped.to_string(), " more warnings are not listed"]);
            self.kept.push(Warning {
                code: "more_warnings",
                message,
                path: "$".into(),
            });
        }
        self.kept
    }
}

/// What a JSON value is, for messages.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The texts of a list; anything else in it is passed over.
pub fn texts(list: Option<&Value>) -> Vec<Shared> {
    let mut out = Vec::new();
    for entry in list
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice)
    {
        if let Some(text) = entry.as_str() {
            out.push(text.into());
        }
    }
    out
}

/// A JSON object under a path, whose fields are read by name.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    /// Where the object stands.
    pub path: &'a Path<'a>,
}

impl<'a> Fields<'a> {
    /// The object `value`, or a warning and `None`.
    pub fn of(value: &'a Value, path: &'a Path<'a>, warnings: &mut Warnings) -> Option<Self> {
        let map = value.as_object();
        if map.is_none() {
            warnings.wrong_type(path, "an object", value);
        }
        map.map(|map| Self { map, path })
    }

    /// A field, when it is there and not null.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.map.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A text field; a number is taken as its text.
    pub fn text(&self, name: &str, warnings: &mut Warnings) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            other => {
                warnings.wrong_type(&self.path.key(name), "a string", other);
                None
            }
        }
    }

    /// A text field that the rest depends on; empty with a warning where it is missing.
    pub fn required_text(&self, name: &str, warnings: &mut Warnings) -> String {
        if self.get(name).is_none() {
            warnings.add(
                "missing_field",
                self.path,
                concat(&["expected a field \"", name, "\""]),
            );
        }
        self.text(name, warnings).unwrap_or_default()
    }

    /// A number field; a numeric text is taken as its number.
    pub fn number(&self, name: &str, warnings: &mut Warnings) -> Option<f64> {
        let value = self.get(name)?;
        let number = match value {
            Value::String(text) => number::parse(text),
            other => other.as_f64(),
        };
        if number.is_none() {
            warnings.wrong_type(&self.path.key(name), "a number", value);
        }
        number
    }

    /// A flag; false where it is missing.
    pub fn flag(&self, name: &str, warnings: &mut Warnings) -> bool {
        match self.get(name) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(other) => {
                warnings.wrong_type(&self.path.key(name), "true or false", other);
                false
            }
        }
    }

    /// A list, either plain or as a page of the platform's API (`{results: []}`).
    pub fn list(&self, name: &str, warnings: &mut Warnings) -> &'a [Value] {
        let Some(value) = self.get(name) else {
            return &[];
        };
        let list = value
            .as_array()
            .or_else(|| value.get("results")?.as_array());
        if list.is_none() {
            warnings.wrong_type(&self.path.key(name), "a list", value);
        }
        list.map_or(&[], Vec::as_slice)
    }

    /// Calls `visit` for every entry of a list, with its path.
    pub fn each(
        &self,
        name: &str,
        warnings: &mut Warnings,
        visit: &mut dyn FnMut(&'a Value, &Path<'_>, &mut Warnings),
    ) {
        let path = self.path.key(name);
        for (index, value) in self.list(name, warnings).iter().enumerate() {
            visit(value, &path.index(index), warnings);
        }
    }

    /// A text field to share; empty where it is missing.
    pub fn shared(&self, name: &str, warnings: &mut Warnings) -> Shared {
        self.text(name, warnings).unwrap_or_default().into()
    }

    /// A text field to share, when it is there.
    pub fn shared_option(&self, name: &str, warnings: &mut Warnings) -> Option<Shared> {
        self.text(name, warnings).map(Shared::from)
    }

    /// Warns of every field that `known` does not name.
    pub fn check_known(&self, known: &[&str], warnings: &mut Warnings) {
        for (name, _) in self.iter() {
            if !known.contains(&name) {
                warnings.add(
                    "unknown_field",
                    &self.path.key(name),
                    "this field has no meaning here and is ignored",
                );
            }
        }
    }
}
