//! Writes JSON: the answers of calls, and the JSON texts inside a paywall.

use serde_json::{Map, Value};

/// The JSON of a value.
pub fn text(value: &Value) -> String {
    let mut out = Writer::default();
    out.value(value);
    String::from_utf8(out.out).unwrap_or_default()
}

/// Writes JSON piece by piece; it sets the commas itself. Keys are the project's own and are not escaped.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.out
    }

    /// Opens an object or a list: `{` or `[`.
    pub fn open(&mut self, bracket: u8) {
        self.separate();
        self.out.push(bracket);
    }

    /// Closes an object or a list: `}` or `]`.
    pub fn close(&mut self, bracket: u8) {
        self.out.push(bracket);
    }

    /// Begins a field.
    pub fn key(&mut self, name: &str) {
        self.separate();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.separate();
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.out, text);
    }

    /// Writes any value.
    pub fn value(&mut self, value: &Value) {
        self.separate();
        let _ = serde_json::to_writer(&mut self.out, value);
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
            None => self.value(&Value::Null),
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
        let _ = serde_json::to_writer(&mut self.out, map);
    }

    /// A comma, unless this is the first entry or the value of a field.
    fn separate(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(b',');
        }
    }
}
