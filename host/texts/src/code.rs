//! The parts of a text that are not words: tokens (`${…}`) and tags of templates (`{{…}}`).

use std::collections::BTreeSet;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    /// Words, for translators.
    Words(&'t str),
    /// A token, a tag, or what stands around the words inside a tag: it goes unchanged into other languages.
    Code(&'t str),
}

/// Parameters of helpers that hold words: the forms of a plural.
const FORMS: [&str; 6] = ["zero=", "one=", "two=", "few=", "many=", "other="];

/// Splits a text into words and code. Put together again, they are the text.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut out, mut words, mut at) = (Vec::new(), 0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = if rest.starts_with("${") {
            token(rest)
        } else if rest.starts_with("{{") {
            rest.find("}}").map(|end| end + 2)
        } else {
            None
        };
        let Some(length) = length else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        push(&mut out, Part::Words(&text[words..at]));
        split_tag(&rest[..length], &mut out);
        at += length;
        words = at;
    }
    push(&mut out, Part::Words(&text[words..]));
    out
}

/// Splits a text as [`parts`] does, and takes the signs of Markdown out of the words: of bold and struck out, and of links
/// with their addresses.
pub(crate) fn marked(text: &str) -> Vec<Part<'_>> {
    let (mut out, mut in_address) = (Vec::new(), false);
    for part in parts(text) {
        match part {
            Part::Words(words) => split_marks(words, &mut in_address, &mut out),
            code => out.push(code),
        }
    }
    out
}

/// Adds words, and signs of Markdown as code. An address may go on behind a token.
fn split_marks<'t>(words: &'t str, in_address: &mut bool, out: &mut Vec<Part<'t>>) {
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let sign = ["](", "**", "~~", "["]
            .into_iter()
            .find(|sign| rest.starts_with(sign));
        if sign.is_none() && !*in_address {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let mut length = if *in_address {
            0
        } else {
            sign.map_or(0, str::len)
        };
        if *in_address || sign == Some("](") {
            let end = rest[length..].find(')');
            *in_address = end.is_none();
            length = end.map_or(rest.len(), |end| length + end + 1);
        }
        push(out, Part::Words(&words[from..at]));
        push(out, Part::Code(&rest[..length]));
        at += length;
        from = at;
    }
    push(out, Part::Words(&words[from..]));
}

/// The signs of Markdown in a text that a translation must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// The count of `**`.
    pub bold: usize,
    /// The count of links.
    pub links: usize,
}

/// Counts the signs of Markdown in the words of a text.
pub fn marks(text: &str) -> Marks {
    let words: String = parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Words(words) => words,
            Part::Code(_) => "x",
        })
        .collect();
    Marks {
        bold: words.matches("**").count(),
        links: words.matches("](").count(),
    }
}

/// Adds a part, unless it is empty.
fn push<'t>(out: &mut Vec<Part<'t>>, part: Part<'t>) {
    let (Part::Words(text) | Part::Code(text)) = part;
    if !text.is_empty() {
        out.push(part);
    }
}

/// Returns the length of the token that a text begins with; tokens may stand in it.
fn token(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(index + 1),
            b'}' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// Adds a token or a tag, with the words inside it apart: the forms of a plural, and what stands in for a missing value.
fn split_tag<'t>(tag: &'t str, out: &mut Vec<Part<'t>>) {
    let (mut code, mut at) = (0, 0);
    while let Some(open) = tag
        .get(at..)
        .and_then(|rest| rest.find('"'))
        .map(|open| at + open)
    {
        let Some(length) = tag.get(open + 1..).and_then(|rest| rest.find('"')) else {
            break;
        };
        let before = &tag[..open];
        let is_words = FORMS.iter().any(|form| before.ends_with(form))
            || before
                .trim_start_matches(['{', ' ', '~'])
                .starts_with("default ");
        if is_words && length > 0 {
            push(out, Part::Code(&tag[code..=open]));
            push(out, Part::Words(&tag[open + 1..open + 1 + length]));
            code = open + 1 + length;
        }
        at = open + length + 2;
    }
    push(out, Part::Code(&tag[code..]));
}

/// Lists the variables that a text names, such as `sku.price`, in tokens and in tags.
pub fn variables(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for part in parts(text) {
        if let Part::Code(code) = part {
            let is_name = |sign: char| sign.is_alphanumeric() || "._:-".contains(sign);
            for name in code.split(|sign| !is_name(sign)) {
                let is_variable =
                    |(space, rest): (&str, &str)| NAMESPACES.contains(&space) && !rest.is_empty();
                if name.split_once('.').is_some_and(is_variable) {
                    out.insert(name.to_owned());
                }
            }
        }
    }
    out
}

/// The first words of tokens: the namespaces of variables.
pub const NAMESPACES: [&str; 10] = [
    "state",
    "launch",
    "sku",
    "customer",
    "urlParams",
    "flow",
    "block",
    "slide",
    "media",
    "text",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let parts = parts(text);
        let together: String = parts
            .iter()
            .map(|(Part::Words(text) | Part::Code(text))| *text)
            .collect();
        assert_eq!(together, text);
        let shown = parts.iter().map(|part| match part {
            Part::Words(words) => format!("[{words}]"),
            Part::Code(code) => format!("<{code}>"),
        });
        shown.collect()
    }

    #[test]
    fn tokens_and_tags_are_code_and_the_words_in_tags_are_words() {
        for (text, expected) in [
            ("", ""),
            ("Only words", "[Only words]"),
            (
                "${sku.price} a ${sku.period}",
                "<${sku.price}>[ a ]<${sku.period}>",
            ),
            ("a ${text.${sku.id}}!", "[a ]<${text.${sku.id}}>[!]"),
            ("${ broken", "[${ broken]"),
            ("5 $ {x} {{", "[5 $ {x} {{]"),
            ("ü${state.ü}ü", "[ü]<${state.ü}>[ü]"),
            (
                "{{plural n one=\"# seat\" other=\"# seats\"}}!",
                "<{{plural n one=\">[# seat]<\" other=\">[# seats]<\"}}>[!]",
            ),
            ("{{default a.b \"you\"}}", "<{{default a.b \">[you]<\"}}>"),
            (
                "{{#if (eq a \"b\")}}x{{/if}}",
                "<{{#if (eq a \"b\")}}>[x]<{{/if}}>",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn variables_are_found_in_tokens_and_tags() {
        let text = "${sku.price} {{#if state.on}}{{plural launch.seats one=\"sku.x\"}}{{/if}} state.words ${a.b}";
        let found: Vec<_> = variables(text).into_iter().collect();
        assert_eq!(found, ["launch.seats", "sku.price", "state.on"]);
    }
}
