//! The places of JSON paths in the text of a document: line, column, and the line itself.

use std::borrow::Cow;
use std::ops::Range;

use super::place::{Step, steps};

/// The most levels of a text; the module reads fewer, and refuses a document with more.
const LEVELS: usize = 256;

/// The text of a file, in which paths of the document can be found.
#[derive(Debug)]
pub struct Source<'t> {
    text: &'t str,
    /// The beginnings of the lines.
    lines: Vec<usize>,
    /// All of the text.
    whole: Field<'t>,
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
    /// Looks through a text, once. None if it is no JSON text with a document in it, such as a packed one.
    pub fn of(bytes: &'t [u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut reader = Reader { text, at: 0 };
        if text.starts_with('\u{feff}') {
            reader.at = '\u{feff}'.len_utf8();
        }
        let whole = reader.value(LEVELS)?;
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let source = Self {
            text,
            lines: std::iter::once(0).chain(breaks).collect(),
            whole,
        };
        let packed = source.whole.field("initial_config").is_some();
        // The deprecated form: the document as a text inside the JSON.
        let is_object = matches!(source.document().inside, Inside::Fields(_));
        (is_object && !packed).then_some(source)
    }

    /// Returns the document, which an app may have wrapped.
    fn document(&self) -> &Field<'t> {
        self.whole.field("document").unwrap_or(&self.whole)
    }

    /// Finds a path such as `$.paywalls[0].template`; if it leads nowhere, as far as it leads somewhere.
    pub fn place(&self, path: &str) -> Place<'t> {
        // What an app brings stands beside the document.
        let (mut found, path) = match path.strip_prefix("app") {
            Some(rest) => (&self.whole, format!("${rest}")),
            None => (self.document(), path.to_owned()),
        };
        for step in steps(&path) {
            let Some(inner) = found.step(&step) else {
                break;
            };
            found = inner;
        }
        self.of_range(found.name..found.end)
    }

    /// Returns the place of bytes.
    fn of_range(&self, range: Range<usize>) -> Place<'t> {
        let (line, column) = self.position(range.start);
        let (end_line, end_column) = self.position(range.end);
        let from = self.lines.get(line - 1).copied().unwrap_or_default();
        let rest = self.text.get(from..).unwrap_or_default();
        Place {
            line,
            column,
            end_line,
            end_column,
            text: rest.lines().next().unwrap_or_default(),
        }
    }

    /// Returns the line and column of a byte, from 1.
    fn position(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|from| *from <= at).max(1);
        let from = self.lines.get(line - 1).copied().unwrap_or_default();
        let before = self.text.get(from..at).unwrap_or_default();
        (line, before.chars().count() + 1)
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

/// A field of an object, an entry of a list, or the whole text, by its places in it.
#[derive(Debug)]
struct Field<'t> {
    /// The place of its name; of an entry, that of its value.
    name: usize,
    end: usize,
    inside: Inside<'t>,
}

/// The values inside a value.
#[derive(Debug)]
enum Inside<'t> {
    Nothing,
    Fields(Vec<(Cow<'t, str>, Field<'t>)>),
    Entries(Vec<Field<'t>>),
}

impl<'t> Field<'t> {
    /// Finds a field of an object.
    fn field(&self, name: &str) -> Option<&Self> {
        let Inside::Fields(fields) = &self.inside else {
            return None;
        };
        let mut fields = fields.iter();
        fields
            .find(|(known, _)| known == name)
            .map(|(_, field)| field)
    }

    /// Follows a step. A list may be a page of the platform's API, which has it under `results`.
    fn step(&self, step: &Step) -> Option<&Self> {
        match (step, &self.inside) {
            (Step::Key(name), _) => self.field(name),
            (Step::Index(index), Inside::Entries(entries)) => entries.get(*index),
            (Step::Index(_), _) => self.field("results")?.step(step),
        }
    }
}

/// A reader that notes the places of all values in a JSON text.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    /// Passes over white space, and returns the byte after it; 0 behind the end.
    fn next(&mut self) -> u8 {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        self.at += blank.count();
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Reads a value. None where the text is no JSON, or has too many levels.
    fn value(&mut self, levels: usize) -> Option<Field<'t>> {
        let levels = levels.checked_sub(1)?;
        let first = self.next();
        let name = self.at;
        let inside = match first {
            b'{' => Inside::Fields(self.list(b'}', |reader| reader.named(levels))?),
            b'[' => Inside::Entries(self.list(b']', |reader| reader.value(levels))?),
            b'"' => {
                self.string()?;
                Inside::Nothing
            }
            _ => {
                self.word()?;
                Inside::Nothing
            }
        };
        Some(Field {
            name,
            end: self.at,
            inside,
        })
    }

    /// Reads what stands between two brackets, with commas between.
    fn list<T>(&mut self, end: u8, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.at += 1;
        let mut out = Vec::new();
        if self.next() == end {
            self.at += 1;
            return Some(out);
        }
        loop {
            out.push(read(self)?);
            let sign = self.next();
            self.at += 1;
            match sign {
                b',' => {}
                _ if sign == end => return Some(out),
                _ => return None,
            }
        }
    }

    /// Reads a field of an object.
    fn named(&mut self, levels: usize) -> Option<(Cow<'t, str>, Field<'t>)> {
        if self.next() != b'"' {
            return None;
        }
        let from = self.at;
        self.string()?;
        let written = self.text.get(from..self.at)?;
        let name = match written.contains('\\') {
            true => Cow::Owned(serde_json::from_str(written).ok()?),
            false => Cow::Borrowed(written.trim_matches('"')),
        };
        if self.next() != b':' {
            return None;
        }
        self.at += 1;
        let mut field = self.value(levels)?;
        field.name = from;
        Some((name, field))
    }

    /// Passes over a string.
    fn string(&mut self) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at + 1..)?;
        let mut escaped = false;
        let end = rest.iter().position(|byte| {
            let is_end = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            is_end
        });
        self.at += end? + 2;
        Some(())
    }

    /// Passes over a number, or one of the words of JSON.
    fn word(&mut self) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = rest.iter().take_while(is_part).count();
        self.at += length;
        (length > 0).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"paywalls\": {\"results\": [\n    {\"id\": \"ä\", \"odd \\\"name]\": [1, {\"a\": null}], \"rest\": true}\n  ]}\n}\n";

    fn found(path: &str) -> String {
        let place = Source::of(TEXT.as_bytes()).unwrap().place(path);
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
        assert_eq!(source.place("$.x").line, 2);
        assert_eq!(source.place("app.customComponents.a").line, 1);
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
