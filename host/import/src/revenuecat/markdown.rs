//! The markup of texts: RevenueCat's few marks become ours, and everything that it takes literally stays literal.

use super::code;
use super::context::Context;
use super::variable;
use crate::fields::Fields;

/// Returns the text of a component in our Markdown; `None` if no text has its key.
pub fn of(cx: &Context<'_>, fields: &Fields<'_>) -> Option<String> {
    let source = cx.string(fields.text("text_lid")?, &fields.path_of("text_lid"))?;
    let writer = Writer {
        cx,
        path: fields.path_of("text_lid"),
        is_upper: is_upper(cx, fields),
    };
    let mut out = String::with_capacity(source.len());
    writer.write(&mut out, source, 0);
    Some(out)
}

/// Returns whether the whole text is in capital letters: its words, and its variables by their modifiers.
pub fn is_upper(cx: &Context<'_>, fields: &Fields<'_>) -> bool {
    let key = fields.text("text_lid").unwrap_or_default();
    let mut rest = cx.strings.text(key).unwrap_or_default();
    let mut variables = 0;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, behind)) = after.split_once("}}") else {
            return false;
        };
        let modifier = inside
            .split_once('|')
            .map_or("", |(_, modifier)| modifier.trim());
        if modifier != "uppercase" || before.contains(char::is_lowercase) {
            return false;
        }
        variables += 1;
        rest = behind;
    }
    variables > 0 && !rest.contains(char::is_lowercase)
}

/// The marks, the longer one first: theirs, and ours.
const MARKS: [(&str, &str); 4] = [("**", "**"), ("*", "*"), ("~", "~~"), ("`", "`")];

/// The depth to which marks nest.
const DEPTH: usize = 4;

/// The translation of one text.
struct Writer<'c, 'a> {
    cx: &'c Context<'a>,
    path: String,
    is_upper: bool,
}

impl Writer<'_, '_> {
    /// Writes a text with its marks, variables and line breaks.
    fn write(&self, out: &mut String, text: &str, depth: usize) {
        let mut rest = text;
        while !rest.is_empty() {
            rest = self
                .line_break(out, rest)
                .or_else(|| self.variable(out, rest))
                .or_else(|| self.link(out, rest, depth))
                .or_else(|| self.mark(out, rest, depth))
                .unwrap_or_else(|| plain(out, rest));
        }
    }

    /// Takes a backslash: at the end of a line it breaks it. Other ends of lines are blanks.
    fn line_break<'t>(&self, out: &mut String, text: &'t str) -> Option<&'t str> {
        if let Some(after) = text.strip_prefix('\\') {
            if let Some(rest) = after.strip_prefix('\n') {
                out.push_str("<br>");
                return Some(rest);
            }
            // A backslash takes the meaning from a sign, as it does here.
            if after.starts_with(|c: char| c.is_ascii_punctuation()) {
                return Some(plain(out, after));
            }
        }
        let rest = text.strip_prefix(['\n', '\r'])?;
        out.push(' ');
        Some(rest)
    }

    /// Takes `{{ name | modifier }}`.
    fn variable<'t>(&self, out: &mut String, text: &'t str) -> Option<&'t str> {
        let (inside, rest) = text.strip_prefix("{{")?.split_once("}}")?;
        let fits = |c: char| c.is_ascii_alphanumeric() || " \t\n$._-|:,".contains(c);
        if !inside.chars().all(fits) {
            return None;
        }
        let (name, modifier) = inside.split_once('|').unwrap_or((inside, ""));
        let token = variable::token(self.cx, name.trim(), &self.path);
        let modifier = modifier.trim();
        if !modifier.is_empty() && !self.is_upper {
            let message = format!(
                "the variable {} is written as it is, not \"{modifier}\"",
                name.trim()
            );
            self.cx.note(code::TEXT_BENT, &self.path, message);
        }
        out.push_str(&token);
        Some(rest)
    }

    /// Takes a link, `[text](url)`, whose text may have marks.
    fn link<'t>(&self, out: &mut String, text: &'t str, depth: usize) -> Option<&'t str> {
        let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
        let (url, rest) = rest.split_once(')')?;
        if depth >= DEPTH || label.contains('\n') || url.contains(['\n', ' ']) {
            return None;
        }
        out.push('[');
        self.write(out, label, depth + 1);
        out.push_str("](");
        out.push_str(url);
        out.push(')');
        Some(rest)
    }

    /// Takes a text between two equal marks.
    fn mark<'t>(&self, out: &mut String, text: &'t str, depth: usize) -> Option<&'t str> {
        let (theirs, ours) = MARKS.iter().find(|(mark, _)| text.starts_with(mark))?;
        let (inside, rest) = text[theirs.len()..].split_once(theirs)?;
        if depth >= DEPTH || inside.contains('\n') {
            return None;
        }
        // Our marks stand beside a letter, theirs may stand beside a blank.
        let trimmed = inside.trim();
        let start = inside.len() - inside.trim_start().len();
        out.push_str(&inside[..start]);
        if !trimmed.is_empty() {
            out.push_str(ours);
            self.write(out, trimmed, depth + 1);
            out.push_str(ours);
            out.push_str(&inside[start + trimmed.len()..]);
        }
        Some(rest)
    }
}

/// Takes one character as it is, with a backslash where our Markdown or our tokens would see more in it.
fn plain<'t>(out: &mut String, text: &'t str) -> &'t str {
    let mut chars = text.chars();
    let c = chars.next().unwrap_or_default();
    let rest = chars.as_str();
    let line = out.rsplit('\n').next().unwrap_or_default().trim_start();
    let starts = line.is_empty();
    let numbered = line.len() <= 9 && !starts && line.bytes().all(|byte| byte.is_ascii_digit());
    let escapes = match c {
        '*' | '_' | '~' | '`' | '\\' | '[' | ']' | '<' | '&' => true,
        '#' | '+' | '-' => starts,
        '.' | ')' if numbered => true,
        '.' => out.ends_with("www"),
        // A bare address would become a link.
        ':' => rest.starts_with("//"),
        // Neither a token nor a template of ours.
        '{' => out.ends_with('$') || rest.starts_with('{') || out.ends_with('{'),
        _ => false,
    };
    if escapes {
        out.push('\\');
    }
    out.push(c);
    rest
}
