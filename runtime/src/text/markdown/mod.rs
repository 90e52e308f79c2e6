//! The safe subset of Markdown for texts.
//!
//! It has paragraphs, line breaks, bold, italic, strike, code, links with safe schemes, bare URLs, headings and lists. Raw
//! HTML is text; only `<br>` breaks the line. Every pass over a text is linear in its length.

use crate::string::concat;
use crate::tree::{Element, Node, Tag, Value, escape};

/// Returns whether a character is part of a word, so that a `_` beside it marks nothing.
/// Outside ASCII, all characters but spaces and punctuation are: the exact table of letters would weigh
/// more than it is worth.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (c > '\u{BF}' && !matches!(c, '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}'))
}

#[cfg(test)]
mod tests;

/// The depth to which emphasis and links nest; deeper markers stay as written.
const DEPTH: usize = 6;

/// The form of links: inside a button they cannot be followed, so they are only marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Links that can be followed.
    Live,
    /// Text that is marked as a link.
    Marked,
}

/// Writes `text` so that it reads back as itself: every sign that could be markup gets a backslash.
pub fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        // A newline would end a heading or start a list.
        out.push(if c == '\n' || c == '\r' { ' ' } else { c });
    }
}

/// Parses a text into nodes. A single paragraph gives its content alone; several give an element each.
pub fn nodes(text: &str, links: Links) -> Vec<Node> {
    let text = text.trim();
    if is_plain(text) {
        return if text.is_empty() {
            Vec::new()
        } else {
            vec![Node::Text(text.into())]
        };
    }
    let mut blocks = blocks(text, links);
    match blocks.as_mut_slice() {
        [Node::Element(only)] if only.tag == Tag::P => std::mem::take(&mut only.children),
        _ => blocks,
    }
}

/// Returns whether a text certainly holds no markup. Most texts do not, and are done with this one pass.
fn is_plain(text: &str) -> bool {
    let mut before = 0;
    for byte in text.bytes() {
        let special = match byte {
            b'*' | b'_' | b'~' | b'`' | b'[' | b'\\' | b'<' | b'&' | b'\n' | b'#' | b'-' | b'+' => {
                true
            }
            // The beginnings of "://" and "www.".
            b'/' | b'w' => before == byte,
            b'.' | b')' => before.is_ascii_digit(),
            _ => false,
        };
        if special {
            return false;
        }
        before = byte;
    }
    true
}

/// The role of a line.
enum Line<'t> {
    Blank,
    Heading(Tag, &'t str),
    Item(Tag, &'t str),
    Text,
}

/// Finds the role of a line.
fn line(text: &str) -> Line<'_> {
    let trimmed = text.trim_start();
    if trimmed.is_empty() {
        return Line::Blank;
    }
    // Without a space behind the signs it is no heading, but perhaps `#1`.
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    let headings = [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6];
    if let (Some(tag), Some(rest)) = (
        level.checked_sub(1).and_then(|at| headings.get(at)),
        trimmed[level..].strip_prefix(' '),
    ) {
        return Line::Heading(*tag, rest.trim_end_matches(['#', ' ']));
    }
    if let Some(rest) = ["- ", "* ", "+ "]
        .iter()
        .find_map(|mark| trimmed.strip_prefix(mark))
    {
        return Line::Item(Tag::Ul, rest);
    }
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let rest = trimmed[digits..]
        .strip_prefix(". ")
        .or_else(|| trimmed[digits..].strip_prefix(") "));
    match rest {
        // As in CommonMark, nine digits at most.
        Some(rest) if (1..=9).contains(&digits) => Line::Item(Tag::Ol, rest),
        _ => Line::Text,
    }
}

/// Parses a text into paragraphs, headings and lists.
fn blocks(text: &str, links: Links) -> Vec<Node> {
    let mut out: Vec<Element> = Vec::new();
    let mut paragraph = String::new();
    for source in text.lines() {
        let line = line(source);
        if !matches!(line, Line::Text) {
            end_paragraph(&mut out, &mut paragraph, links);
        }
        match line {
            Line::Blank => {}
            Line::Heading(tag, rest) => out.push(element(tag, inline(rest, links, 0))),
            Line::Item(tag, rest) => push_item(&mut out, tag, inline(rest, links, 0)),
            Line::Text => {
                if !paragraph.is_empty() {
                    paragraph.push('\n');
                }
                paragraph.push_str(source);
            }
        }
    }
    end_paragraph(&mut out, &mut paragraph, links);
    out.into_iter().map(Node::Element).collect()
}

/// Ends the paragraph that is being collected, if there is one.
fn end_paragraph(out: &mut Vec<Element>, paragraph: &mut String, links: Links) {
    if !paragraph.is_empty() {
        out.push(element(Tag::P, inline(paragraph.trim(), links, 0)));
        paragraph.clear();
    }
}

/// Adds an item to the list before it, or to a new one.
fn push_item(out: &mut Vec<Element>, tag: Tag, children: Vec<Node>) {
    let item = Node::Element(element(Tag::Li, children));
    match out.last_mut() {
        Some(list) if list.tag == tag => list.children.push(item),
        _ => out.push(element(tag, vec![item])),
    }
}

fn element(tag: Tag, children: Vec<Node>) -> Element {
    Element {
        children,
        ..Element::new(tag)
    }
}

/// Parses the markup inside a line or a paragraph.
fn inline(text: &str, links: Links, depth: usize) -> Vec<Node> {
    let mut writer = Inline {
        links,
        depth,
        out: Vec::new(),
        pending: String::new(),
        given_up: [false; MARKS.len()],
    };
    writer.run(text);
    writer.flush();
    writer.out
}

/// The emphasis marks, longest first.
const MARKS: [(&str, Tag); 6] = [
    ("**", Tag::Strong),
    ("__", Tag::Strong),
    ("~~", Tag::Del),
    ("*", Tag::Em),
    ("_", Tag::Em),
    // Marks and backslashes work in code, too: values in it are written with backslashes.
    ("`", Tag::Code),
];

/// Returns whether markup may start with a byte and the next. Both are ASCII, so texts are only cut between characters.
fn may_mark(byte: u8, next: Option<&u8>) -> bool {
    match byte {
        b'\\' | b'&' | b'<' | b'[' | b'*' | b'_' | b'~' | b'`' => true,
        b' ' => next == Some(&b' '),
        b'h' => next == Some(&b't'),
        b'w' => next == Some(&b'w'),
        _ => false,
    }
}

/// The parsing of a text's inside.
struct Inline {
    links: Links,
    depth: usize,
    out: Vec<Node>,
    /// The text since the last element, not yet a node.
    pending: String,
    /// The marks whose end was looked for in vain: nothing behind that place ends them either.
    /// Without this, a text of opening marks would take quadratic time.
    given_up: [bool; MARKS.len()],
}

impl Inline {
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.out.push(Node::Text(self.pending.as_str().into()));
            self.pending.clear();
        }
    }

    fn push(&mut self, element: Element) {
        self.flush();
        self.out.push(Node::Element(element));
    }

    /// Parses all of a text.
    fn run(&mut self, text: &str) {
        let (mut from, mut at) = (0, 0);
        while let Some(&byte) = text.as_bytes().get(at) {
            if !may_mark(byte, text.as_bytes().get(at + 1)) {
                at += 1;
                continue;
            }
            self.pending.push_str(&text[from..at]);
            from = at;
            at = match self.markup(text, at, byte) {
                Some(next) => {
                    from = next;
                    next
                }
                None => at + 1,
            };
        }
        self.pending.push_str(&text[from..]);
    }

    /// Takes the markup at `at`, if there is any; returns the position behind it.
    fn markup(&mut self, text: &str, at: usize, byte: u8) -> Option<usize> {
        match byte {
            b'\\' => self.backslash(text, at),
            b'&' => self.entity(text, at),
            b'<' => self.angle(text, at),
            b'[' => self.link(text, at),
            b'*' | b'_' | b'~' | b'`' => self.emphasis(text, at),
            b'h' | b'w' => self.bare_url(text, at),
            b' ' => {
                let spaces = text[at..].len() - text[at..].trim_start_matches(' ').len();
                if spaces >= 2 && text[at + spaces..].starts_with('\n') {
                    self.push(Element::new(Tag::Br));
                    return Some(at + spaces + 1);
                }
                self.pending.push_str(&text[at..at + spaces]);
                Some(at + spaces)
            }
            _ => None,
        }
    }

    /// Takes a backslash and the sign it makes plain, or a line break.
    fn backslash(&mut self, text: &str, at: usize) -> Option<usize> {
        let next = text[at + 1..].chars().next()?;
        if next == '\n' {
            self.push(Element::new(Tag::Br));
        } else if next.is_ascii_punctuation() {
            self.pending.push(next);
        } else {
            return None;
        }
        Some(at + 1 + next.len_utf8())
    }

    /// Takes a character reference of HTML, as authors write them.
    fn entity(&mut self, text: &str, at: usize) -> Option<usize> {
        const ENTITIES: [(&str, char); 9] = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&apos;", '\''),
            ("&#39;", '\''),
            ("&nbsp;", '\u{a0}'),
            ("&copy;", '\u{a9}'),
            ("&reg;", '\u{ae}'),
        ];
        let (name, c) = ENTITIES
            .iter()
            .find(|(name, _)| text[at..].starts_with(name))?;
        self.pending.push(*c);
        Some(at + name.len())
    }

    /// Takes `<br>` or `<https://…>`; everything else in angle brackets is text.
    fn angle(&mut self, text: &str, at: usize) -> Option<usize> {
        let rest = &text[at..];
        if let Some(tag) = ["<br>", "<br/>", "<br />"]
            .iter()
            .find(|tag| rest.starts_with(**tag))
        {
            self.push(Element::new(Tag::Br));
            return Some(at + tag.len());
        }
        let window = rest.as_bytes().get(1..)?;
        let length = window
            .iter()
            .take(2_048)
            .position(|byte| matches!(byte, b'>' | b'<' | b' ' | b'\n'))?;
        let url = rest.get(1..=length)?;
        (window.get(length) == Some(&b'>') && url.contains(':') && escape::link_url(url).is_some())
            .then(|| {
                self.push_link(url, vec![Node::Text(url.into())]);
                at + length + 2
            })
    }

    /// Adds a link, or its text alone when the URL is not safe to follow.
    fn push_link(&mut self, url: &str, children: Vec<Node>) {
        let Some(url) = escape::link_url(url) else {
            self.flush();
            self.out.extend(children);
            return;
        };
        let live = self.links == Links::Live;
        let mut link = element(if live { Tag::A } else { Tag::Span }, children);
        link.attributes.push(("class", Value::Static("link")));
        if live {
            link.attributes.push(("href", Value::Shared(url.into())));
            link.attributes
                .push(("rel", Value::Static("noopener noreferrer")));
            link.attributes.push(("target", Value::Static("_blank")));
        }
        self.push(link);
    }

    /// Takes `[text](url)` or `[text](url "title")`.
    fn link(&mut self, text: &str, at: usize) -> Option<usize> {
        if self.depth >= DEPTH {
            return None;
        }
        // The innermost bracket starts the link, so an outer one stays as written.
        let middle = at + 1 + text[at + 1..].find(['[', ']'])?;
        if !text[middle..].starts_with("](") {
            return None;
        }
        let end = middle + 2 + matching_parenthesis(&text[middle + 2..])?;
        let target = text[middle + 2..end].trim();
        let url = target
            .split_once([' ', '\n'])
            .map_or(target, |(url, _)| url);
        let url = url
            .strip_prefix('<')
            .and_then(|url| url.strip_suffix('>'))
            .unwrap_or(url);
        // A link cannot contain another, so links inside are only marked.
        let children = inline(&text[at + 1..middle], Links::Marked, self.depth + 1);
        self.push_link(&without_backslashes(url), children);
        Some(end + 1)
    }

    /// Takes emphasis from its opening to its closing mark.
    fn emphasis(&mut self, text: &str, at: usize) -> Option<usize> {
        let (index, (mark, tag)) = MARKS
            .iter()
            .enumerate()
            .find(|(_, (mark, _))| text[at..].starts_with(mark))?;
        // Deeper marks stay as written: the parsing is recursive.
        if self.depth >= DEPTH || self.given_up[index] {
            return None;
        }
        let from = at + mark.len();
        let opens = text[from..]
            .chars()
            .next()
            .is_some_and(|c| !c.is_whitespace());
        let in_word = mark.starts_with('_') && text[..at].chars().next_back().is_some_and(is_word);
        if !opens || in_word {
            return None;
        }
        let Some(end) = closing(text, from, mark) else {
            self.given_up[index] = true;
            return None;
        };
        let children = inline(&text[from..end], self.links, self.depth + 1);
        self.push(element(*tag, children));
        Some(end + mark.len())
    }

    /// Takes a URL that stands free in the text.
    fn bare_url(&mut self, text: &str, at: usize) -> Option<usize> {
        let rest = &text[at..];
        let starts = ["https://", "http://", "www."]
            .iter()
            .any(|start| rest.starts_with(start));
        let after_word = text[..at].chars().next_back().is_some_and(is_word);
        if !starts || after_word {
            return None;
        }
        let length = rest
            .find(|c: char| c.is_whitespace() || c == '<' || c == '"' || c == '\\')
            .unwrap_or(rest.len());
        // Punctuation at the end belongs to the sentence, not to the URL.
        let url = rest[..length]
            .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', ')']);
        if !url.contains('.') {
            // Not a URL, but not to be looked at again for markup either.
            self.pending.push_str(url);
            return Some(at + url.len());
        }
        let prefix = if url.starts_with("www.") {
            "http://"
        } else {
            ""
        };
        self.push_link(&concat(&[prefix, url]), vec![Node::Text(url.into())]);
        Some(at + url.len())
    }
}

/// Returns the position of the `mark` that ends what starts at `from`: after a character other than a space, not
/// escaped, and for `_` not inside a word.
fn closing(text: &str, from: usize, mark: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from + text[from..].chars().next()?.len_utf8();
    while let Some(found) = text[at..].find(mark) {
        let end = at + found;
        let before = text[..end].chars().next_back();
        let after = text[end + mark.len()..].chars().next();
        // A single mark does not end at a double one, which means something else.
        let doubled =
            mark.len() == 1 && (after == mark.chars().next() || before == mark.chars().next());
        let in_word = mark.starts_with('_') && after.is_some_and(is_word);
        if before.is_some_and(|c| !c.is_whitespace())
            && bytes.get(end.wrapping_sub(1)) != Some(&b'\\')
            && !doubled
            && !in_word
        {
            return Some(end);
        }
        at = end + mark.len();
    }
    None
}

/// Returns the position at which a link's target ends. Another link's `](` is not part of it.
fn matching_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    // Bounded, so that a text of opening brackets takes linear time.
    let mut bytes = text.bytes().enumerate().take(2_048);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b']' if text.as_bytes().get(at + 1) == Some(&b'(') => return None,
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// Removes backslashes from a link's target, which may be a value that [`escape_into`] has been over.
fn without_backslashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}
