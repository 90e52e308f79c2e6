//! Reading a template: from the tree of the grammar to parts.

use pest::{Parser as _, Span};
use pest_derive::Parser;

use crate::error::{Error, Problem};
use crate::path::{Path, Step};
use crate::template::{Call, Element, Part, Template, Word};

#[derive(Parser)]
#[grammar = "grammar.pest"]
struct Tree;

/// A part of the source, and the rule that it follows.
#[derive(Clone, Copy)]
struct Found<'s> {
    rule: Rule,
    span: Span<'s>,
}

/// A tag: a call, and whether the blanks before and after it are left out.
struct Tag {
    call: Call,
    trims_before: bool,
    trims_after: bool,
}

/// A block that is not closed yet.
struct Open {
    call: Call,
    place: (usize, usize),
    /// The blocks of its `else if`, in order.
    others: Vec<Call>,
}

impl Open {
    /// Returns the call whose template comes next.
    fn last(&mut self) -> &mut Call {
        self.others.last_mut().unwrap_or(&mut self.call)
    }

    /// Closes the block with its last template.
    fn close(mut self, template: Template) -> Call {
        let last = self.last();
        let mut inverse = None;
        if last.template.is_some() {
            inverse = Some(template);
        } else {
            last.template = Some(template);
        }
        while let Some(mut other) = self.others.pop() {
            other.inverse = inverse;
            let mut chained = Template::default();
            chained.push(Element::Block(Box::new(other)), (0, 0));
            inverse = Some(chained);
        }
        self.call.inverse = inverse;
        self.call
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// With the place, when it does not follow the grammar.
    pub fn read(source: &str) -> Result<Self, Error> {
        let tree = Tree::parse(Rule::handlebars, source).map_err(|error| {
            let pest::error::LineColLocation::Pos(place) = error.line_col else {
                return Problem::Syntax.into();
            };
            let problem = Problem::Syntax;
            Error { problem, place }
        })?;
        let mut found = Vec::new();
        for pair in tree.flatten() {
            let (rule, span) = (pair.as_rule(), pair.as_span());
            found.push(Found { rule, span });
        }
        let reader = Reader {
            source,
            found,
            next: 0,
            templates: Vec::new(),
            blocks: Vec::new(),
            end: 0,
            trims: false,
            trims_line: false,
        };
        reader.read()
    }

    fn push(&mut self, element: Element, place: (usize, usize)) {
        self.parts.push(Part { element, place });
    }
}

/// The reader of one source.
struct Reader<'s> {
    source: &'s str,
    /// All that the grammar found, each before what is in it.
    found: Vec<Found<'s>>,
    next: usize,
    /// The templates that are not at their ends yet, the innermost last.
    templates: Vec<Template>,
    blocks: Vec<Open>,
    /// The end of what was read.
    end: usize,
    /// True if the blanks of the next text are left out at its beginning.
    trims: bool,
    /// True if the rest of the line is.
    trims_line: bool,
}

impl<'s> Reader<'s> {
    /// Returns what comes next. Escapes are looked for by those who read a text.
    fn peek(&mut self) -> Option<Found<'s>> {
        loop {
            let found = *self.found.get(self.next)?;
            if found.rule != Rule::escape {
                return Some(found);
            }
            self.next += 1;
        }
    }

    fn next(&mut self) -> Option<Found<'s>> {
        let found = self.peek()?;
        self.next += 1;
        Some(found)
    }

    fn read(mut self) -> Result<Template, Error> {
        while let Some(found) = self.next() {
            self.one(found)?;
        }
        if let Some(rest) = self.source.get(self.end..).filter(|rest| !rest.is_empty()) {
            let element = Element::Text(rest.to_owned());
            self.push(element, (0, 0))?;
        }
        self.template()
    }

    /// Returns the innermost template, which is at its end.
    fn template(&mut self) -> Result<Template, Error> {
        Ok(self.templates.pop().ok_or(Problem::Syntax)?)
    }

    fn push(&mut self, element: Element, place: (usize, usize)) -> Result<(), Error> {
        let template = self.templates.last_mut().ok_or(Problem::Syntax)?;
        template.push(element, place);
        Ok(())
    }

    fn one(&mut self, found: Found<'s>) -> Result<(), Error> {
        let Found { rule, span } = found;
        let start = span.start();
        let is_text = matches!(rule, Rule::raw_text | Rule::raw_block_text);
        if rule == Rule::template {
            self.templates.push(Template::default());
            return Ok(());
        }
        if start != self.end && !self.trims && !is_text {
            // Blanks that the grammar skips.
            let text = self.source.get(self.end..start).unwrap_or_default();
            let element = self.text(text.to_owned(), false);
            self.push(element, (0, 0))?;
        }
        match rule {
            Rule::raw_text | Rule::raw_block_text => {
                let is_block = rule == Rule::raw_block_text;
                let from = if is_block { start } else { self.end };
                let text = self.unescaped(from, span);
                let element = self.text(text, self.trims);
                if is_block {
                    self.templates.push(Template::default());
                }
                self.push(element, (0, 0))?;
            }
            Rule::expression | Rule::html_expression => {
                let call = self.tag(span, false)?;
                let is_raw = rule == Rule::html_expression;
                self.push(
                    Element::Value(Box::new(call), is_raw),
                    span.start_pos().line_col(),
                )?;
            }
            Rule::helper_block_start | Rule::raw_block_start => {
                let mut call = self.tag(span, true)?;
                call.is_block = true;
                self.blocks.push(Open {
                    call,
                    place: span.start_pos().line_col(),
                    others: Vec::new(),
                });
            }
            Rule::invert_tag | Rule::invert_chain_tag => self.otherwise(found)?,
            Rule::helper_block_end | Rule::raw_block_end => self.close(span)?,
            Rule::hbs_comment | Rule::hbs_comment_compact => {
                self.stands_alone(span);
                self.push(Element::Nothing, (0, 0))?;
            }
            _ => {}
        }
        self.end = span.end();
        Ok(())
    }

    /// Returns a text, without what is left out at its beginning.
    fn text(&mut self, text: String, trims: bool) -> Element {
        let mut rest = &text[..];
        if trims {
            rest = rest.trim_start();
        } else if self.trims_line {
            rest = rest.trim_start_matches(BLANKS);
            let line = rest.strip_prefix("\r\n").or(rest.strip_prefix('\n'));
            rest = line.unwrap_or(rest);
        }
        self.trims_line = false;
        Element::Text(rest.to_owned())
    }

    /// Returns the source from a place to the end of a text, without the backslashes of its escapes.
    fn unescaped(&mut self, from: usize, span: Span<'s>) -> String {
        let mut text = String::new();
        let mut from = from;
        while let Some(escape) = self.found.get(self.next) {
            if escape.rule != Rule::escape {
                break;
            }
            let at = escape.span.start();
            text.push_str(self.source.get(from..at).unwrap_or_default());
            from = at + 1;
            self.next += 1;
        }
        text.push_str(self.source.get(from..span.end()).unwrap_or_default());
        text
    }

    /// Reads a tag. With `is_line`, one that stands alone in its line takes the line with it.
    fn tag(&mut self, span: Span<'s>, is_line: bool) -> Result<Call, Error> {
        let tag = self.call(span.end())?;
        self.trim(&tag);
        if is_line {
            self.stands_alone(span);
        }
        Ok(tag.call)
    }

    /// Leaves out the blanks before a tag, and notes whether those after it are.
    fn trim(&mut self, tag: &Tag) {
        if tag.trims_before {
            self.trim_end(str::trim_end);
        }
        self.trims = tag.trims_after;
    }

    /// Shortens the text that was read last.
    fn trim_end(&mut self, trim: fn(&str) -> &str) {
        let parts = self
            .templates
            .last_mut()
            .map(|template| &mut template.parts);
        let last = parts.and_then(|parts| parts.last_mut());
        if let Some(Part {
            element: Element::Text(text),
            ..
        }) = last
        {
            text.truncate(trim(text).len());
        }
    }

    /// Finds out whether a tag stands alone in its line. If so, the blanks before it and the rest of the line are left out.
    fn stands_alone(&mut self, span: Span<'s>) {
        let (before, after) = (
            self.source.get(..span.start()),
            self.source.get(span.end()..),
        );
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        let rest = after.trim_start_matches(BLANKS);
        let ends = after.is_empty() || rest.starts_with(LINES);
        let begins = before.trim_end_matches(BLANKS);
        let begins = begins.is_empty() || begins.ends_with(LINES);
        self.trims_line = ends && begins;
        if self.trims_line {
            self.trim_end(|text| text.trim_end_matches(BLANKS));
        }
    }

    /// Reads `{{else}}` and `{{else if …}}`.
    fn otherwise(&mut self, Found { rule, span }: Found<'s>) -> Result<(), Error> {
        let is_chain = rule == Rule::invert_chain_tag;
        let mut trims_before = false;
        if is_chain {
            trims_before = self.take(Rule::leading_tilde_to_omit_whitespace);
            // The word itself.
            self.next();
        }
        let mut tag = self.call(span.end())?;
        tag.trims_before |= trims_before;
        self.trim(&tag);
        self.stands_alone(span);
        let template = self.template()?;
        let open = self.blocks.last_mut().ok_or(Problem::Syntax)?;
        open.last().template = Some(template);
        if is_chain {
            tag.call.is_block = true;
            open.others.push(tag.call);
        }
        Ok(())
    }

    /// Reads the end of a block.
    fn close(&mut self, span: Span<'s>) -> Result<(), Error> {
        let call = self.tag(span, true)?;
        let open = self.blocks.pop().ok_or(Problem::Syntax)?;
        let (begun, ended) = (open.call.name.name(), call.name.name());
        if begun != ended {
            let word = |name: Option<&str>| name.unwrap_or_default().to_owned();
            let problem = Problem::Closed(word(begun), word(ended));
            let place = span.start_pos().line_col();
            return Err(Error { problem, place });
        }
        let template = self.template()?;
        let place = open.place;
        let block = open.close(template);
        self.push(Element::Block(Box::new(block)), place)
    }

    /// Takes what comes next if it follows this rule.
    fn take(&mut self, rule: Rule) -> bool {
        let is_next = self.peek().is_some_and(|next| next.rule == rule);
        self.next += usize::from(is_next);
        is_next
    }

    /// Reads a call that ends before `end`.
    fn call(&mut self, end: usize) -> Result<Tag, Error> {
        let trims_before = self.take(Rule::leading_tilde_to_omit_whitespace);
        let mut call = Call {
            name: self.name()?,
            params: Vec::new(),
            hash: Vec::new(),
            names: Vec::new(),
            template: None,
            inverse: None,
            is_block: false,
        };
        let mut trims_after = false;
        while let Some(next) = self.peek().filter(|next| next.span.end() < end) {
            self.next += 1;
            match next.rule {
                Rule::helper_parameter => call.params.push(self.word()?),
                Rule::hash => {
                    let name = self.next().map_or("", |name| name.span.as_str()).to_owned();
                    let word = self.word()?;
                    call.hash.retain(|(other, _)| *other != name);
                    call.hash.push((name, word));
                }
                Rule::block_param => {
                    let end = next.span.end();
                    while let Some(name) = self.peek().filter(|name| name.span.end() <= end) {
                        self.next += 1;
                        call.names.push(name.span.as_str().to_owned());
                    }
                }
                Rule::trailing_tilde_to_omit_whitespace => trims_after = true,
                _ => {}
            }
        }
        Ok(Tag {
            call,
            trims_before,
            trims_after,
        })
    }

    /// Reads the name of a call.
    fn name(&mut self) -> Result<Word, Error> {
        let found = self.next().ok_or(Problem::Syntax)?;
        match found.rule {
            Rule::reference | Rule::subexpression => self.inside(found),
            _ => Ok(Word::Name(found.span.as_str().to_owned())),
        }
    }

    /// Reads a parameter.
    fn word(&mut self) -> Result<Word, Error> {
        self.take(Rule::helper_parameter);
        let found = self.next().ok_or(Problem::Syntax)?;
        let word = match found.rule {
            Rule::literal => self.literal(found)?,
            _ => self.inside(found)?,
        };
        while self
            .peek()
            .is_some_and(|next| next.span.end() <= found.span.end())
        {
            self.next += 1;
        }
        Ok(word)
    }

    /// Reads a path or a call.
    fn inside(&mut self, found: Found<'s>) -> Result<Word, Error> {
        let end = found.span.end();
        if found.rule == Rule::subexpression {
            return Ok(Word::Call(Box::new(self.call(end)?.call)));
        }
        let mut steps = Vec::with_capacity(4);
        while let Some(next) = self.peek().filter(|next| next.span.end() <= end) {
            self.next += 1;
            steps.extend(step(next.rule, next.span.as_str()));
        }
        Ok(Word::Path(Path::new(found.span.as_str(), steps)))
    }

    /// Reads a JSON value; its text may stand between single quotes.
    fn literal(&mut self, found: Found<'s>) -> Result<Word, Error> {
        let text = found.span.as_str();
        let quoted = self.found.get(self.next + 1);
        let quoted = quoted.filter(|inner| inner.rule == Rule::string_inner_single_quote);
        let read = match quoted {
            Some(inner) if text.starts_with('\'') => {
                let inner = inner.span.as_str().replace("\\'", "'").replace('"', "\\\"");
                serde_json::from_str(&["\"", &inner, "\""].concat())
            }
            _ => serde_json::from_str(text),
        };
        read.map(Word::Literal)
            .map_err(|_| Problem::Parameter(text.to_owned()).into())
    }
}

/// Returns the step of a rule. `this` is none, as it leads nowhere.
fn step(rule: Rule, text: &str) -> Option<Step> {
    match rule {
        Rule::path_root => Some(Step::Root),
        Rule::path_local => Some(Step::Local),
        Rule::path_up => Some(Step::Up),
        Rule::path_id | Rule::path_raw_id if text != "this" => Some(Step::Name(text.into())),
        _ => None,
    }
}

/// The blanks of a line.
const BLANKS: [char; 2] = [' ', '\t'];

/// The ends of lines.
const LINES: [char; 2] = ['\n', '\r'];
