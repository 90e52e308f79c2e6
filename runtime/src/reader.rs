//! Tolerant reading of JSON, with paths: a value that is missing, unknown or of another type becomes
//! a warning, not an error.

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Warning};
use crate::json;
use crate::limits;
use crate::number;
use crate::string::{Shared, concat, push};

/// Checks that the bytes of a document are a text of an allowed size, and returns it.
///
/// # Errors
/// `document_too_large`, `invalid_document`.
pub fn text(bytes: Vec<u8>) -> Result<String, Error> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        let (kind, most) = (ErrorKind::DocumentTooLarge, limits::DOCUMENT_BYTES);
        return Err(Error::beyond(kind, most, "bytes", Some(bytes.len())));
    }
    String::from_utf8(bytes).map_err(|error| {
        Error::new(
            ErrorKind::InvalidDocument,
            concat(&["expected UTF-8, found: ", &error.to_string()]),
        )
    })
}

/// Parses the JSON of a document.
///
/// # Errors
/// `document_too_deep`, `invalid_document`.
// Everything is read as text: reading bytes would be a second copy of the parser in the module.
pub fn parse(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| {
        let detail = error.to_string();
        // serde_json tells this error apart only by its words.
        let kind = if detail.starts_with("recursion limit") {
            ErrorKind::DocumentTooDeep
        } else {
            ErrorKind::InvalidDocument
        };
        Error::new(kind, concat(&["expected JSON, found: ", &detail]))
    })
}

/// The path of a value in the document. It is written out only when a warning needs it.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: PathPart<'a>,
}

#[derive(Debug, Clone, Copy)]
/// One step of a path.
enum PathPart<'a> {
    Root(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// Makes the path of a root: `$` for a document.
    pub const fn root(name: &'a str) -> Self {
        Self {
            parent: None,
            segment: PathPart::Root(name),
        }
    }

    /// Makes the path of a field.
    pub const fn key(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            segment: PathPart::Key(name),
        }
    }

    /// Makes the path of a list's entry.
    pub const fn index(&'a self, index: usize) -> Self {
        Self {
            parent: Some(self),
            segment: PathPart::Index(index),
        }
    }

    /// Writes the path from its root.
    fn write(&self, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(out);
        }
        match self.segment {
            PathPart::Root(name) => push(out, &[name]),
            PathPart::Key(name) if is_plain_key(name) => push(out, &[".", name]),
            PathPart::Key(name) => push(out, &["[", &json::written(&Value::from(name)), "]"]),
            PathPart::Index(index) => push(out, &["[", &index.to_string(), "]"]),
        };
    }
}

/// Returns whether a key needs no brackets and quotation marks in a path.
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
#[derive(Debug, Clone, Default)]
pub struct Warnings {
    kept: Vec<Warning>,
    dropped: usize,
    /// True if nobody asks for them.
    is_unasked: bool,
}

impl Warnings {
    /// Makes a reading whose warnings nobody asks for.
    pub fn unasked() -> Self {
        Self {
            is_unasked: true,
            ..Self::default()
        }
    }

    /// Returns whether looking for a warning is of use: it costs time that nothing else needs.
    pub const fn are_asked(&self) -> bool {
        !self.is_unasked
    }

    /// Notes that the value at `path` was passed over.
    pub fn add(&mut self, code: &'static str, path: &Path<'_>, message: impl Into<String>) {
        self.keep(code, path, message.into());
    }

    // `add` is generic and inlined where it is called; this part exists once.
    #[inline(never)]
    fn keep(&mut self, code: &'static str, path: &Path<'_>, message: String) {
        if self.is_unasked {
            return;
        }
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

    /// Returns the warnings, with a last one that counts those beyond the limit.
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

/// Returns the name of a value's JSON type, for messages.
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

/// Returns the texts of a list; all other values in it are passed over.
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

/// A JSON object and its path, to read its fields by name.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    /// The path of the object in the document.
    pub path: &'a Path<'a>,
}

impl<'a> Fields<'a> {
    /// Reads the object `value`; anything else gives a warning and `None`.
    pub fn of(value: &'a Value, path: &'a Path<'a>, warnings: &mut Warnings) -> Option<Self> {
        let map = value.as_object();
        if map.is_none() {
            warnings.wrong_type(path, "an object", value);
        }
        map.map(|map| Self { map, path })
    }

    /// Returns a field when it is there and not null.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// Returns all fields, null ones too.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.map.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Reads a text field; a number is taken as its text.
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

    /// Reads a text field that the rest depends on. It is empty, with a warning, when it is missing.
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

    /// Reads a number field; a numeric text is taken as its number.
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

    /// Reads a flag; a missing one is false.
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

    /// Reads a list, either plain or as a page of the platform's API (`{results: []}`). A missing one is empty.
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

    /// Reads a text field into a shared text; empty when it is missing.
    pub fn shared(&self, name: &str, warnings: &mut Warnings) -> Shared {
        self.text(name, warnings).unwrap_or_default().into()
    }

    /// Reads a text field into a shared text, when it is there.
    pub fn shared_option(&self, name: &str, warnings: &mut Warnings) -> Option<Shared> {
        self.text(name, warnings).map(Shared::from)
    }

    /// Warns of every field that `known` does not name.
    pub fn check_known(&self, known: &[&str], warnings: &mut Warnings) {
        if !warnings.are_asked() {
            return;
        }
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
