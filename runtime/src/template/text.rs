//! Handlebars in the texts and attributes of a document.
//!
//! A template reads what smart text reads, by the same names: `{{sku.price}}`. It is always one its author wrote; what it
//! inserts is text, neither markup nor a template.

use std::cell::OnceCell;

use handlebars::{Context, Handlebars, Output, RenderContext, Renderable, Template};
use serde_json::{Map, Value as Json};

use super::{error, helper};
use crate::document::smart::{Part, Segment, Smart, Token};
use crate::error::{Error, ErrorKind};
use crate::limits;
use crate::paywall::markdown;
use crate::tree::{Shared, concat};

/// A compiled text.
#[derive(Debug, PartialEq)]
pub struct Words {
    /// The text as written; shown when it cannot be filled in.
    pub source: Shared,
    /// What it reads: the token, and the path under which the template looks for it.
    pub inputs: Vec<(Token, Vec<String>)>,
    template: Template,
    /// How many lists it goes through, at most one inside the other.
    loops: u32,
}

/// What a text is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// A value as it is.
    Plain,
    /// Markdown: what is inserted must not become markup.
    Markdown,
}

impl Words {
    /// The compiled form of a text that holds `{{`.
    ///
    /// # Errors
    /// `invalid_template`: what is wrong with it.
    pub fn compile(text: &str) -> Result<Self, Error> {
        check(text)?;
        let mut inputs = Vec::new();
        let source = with_names(text, &mut inputs);
        read_paths(&source, &mut inputs);
        let template = Template::compile(&source).map_err(|error| error::unreadable(&error))?;
        let words = Self {
            source: text.into(),
            inputs,
            template,
            loops: source.matches("#each").count() as u32,
        };
        // Unknown helpers come to light when it is written.
        words.try_write(For::Plain, Map::new())?;
        Ok(words)
    }

    /// Writes it with these values; the text as it stands when that is not possible.
    pub fn write(&self, purpose: For, values: Map<String, Json>, out: &mut String) {
        match self.try_write(purpose, values) {
            Ok(text) => out.push_str(&text),
            Err(_) => out.push_str(&self.source),
        }
    }

    fn try_write(&self, purpose: For, values: Map<String, Json>) -> Result<String, Error> {
        let values = Json::Object(values);
        let mut size = 0;
        count(&values, &mut size);
        if size.saturating_pow(self.loops) > limits::TEMPLATE_STEPS {
            return Err(Error::new(
                ErrorKind::InvalidTemplate,
                "expected shorter lists",
            ));
        }
        let context = Context::from(values);
        let mut out = Written(String::new());
        let written = with_helpers(purpose, |helpers| {
            let mut render = RenderContext::new(None);
            self.template
                .render(helpers, &context, &mut render, &mut out)
        });
        written.map_err(|error| error::unusable(&error))?;
        Ok(out.0)
    }
}

/// Within the limits, and without what would insert markup or another template: `{{{`, `{{&`, `{{>`, `{{*`, `{{#>`, `{{#*`.
fn check(text: &str) -> Result<(), Error> {
    let wrong = |detail| Err(Error::new(ErrorKind::InvalidTemplate, detail));
    let mut tags = 0;
    for tag in text.split("{{").skip(1) {
        tags += 1;
        let tag = tag.strip_prefix('~').unwrap_or(tag);
        if tag
            .strip_prefix('#')
            .unwrap_or(tag)
            .starts_with(['{', '&', '>', '*'])
        {
            return wrong("expected no partials, decorators or raw values");
        }
    }
    if tags > limits::TEXT_TAGS || text.len() > limits::TEXT_TEMPLATE_BYTES {
        return wrong("expected fewer tags or a shorter text");
    }
    Ok(())
}

/// The source with a name in place of each smart-text token: inside a tag the name alone, outside a tag of its own.
fn with_names(text: &str, inputs: &mut Vec<(Token, Vec<String>)>) -> String {
    let Some(smart) = Smart::compile(text) else {
        return text.into();
    };
    let mut out = String::with_capacity(text.len());
    for part in smart.parts {
        match part {
            Part::Literal(literal) => out.push_str(&literal),
            Part::Words(_) => {}
            Part::Token(token) => {
                let name = concat(&["_", &inputs.len().to_string()]);
                let in_tag = out.rfind("{{") > out.rfind("}}");
                let (open, close) = if in_tag { ("", "") } else { ("{{", "}}") };
                // From the root, for it may stand inside a loop.
                out.push_str(&concat(&[open, "@root.", &name, close]));
                inputs.push((token, vec![name]));
            }
        }
    }
    out
}

/// Notes every path that begins with the name of a namespace.
fn read_paths(source: &str, inputs: &mut Vec<(Token, Vec<String>)>) {
    let is_path =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '[' | ']');
    for word in source.split(|c| !is_path(c)) {
        let path: String = word.chars().filter(|c| !matches!(c, '[' | ']')).collect();
        // `@root.state.x` and `../state.x` are read too.
        let path = path.trim_matches('.');
        let path = path.strip_prefix("root.").unwrap_or(path);
        let Some(smart) = Smart::compile(&concat(&["${", path, "}"])) else {
            continue;
        };
        if let Some(token) = smart
            .single()
            .filter(|token| token.namespace.is_some() && !token.path.is_empty())
        {
            let mut names = vec![path.split('.').next().unwrap_or_default().to_owned()];
            for segment in &token.path {
                if let Segment::Name(name) = segment {
                    names.push(name.to_string());
                }
            }
            inputs.push((token.clone(), names));
        }
    }
    // A value must not hide what is read inside it.
    inputs.sort_by_key(|(_, names)| names.len());
}

/// Puts a value where a path leads.
pub fn insert(values: &mut Map<String, Json>, path: &[String], value: Json) {
    match path {
        [] => {}
        [name] => drop(values.insert(name.clone(), value)),
        [name, rest @ ..] => {
            let inner = values
                .entry(name.as_str())
                .or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

fn count(value: &Json, size: &mut u32) {
    *size += 1;
    match value {
        Json::Array(list) => list.iter().for_each(|value| count(value, size)),
        Json::Object(map) => map.values().for_each(|value| count(value, size)),
        _ => {}
    }
}

/// Takes what a template writes, up to the limit.
struct Written(String);

impl Output for Written {
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        if self.0.len() + text.len() > limits::SMART_TEXT_BYTES {
            return Err(std::io::ErrorKind::WriteZero.into());
        }
        self.0.push_str(text);
        Ok(())
    }
}

type Helpers = Handlebars<'static>;

/// The helpers are made when they are first used.
fn with_helpers<R>(purpose: For, run: impl FnOnce(&Helpers) -> R) -> R {
    thread_local! {
        static HELPERS: OnceCell<[Helpers; 2]> = const { OnceCell::new() };
    }
    HELPERS.with(|helpers| {
        let [plain, markup] = helpers.get_or_init(|| [made(str::to_owned), made(escaped)]);
        run(if purpose == For::Plain { plain } else { markup })
    })
}

fn made(escape: fn(&str) -> String) -> Helpers {
    let mut helpers = Handlebars::new();
    helpers.register_escape_fn(escape);
    helper::register(&mut helpers);
    helpers
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    markdown::escape_into(&mut out, text);
    out
}
