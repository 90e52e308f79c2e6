//! Canonical JSON (RFC 8785) and its hash: equal contents have equal bytes.

use std::fmt::{self, Debug, Display, Formatter};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Number, Value};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::{limits, number};

/// A SHA-256 hash, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// Returns the hash of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl Display for Hash {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let mut bytes = self.0.iter();
        bytes.try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl Debug for Hash {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, out)
    }
}

impl FromStr for Hash {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::new("invalid_hash", "expected 64 lower-case hexadecimal digits");
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 64 || !text.bytes().all(is_digit) {
            return Err(wrong());
        }
        let mut hash = [0; 32];
        for (index, byte) in hash.iter_mut().enumerate() {
            let digits = text.get(2 * index..2 * index + 2).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        Ok(Self(hash))
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// Writes a value as canonical JSON: fields by the order of their UTF-16 units, numbers as ECMAScript writes them, no
/// white space.
///
/// # Errors
/// `inexact_number` for an integer that a `double` cannot hold; canonical JSON has no others.
pub fn write(value: &Value) -> Result<String, Error> {
    let mut out = String::new();
    put(value, &mut out)?;
    Ok(out)
}

/// Returns the hash of a value's canonical JSON.
///
/// # Errors
/// Fails as [`write`] does.
pub fn hash(value: &Value) -> Result<Hash, Error> {
    Ok(Hash::of(write(value)?.as_bytes()))
}

/// Appends a value.
fn put(value: &Value, out: &mut String) -> Result<(), Error> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => number::put(number, out)?,
        Value::String(text) => put_text(text, out),
        Value::Array(entries) => {
            out.push('[');
            for (index, entry) in entries.iter().enumerate() {
                separate(index, out);
                put(entry, out)?;
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (index, (name, value)) in fields.into_iter().enumerate() {
                separate(index, out);
                put_text(name, out);
                out.push(':');
                put(value, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// Appends a comma before every entry but the first.
fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

/// Appends a text: the parser's library escapes exactly what canonical JSON escapes.
fn put_text(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}

/// Reads a JSON text, every number as the nearest `double`, as canonical JSON needs it.
///
/// The library's parser may miss the nearest one by a unit in the last place, and would give a value that was written and
/// read again another hash. It judges the text, though, so that both agree on what JSON is.
///
/// # Errors
/// `invalid_json`, `document_too_large`.
pub fn read(text: &str) -> Result<Value, Error> {
    if text.len() > limits::DOCUMENT_BYTES {
        let message = format!("expected at most {} bytes", limits::DOCUMENT_BYTES);
        return Err(Error::new("document_too_large", message));
    }
    let invalid = |error: serde_json::Error| Error::new("invalid_json", error.to_string());
    let mut value: Value = serde_json::from_str(text).map_err(invalid)?;
    if has_long(&value) {
        let mut reader = Reader { text, at: 0 };
        value = reader
            .value()
            .ok_or_else(|| Error::new("invalid_json", "expected JSON"))?;
    }
    Ok(value)
}

/// Returns true if a value has a number that is not whole: only those can be read in two ways.
fn has_long(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(entries) => entries.iter().any(has_long),
        Value::Object(fields) => fields.values().any(has_long),
        _ => false,
    }
}

/// The reader of a text that is known to be JSON of few levels.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// Passes white space over, and returns the next byte.
    fn next(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at)?.is_ascii_whitespace() {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// Reads a value.
    fn value(&mut self) -> Option<Value> {
        match self.next()? {
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => self.string().map(Value::String),
            _ => self.word(),
        }
    }

    /// Reads an object; of two fields of one name the last counts, as everywhere.
    fn object(&mut self) -> Option<Value> {
        let mut fields = serde_json::Map::new();
        self.at += 1;
        while self.next()? != b'}' {
            let name = self.string()?;
            self.next()?;
            self.at += 1;
            let value = self.value()?;
            fields.insert(name, value);
            self.comma()?;
        }
        self.at += 1;
        Some(Value::Object(fields))
    }

    /// Reads an array.
    fn array(&mut self) -> Option<Value> {
        let mut entries = Vec::new();
        self.at += 1;
        while self.next()? != b']' {
            entries.push(self.value()?);
            self.comma()?;
        }
        self.at += 1;
        Some(Value::Array(entries))
    }

    /// Passes a comma over, if there is one.
    fn comma(&mut self) -> Option<()> {
        if self.next()? == b',' {
            self.at += 1;
        }
        Some(())
    }

    /// Reads a text.
    fn string(&mut self) -> Option<String> {
        let from = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        while *bytes.get(self.at)? != b'"' {
            self.at += if bytes.get(self.at) == Some(&b'\\') {
                2
            } else {
                1
            };
        }
        self.at += 1;
        serde_json::from_str(self.text.get(from..self.at)?).ok()
    }

    /// Reads a number or a word.
    fn word(&mut self) -> Option<Value> {
        let rest = self.text.get(self.at..)?;
        let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}');
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        let word = rest.get(..length)?;
        self.at += length;
        if !word.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return serde_json::from_str(word).ok();
        }
        let signed = word.parse::<i64>().map(Number::from);
        let whole = signed.or_else(|_| word.parse::<u64>().map(Number::from));
        let number = whole.ok().or_else(|| Number::from_f64(word.parse().ok()?));
        number.map(Value::Number)
    }
}
