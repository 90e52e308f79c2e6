//! The places of JSON paths in the text of a document: line, column, and the line itself.

use std::ops::Range;

use super::place::{Step, steps};

/// The text of a file, in which paths of the document can be found.
#[derive(Debug)]
pub struct Source<'t> {
    text: &'t str,
    /// The place of the document in it, where an app wraps it.
    document: usize,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'t> {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line behind the place, from 1; the same line where the place ends in it.
    pub end_line: usize,
    /// The column behind the place.
    pub end_column: usize,
    /// The text of the line.
    pub text: &'t str,
}

impl<'t> Source<'t> {
    /// Looks into a text. None if it is no JSON text with a document in it, such as a packed one.
    pub fn of(bytes: &'t [u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let at = |name: &str| Reader::at(text, 0).field(name);
        if at("initial_config").is_some() {
            return None;
        }
        let document = at("document").map_or(0, |field| field.value);
        let mut reader = Reader::at(text, document);
        // The deprecated form: the document as a text inside the JSON.
        (reader.next() == b'{').then_some(Self { text, document })
    }

    /// Finds a path such as `$.paywalls[0].template`; if it leads nowhere, as far as it leads somewhere.
    pub fn place(&self, path: &str) -> Option<Place<'t>> {
        let mut found = self.document..Reader::at(self.text, self.document).end();
        // What an app brings stands beside the document.
        let (mut value, path) = match path.strip_prefix("app") {
            Some(rest) => (0, format!("${rest}")),
            None => (self.document, path.to_owned()),
        };
        for step in steps(&path) {
            let Some(field) = Reader::at(self.text, value).step(&step) else {
                break;
            };
            found = field.name..field.end;
            value = field.value;
        }
        Some(self.of_range(found))
    }

    /// Returns the place of a line and a column, which the parser of JSON counts in bytes.
    pub fn at(&self, line: usize, column: usize) -> Option<Place<'t>> {
        at(self.text, line, column)
    }

    /// Returns the place of bytes.
    fn of_range(&self, range: Range<usize>) -> Place<'t> {
        let (line, column, text) = position(self.text, range.start);
        let (end_line, end_column, _) = position(self.text, range.end);
        Place {
            line,
            column,
            end_line,
            end_column,
            text,
        }
    }
}

/// Returns the place of a line and a column in a text that need not be JSON. The column is in bytes.
pub fn at(text: &str, line: usize, column: usize) -> Option<Place<'_>> {
    let of_line = text.lines().nth(line.checked_sub(1)?)?;
    let before = of_line.get(..column.saturating_sub(1)).unwrap_or(of_line);
    let column = before.chars().count() + 1;
    Some(Place {
        line,
        column,
        end_line: line,
        end_column: column + 1,
        text: of_line,
    })
}

/// Returns the line and column of a byte, from 1, and the text of the line.
fn position(text: &str, at: usize) -> (usize, usize, &str) {
    let before = text.get(..at).unwrap_or(text);
    let from = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.matches('\n').count() + 1;
    let column = text.get(from..at).unwrap_or_default().chars().count() + 1;
    let rest = text.get(from..).unwrap_or_default();
    (line, column, rest.lines().next().unwrap_or_default())
}

/// A field of an object, or an entry of a list, by its places in the text.
struct Field {
    /// The place of its name; of an entry, that of its value.
    name: usize,
    value: usize,
    end: usize,
}

/// A reader that passes over a JSON text. It builds nothing, and needs no more room for deeper texts.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn at(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// Passes over white space, and returns the byte after it; 0 behind the end.
    fn next(&mut self) -> u8 {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        self.at += blank.count();
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Follows a step. A list may be a page of the platform's API, which has it under `results`.
    fn step(&mut self, step: &Step) -> Option<Field> {
        match step {
            Step::Key(name) => self.field(name),
            Step::Index(index) => {
                if self.next() == b'{' {
                    self.at = self.field("results")?.value;
                }
                self.entry(*index)
            }
        }
    }

    /// Finds a field of the object at this place.
    fn field(&mut self, name: &str) -> Option<Field> {
        self.open(b'{')?;
        while self.next() == b'"' {
            let from = self.at;
            self.pass();
            let written = self.text.get(from..self.at)?;
            let is_it = serde_json::from_str::<String>(written).is_ok_and(|it| it == name);
            self.open(b':')?;
            self.next();
            let value = self.at;
            self.pass();
            if is_it {
                return Some(Field {
                    name: from,
                    value,
                    end: self.at,
                });
            }
            self.open(b',')?;
        }
        None
    }

    /// Finds an entry of the list at this place.
    fn entry(&mut self, index: usize) -> Option<Field> {
        self.open(b'[')?;
        for _ in 0..index {
            self.pass();
            self.open(b',')?;
        }
        let first = self.next();
        let value = self.at;
        self.pass();
        (first != b']' && first != 0).then_some(Field {
            name: value,
            value,
            end: self.at,
        })
    }

    /// Passes over a sign, if it is the next.
    fn open(&mut self, sign: u8) -> Option<()> {
        let is_it = self.next() == sign;
        self.at += usize::from(is_it);
        is_it.then_some(())
    }

    /// Returns the end of the value at this place.
    fn end(mut self) -> usize {
        self.pass();
        self.at
    }

    /// Passes over a value.
    fn pass(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.next() {
                0 => return,
                b'"' => self.string(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                b',' | b':' => {
                    self.at += 1;
                    continue;
                }
                _ => self.word(),
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Passes over a string.
    fn string(&mut self) {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let mut escaped = false;
        let end = rest.iter().position(|byte| {
            let is_end = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            is_end
        });
        self.at += end.map_or(rest.len() + 1, |end| end + 2);
    }

    /// Passes over a number, or one of the words of JSON.
    fn word(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = rest.iter().take_while(is_part).count();
        // A sign that JSON does not know counts as a word, so that this comes to an end.
        self.at += length.max(1);
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"paywalls\": {\"results\": [\n    {\"id\": \"ä\", \"odd \\\"name]\": [1, {\"a\": null}], \"rest\": true}\n  ]}\n}\n";

    fn found(path: &str) -> String {
        let place = Source::of(TEXT.as_bytes()).unwrap().place(path).unwrap();
        let from = place.text.chars().skip(place.column - 1);
        let length = if place.line == place.end_line {
            place.end_column - place.column
        } else {
            9
        };
        format!(
            "{}:{} {}",
            place.line,
            place.column,
            from.take(length).collect::<String>()
        )
    }

    #[test]
    fn paths_lead_to_their_places() {
        assert_eq!(found("$.paywalls[0].rest"), "3:50 \"rest\": true");
        assert_eq!(
            found("$.paywalls[0][\"odd \\\"name]\"][1].a"),
            "3:37 \"a\": null"
        );
        assert_eq!(found("$.paywalls[0][\"odd \\\"name]\"][0]"), "3:33 1");
        assert_eq!(found("$.paywalls"), "2:3 \"paywalls");
    }

    #[test]
    fn a_path_that_leads_nowhere_ends_where_it_can() {
        assert_eq!(found("$.paywalls[0].id.template[3]"), "3:6 \"id\": \"ä\"");
        assert_eq!(found("$.paywalls[7]"), "2:3 \"paywalls");
        assert_eq!(found("$.nothing"), "1:1 {");
    }

    #[test]
    fn a_document_inside_a_file_is_found_and_a_packed_one_is_not() {
        let wrapped = b"{\"customComponents\": {\"a\": 1},\n\"document\": {\"x\": 2}}";
        let source = Source::of(wrapped).unwrap();
        assert_eq!(source.place("$.x").unwrap().line, 2);
        assert_eq!(source.place("app.customComponents.a").unwrap().line, 1);
        assert!(Source::of(b"{\"initial_config\": \"H4sI\"}").is_none());
        assert!(Source::of(b"\"{}\"").is_none());
        assert!(Source::of(&[0x1f, 0x8b, 0xff]).is_none());
    }

    #[test]
    fn broken_and_deep_texts_come_to_an_end() {
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"a\": [",
            "{\"a\": §}",
            "[",
            "{\"a\": \"\\",
            &"[{\"a\":".repeat(100_000),
        ] {
            if let Some(source) = Source::of(text.as_bytes()) {
                source.place("$.a[0].a[0].b");
            }
        }
    }
}
