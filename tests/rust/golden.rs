//! Answers as goldens: the same bytes, spread over lines that a person can read and a diff can show.
//!
//! A golden is the answer's JSON with white space between its tokens and two more kinds of line inside long texts:
//!
//! ```text
//! "html": "
//!   |<div class="paywall phone">
//!     |<p>Every course</p>
//!   |</div>
//! ",
//! "css": "
//!   @base
//!   |.s0{background:#ffffff}
//! "
//! ```
//!
//! A line that begins with `|` is a part of the text up to its end, with its quotation marks as they are and all other
//! escapes as in JSON. `@base` stands for the sheet that every paywall begins with, which is a golden of its own.
//! White space before both means nothing. [`plain`] gives back the answer, byte for byte; `tests/node/golden.mjs` does
//! the same for Node and Chromium.

use serde_json::Value;

mod markup;

/// The width that lines keep to where they can.
const WIDTH: usize = 100;

/// The line that stands for the base sheet.
const BASE: &str = "@base";

/// Spreads an answer over lines.
pub fn readable(answer: &str, base: &str) -> String {
    let mut writer = Writer {
        left: answer,
        out: String::new(),
        base: escaped(base),
    };
    writer.value(0);
    writer.out.push('\n');
    writer.out
}

/// Gives back the answer that a golden stands for.
pub fn plain(golden: &str, base: &str) -> String {
    let base = escaped(base);
    let mut out = String::new();
    for line in golden.split('\n') {
        let line = line.trim_start();
        match line.strip_prefix('|') {
            Some(part) => push_quoted(&mut out, part),
            None if line == BASE => out.push_str(&base),
            None => push_tokens(&mut out, line, ["", ""]),
        }
    }
    out
}

/// Escapes a text as it stands between the quotation marks of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Writes a part of a text with its quotation marks escaped again.
fn push_quoted(out: &mut String, part: &str) {
    let mut escape = false;
    for character in part.chars() {
        if character == '"' && !escape {
            out.push('\\');
        }
        escape = character == '\\' && !escape;
        out.push(character);
    }
}

/// Writes JSON without the white space between its tokens, and with `spaces` after commas and colons.
fn push_tokens(out: &mut String, json: &str, spaces: [&str; 2]) {
    let mut left = json;
    while let Some(first) = left.chars().next() {
        let length = match first {
            '"' => literal(left),
            _ => first.len_utf8(),
        };
        let (token, rest) = left.split_at(length);
        if !first.is_ascii_whitespace() {
            out.push_str(token);
        }
        match first {
            ',' => out.push_str(spaces[0]),
            ':' => out.push_str(spaces[1]),
            _ => {}
        }
        left = rest;
    }
}

/// Measures the string literal that a text begins with, its quotation marks included. Without an end it is the mark
/// alone, which opens or closes a text of several lines.
fn literal(text: &str) -> usize {
    let mut escape = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escape => escape = false,
            b'\\' => escape = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    1
}

/// Measures the object or list that a JSON text begins with.
fn group(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0);
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => at += literal(&text[at..]) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Tells whether a string literal is better read in several lines.
fn is_long(literal: &str) -> bool {
    literal.len() > WIDTH && ["<", "}", "\\n"].iter().any(|cut| literal.contains(cut))
}

struct Writer<'a> {
    /// The part of the answer that is not written yet.
    left: &'a str,
    out: String,
    /// The base sheet, escaped for JSON.
    base: String,
}

impl<'a> Writer<'a> {
    /// Writes one JSON value whose line is indented by `indent`.
    fn value(&mut self, indent: usize) {
        let end = |byte: char| matches!(byte, ',' | '}' | ']');
        match self.left.as_bytes().first() {
            Some(b'{' | b'[') => self.group(indent),
            Some(b'"') => self.string(indent),
            _ => {
                let length = self.left.find(end).unwrap_or(self.left.len());
                let token = self.take(length);
                self.out.push_str(token);
            }
        }
    }

    /// Writes an object or a list: in one line where it fits, else an entry a line.
    fn group(&mut self, indent: usize) {
        let whole = &self.left[..group(self.left)];
        let mut one = String::new();
        push_tokens(&mut one, whole, [" ", " "]);
        if one.len() + indent <= WIDTH {
            self.take(whole.len());
            self.out.push_str(&one);
            return;
        }
        let open = self.take(1);
        self.out.push_str(open);
        loop {
            self.line(indent + 2);
            if whole.starts_with('{') {
                let key = self.take(literal(self.left) + 1);
                self.out.push_str(key);
                self.out.push(' ');
            }
            self.value(indent + 2);
            let mark = self.take(1);
            if mark != "," {
                self.line(indent);
                self.out.push_str(mark);
                return;
            }
            self.out.push_str(mark);
        }
    }

    /// Writes a string: as it is, or in several lines.
    fn string(&mut self, indent: usize) {
        let whole = self.take(literal(self.left));
        if !is_long(whole) {
            self.out.push_str(whole);
            return;
        }
        self.out.push('"');
        let text = &whole[1..whole.len() - 1];
        let base = self.base.clone();
        for (depth, part) in markup::lines(text, &base, WIDTH.saturating_sub(indent)) {
            self.line(indent + 2 + 2 * depth);
            match part {
                Some(part) => {
                    self.out.push('|');
                    self.out.push_str(&part.replace("\\\"", "\""));
                }
                None => self.out.push_str(BASE),
            }
        }
        self.line(indent);
        self.out.push('"');
    }

    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, left) = self.left.split_at(length.min(self.left.len()));
        self.left = left;
        taken
    }
}
