//! The writer of JSON: the answers of calls, and the JSON texts inside a paywall.

use serde_json::{Map, Value};

use paywall_output::{Escape, Output};

/// Writes a value as JSON.
pub fn written(value: &Value) -> String {
    let mut out = Writer::default();
    out.value(value);
    out.out.text()
}

/// Reads a text as JSON; null if it is none.
// One copy for all callers.
#[inline(never)]
pub fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Sets a field of an object.
// Many call it: inlined, it would be in the module as often as that.
#[inline(never)]
pub fn put(map: &mut Map<String, Value>, name: &str, value: Value) {
    map.insert(name.into(), value);
}

/// Makes a JSON value of a text.
// One copy, as for `put`.
#[inline(never)]
pub fn text(text: &str) -> Value {
    Value::String(text.into())
}

/// A writer of JSON, piece by piece, which sets the commas itself. Keys are the project's own and are not escaped.
#[derive(Debug, Default)]
pub struct Writer {
    out: Output,
}

impl Writer {
    /// Makes a writer with room for `bytes`, so that most answers are never moved while they grow.
    pub fn with_room(bytes: usize) -> Self {
        Self {
            out: Output::with_room(bytes),
        }
    }

    /// Returns the bytes that were written.
    pub fn finish(self) -> Vec<u8> {
        self.out.finish()
    }

    /// Opens an object or a list: `{` or `[`.
    pub fn open(&mut self, bracket: u8) {
        self.separate();
        self.out.bytes(&[bracket]);
    }

    /// Closes an object or a list: `}` or `]`.
    pub fn close(&mut self, bracket: u8) {
        self.out.bytes(&[bracket]);
    }

    /// Begins a field.
    pub fn key(&mut self, name: &str) {
        self.separate();
        self.out.push("\"");
        self.out.push(name);
        self.out.push("\":");
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.inside_text(|out| out.escape(text, Escape::JSON));
    }

    /// Writes a text whose inside `write` writes, escaped.
    pub fn inside_text(&mut self, write: impl FnOnce(&mut Output)) {
        self.separate();
        self.out.push("\"");
        write(&mut self.out);
        self.out.push("\"");
    }

    /// Writes a value that is written as JSON already.
    pub fn written(&mut self, json: &str) {
        self.separate();
        self.out.push(json);
    }

    /// Writes any value.
    pub fn value(&mut self, value: &Value) {
        self.separate();
        self.out
            .bytes(&serde_json::to_vec(value).unwrap_or_default());
    }

    /// Writes a field with a text.
    pub fn text_field(&mut self, name: &str, text: &str) {
        self.key(name);
        self.text(text);
    }

    /// Writes a field with a text or null.
    pub fn option_field(&mut self, name: &str, text: Option<&str>) {
        self.key(name);
        match text {
            Some(text) => self.text(text),
            None => self.written("null"),
        }
    }

    /// Writes a field with any value.
    pub fn value_field(&mut self, name: &str, value: &Value) {
        self.key(name);
        self.value(value);
    }

    /// Writes a field with an object.
    pub fn map_field(&mut self, name: &str, map: &Map<String, Value>) {
        self.key(name);
        // Most states are empty, and need no serialiser.
        if map.is_empty() {
            return self.written("{}");
        }
        self.out.bytes(&serde_json::to_vec(map).unwrap_or_default());
    }

    /// Writes a comma, unless the next value is the first of its list or object, or the value of a field.
    fn separate(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(",");
        }
    }
}
