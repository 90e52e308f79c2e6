//! Handlebars in the texts and attributes of a document.
//!
//! A template reads the same values as smart text, by the same names: `{{sku.price}}`. It is always written by the
//! document's author; the values it inserts are text, never markup or templates themselves.

use std::cell::Cell;

use paywall_handlebars::{Language, Output, Template};
use serde_json::{Map, Value as Json};

use super::error;
use super::helper;
use super::markdown;
use super::smart::{Namespace, PathStep, Piece, Smart, Token};
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::string::{Shared, concat, push};

/// A compiled text with Handlebars in it.
pub struct Words {
    /// The text, which is shown when the template cannot be filled in.
    pub source: Shared,
    /// The tokens that the template reads, each with the path under which the template looks for its value.
    pub inputs: Vec<(Token, Vec<Shared>)>,
    compiled: Compiled,
}

/// A compiled template, its tags checked.
#[derive(Debug)]
pub struct Compiled {
    pub(super) template: Template,
    /// The depth to which its loops are nested.
    pub loops: u32,
}

impl Compiled {
    /// Compiles a template of a document, which may insert values only escaped.
    ///
    /// # Errors
    /// `invalid_template`, with the reason.
    pub fn new(source: &str) -> Result<Self, Error> {
        if source.len() > limits::TEXT_TEMPLATE_BYTES {
            return Err(wrong("expected a shorter text"));
        }
        check(source, b"{&>*", limits::TEXT_TAGS)?;
        Self::read(source)
    }

    /// Compiles a page shell, which may also insert values raw: they are safe already.
    ///
    /// # Errors
    /// `invalid_template`, with the reason.
    pub fn shell(source: &str) -> Result<Self, Error> {
        check(source, b">*", limits::TEMPLATE_TAGS)?;
        let compiled = Self::read(source)?;
        compiled.check_loops(SHELL_VALUES)?;
        Ok(compiled)
    }

    /// Parses a template whose tags are checked already.
    fn read(source: &str) -> Result<Self, Error> {
        let template = Template::read(source).map_err(error::unreadable)?;
        Ok(Self {
            loops: template.loops(),
            template,
        })
    }

    /// Checks that the loops end in time when each goes through at most `values` entries.
    fn check_loops(&self, values: u32) -> Result<(), Error> {
        if values.saturating_pow(self.loops) > limits::TEMPLATE_STEPS {
            return Err(wrong("expected shorter lists"));
        }
        Ok(())
    }
}

/// A bound for the entries of any list in a page shell: more than a shell has variables.
const SHELL_VALUES: u32 = 10;

/// Writes a template with these values.
///
/// # Errors
/// `invalid_template` when the template asks for something it cannot have; `output_too_large` when `out` takes no more.
pub fn render(
    compiled: &Compiled,
    purpose: For,
    values: Map<String, Json>,
    out: &mut dyn Output,
) -> Result<(), Error> {
    let (values, is_plain) = (Json::Object(values), purpose == For::Plain);
    let written = compiled.template.write(&LANGUAGE, &values, is_plain, out);
    written.map_err(error::unusable)
}

/// The language of templates in texts: the helpers they may call, and the form of values in them.
static LANGUAGE: Language = Language {
    strict: false,
    escape: |text| {
        let mut out = String::with_capacity(text.len());
        markdown::escape_into(&mut out, text);
        out
    },
    helpers: &helper::NAMES,
    answer: helper::answer,
};

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.source)
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// The use of a written text, which decides about escaping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// A value in its own right, such as an attribute: nothing is escaped.
    Plain,
    /// Markdown: inserted values are escaped so that they cannot become markup.
    Markdown,
}

impl Words {
    /// Compiles a text that holds `{{`.
    ///
    /// # Errors
    /// `invalid_template`, with the reason.
    pub fn compile(text: &str) -> Result<Self, Error> {
        let mut inputs = Vec::new();
        // The dollar of `${{price}}` stands before a tag, and begins no token.
        let source = text.replace("${{", "$\0{{");
        let source = with_names(&with_lengths(&source), &mut inputs).replace("\0", "");
        read_paths(&source, &mut inputs);
        let words = Self {
            // Even if it cannot be filled in, nobody sees a token.
            source: text.replace("${", "{").into(),
            compiled: Compiled::new(&source)?,
            inputs,
        };
        // The library meets an unknown helper only while writing, so a first writing without values finds it at load.
        words.try_write(For::Plain, Map::new())?;
        Ok(words)
    }

    /// Writes the text with these values, or as it stands when that fails.
    pub fn write(&self, purpose: For, values: Map<String, Json>, out: &mut String) {
        match self.try_write(purpose, values) {
            Ok(text) => out.push_str(&text),
            Err(_) => out.push_str(&self.source),
        }
    }

    /// Writes the text, or returns the reason for which it cannot be written.
    fn try_write(&self, purpose: For, values: Map<String, Json>) -> Result<String, Error> {
        // A loop goes through one of the values, so their count bounds every loop.
        let mut size = 1;
        for value in values.values() {
            count(value, &mut size);
        }
        self.compiled.check_loops(size)?;
        let mut out = Written::new(limits::SMART_TEXT_BYTES);
        render(&self.compiled, purpose, values, &mut out)?;
        Ok(out.text)
    }
}

/// Checks the tags of a template by the signs they begin with: at most `most` tags, none of which
/// begins with one in `refused`.
///
/// Those signs would insert markup (`{{{`, `{{&`) or another template (`{{>`, `{{*`, `{{#>`, `{{#*`), which
/// may lead in a circle.
fn check(text: &str, refused: &[u8], most: usize) -> Result<(), Error> {
    let mut tags = 0;
    let mut bytes = text.as_bytes();
    while let Some((_, rest)) = bytes.split_first() {
        if let [b'{', b'{', tag @ ..] = bytes {
            let mut tag = tag;
            tags += 1;
            // The grammar lets blanks stand between the signs of a tag.
            while let [b' ' | b'\t' | b'\n' | b'\r' | b'~' | b'#', rest @ ..] = tag {
                tag = rest;
            }
            if tag.first().is_some_and(|sign| refused.contains(sign)) {
                return Err(wrong("expected no partials, decorators or raw values"));
            }
        }
        bytes = rest;
    }
    if tags > most {
        return Err(wrong("expected fewer tags"));
    }
    Ok(())
}

/// Makes the error for a template that is refused.
#[cold]
fn wrong(detail: &str) -> Error {
    Error::new(ErrorKind::InvalidTemplate, detail)
}

/// Makes each path in a tag that asks for the length of a list a token, for the template library knows no lengths.
fn with_lengths(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(".length") {
        let start = before
            .rfind([' ', '{', '(', '#', '}'])
            .map_or(0, |at| at + 1);
        let (head, path) = before.split_at(start);
        let word = path.split('.').next().unwrap_or_default();
        // In smart text it is a token already.
        if Namespace::named(word).is_some() && !head.ends_with("${") {
            push(&mut out, &[head, "${", path, ".length}"]);
        } else {
            push(&mut out, &[before, ".length"]);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Replaces each smart-text token by a name that the template can look up: inside a tag by the name
/// alone, outside by a tag.
/// Notes the tokens in `inputs`.
fn with_names(text: &str, inputs: &mut Vec<(Token, Vec<Shared>)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_tag = false;
    for part in Smart::pieces(text) {
        match part {
            Piece::Literal(literal) => {
                out.push_str(&literal);
                for pair in literal.as_bytes().windows(2) {
                    in_tag = pair == b"{{" || in_tag && pair != b"}}";
                }
            }
            Piece::Words(_) => {}
            Piece::Token(token) => {
                let name: Shared = concat(&["_", &inputs.len().to_string()]).into();
                let (open, close) = if in_tag { ("", "") } else { ("{{", "}}") };
                // From the root, because the tag may stand inside a loop.
                push(&mut out, &[open, "@root.", &name, close]);
                inputs.push((token, [name].into()));
            }
        }
    }
    out
}

/// Notes every path in the tags that begins with the name of a namespace. Names stand between dots or slashes; one in
/// brackets may have any signs.
fn read_paths(source: &str, inputs: &mut Vec<(Token, Vec<Shared>)>) {
    let mut path: Vec<Shared> = Vec::new();
    let mut name = String::new();
    let mut quoted = false;
    for sign in source.chars().chain(['\0']) {
        match sign {
            '[' | ']' => quoted = sign == '[',
            _ if quoted => name.push(sign),
            '0'..='9' | 'A'..='Z' | 'a'..='z' | '_' | '-' | ':' | '\u{80}'.. => name.push(sign),
            // A dot before any name belongs to `../`, and a slash to the end of a block.
            '.' | '/' => {
                if !name.is_empty() && (name != "root" || !path.is_empty()) {
                    path.push(name.as_str().into());
                }
                name.clear();
            }
            _ => {
                if !name.is_empty() {
                    path.push(name.as_str().into());
                }
                note_path(&path, inputs);
                path.clear();
                name.clear();
            }
        }
    }
}

/// Notes a path as the token it would be in smart text.
fn note_path(path: &[Shared], inputs: &mut Vec<(Token, Vec<Shared>)>) {
    let [word, names @ ..] = path else { return };
    let namespace = Namespace::named(word);
    if namespace.is_none() || names.is_empty() {
        return;
    }
    let mut token = Token {
        namespace,
        path: Vec::with_capacity(names.len()),
        source: word.clone(),
        at: Cell::default(),
    };
    for name in names {
        token.path.push(PathStep::Name(name.clone()));
    }
    inputs.push((token, path.to_vec()));
}

/// Puts a value at the end of a path. A whole object wins over single values read from it, whichever comes first.
pub fn insert(values: &mut Map<String, Json>, path: &[Shared], value: Json) {
    match path {
        [] => {}
        [name] => drop(values.insert(name.to_string(), value)),
        [name, rest @ ..] => {
            if !values.contains_key(&**name) {
                values.insert(name.to_string(), Json::Object(Map::new()));
            }
            if let Some(Json::Object(inner)) = values.get_mut(&**name) {
                insert(inner, rest, value);
            }
        }
    }
}

/// Counts the values inside a value, and the value itself.
fn count(value: &Json, size: &mut u32) {
    *size += 1;
    match value {
        Json::Array(list) => list.iter().for_each(|value| count(value, size)),
        Json::Object(map) => map.values().for_each(|value| count(value, size)),
        _ => {}
    }
}

/// The output of a template: a text up to a limit.
pub(super) struct Written {
    pub(super) text: String,
    limit: usize,
}

impl Written {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            limit,
        }
    }
}

impl Output for Written {
    fn write(&mut self, text: &str) -> bool {
        let fits = self.text.len() + text.len() <= self.limit;
        if fits {
            self.text.push_str(text);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_would_insert_markup_or_never_end_is_refused() {
        let nested = "(len ".repeat(2_000) + "x" + &")".repeat(2_000);
        let nested = "{{len ".to_owned() + &nested + "}}";
        let many = "{{x}}".repeat(limits::TEXT_TAGS + 1);
        let rows = [
            "{{{x}}}",
            "{{&x}}",
            "{{~{x}~}}",
            "{{~&x}}",
            "{{> x}}",
            "{{#> x}}{{/x}}",
            "{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}",
            "{{* x}}",
            "{{ > x}}",
            "{{ ~> x}}",
            "{{~ > x}}",
            "{{ {x}}}",
            "{{ & x}}",
            "{{ #> x}}{{/x}}",
            "{{# > x}}{{/x}}",
            "{{ * inline \"a\"}}",
            "{{# * inline \"a\"}}{{> a}}{{/inline}}{{ > a}}",
            "{{ #* inline \"a\"}}x{{/inline}}",
            "{{# *inline \"a\"}}x{{/inline}}",
            "{{~ #*inline \"a\"}}x{{/inline}}",
            "{{# ~*inline \"a\"}}x{{/inline}}",
            "{{#if x}}",
            "{{x",
            "{{nobody x}}",
            nested.as_str(),
            many.as_str(),
        ];
        for text in rows {
            assert!(Words::compile(text).is_err(), "{text}");
        }
    }

    #[test]
    fn loops_in_loops_end() {
        let text = "{{#each @root.state.list}}".repeat(6) + "x" + &"{{/each}}".repeat(6);
        let words = Words::compile(&text).expect("a template");
        let list: Vec<u32> = (0..1_000).collect();
        let mut values = Map::new();
        values.insert("state".into(), json!({ "list": list }));
        let mut out = String::new();
        words.write(For::Plain, values, &mut out);
        assert_eq!(out, text, "it is shown as it is written");
    }
}
