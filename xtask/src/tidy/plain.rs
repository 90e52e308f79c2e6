//! Rust source without comments, texts and tests: the part of it in which words are names.

/// Replaces comments and the contents of literals by spaces, so that positions and lines stay the same.
pub fn without_comments(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = end_of_text(bytes, at).unwrap_or(at);
        for byte in &mut out[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    // A character of several bytes may stand outside of texts only in names; those of this project are ASCII.
    String::from_utf8_lossy(&out).into_owned()
}

/// Returns the end of the comment or literal that begins at `at`, if one does.
fn end_of_text(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    match rest {
        [b'/', b'/', ..] => Some(at + position(rest, b"\n").unwrap_or(rest.len())),
        [b'/', b'*', ..] => Some(end_of_comment(bytes, at)),
        [b'"', ..] => Some(end_of_string(bytes, at + 1)),
        [b'r', ..] if !is_word_before(bytes, at) => end_of_raw(bytes, at + 1),
        [b'b' | b'c', b'r', ..] if !is_word_before(bytes, at) => end_of_raw(bytes, at + 2),
        [b'\'', b'\\', ..] => Some(at + 3 + position(rest.get(3..)?, b"'")? + 1),
        // A lifetime has no second apostrophe behind one character.
        [b'\'', first, ..] => {
            let width = width_of(*first);
            (rest.get(1 + width) == Some(&b'\'')).then_some(at + width + 2)
        }
        _ => None,
    }
}

fn position(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|part| part == what)
}

fn is_word_before(bytes: &[u8], at: usize) -> bool {
    at > 0 && is_word(bytes[at - 1])
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Returns the count of bytes of a character, by its first byte.
fn width_of(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

/// Returns the end of a block comment, which may hold others.
fn end_of_comment(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (at, depth) = (at + 2, depth + 1),
            [b'*', b'/', ..] => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// Returns the end of a raw string whose `#` or quotation mark is at `at`; `None` for a raw name such as `r#type`.
fn end_of_raw(bytes: &[u8], at: usize) -> Option<usize> {
    let signs = bytes[at..].iter().take_while(|byte| **byte == b'#').count();
    let inside = at + signs + 1;
    if bytes.get(inside - 1) != Some(&b'"') {
        return None;
    }
    let end = [b"\"".as_slice(), &b"#".repeat(signs)].concat();
    Some(inside + position(&bytes[inside..], &end)? + end.len())
}

/// Replaces the items under `#[cfg(test)]` by spaces. Expects a text without comments.
pub fn without_tests(source: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = source.to_owned();
    while let Some(start) = out.find(MARK) {
        let end = end_of_item(out.as_bytes(), start + MARK.len());
        let blank: String = out[start..end]
            .chars()
            .map(|sign| if sign == '\n' { '\n' } else { ' ' })
            .collect();
        out.replace_range(start..end, &blank);
    }
    out
}

/// Returns the end of the item at `at`: behind its block, or its semicolon.
fn end_of_item(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, byte) in bytes[at..].iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + offset + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at + offset + 1,
            _ => {}
        }
    }
    bytes.len()
}

/// Splits a text without comments into words, `::`, and single signs, each with its position.
pub fn tokens(source: &str) -> Vec<(usize, &str)> {
    let bytes = source.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let mut end = at + width_of(bytes[at]);
        if is_word(bytes[at]) {
            while end < bytes.len() && is_word(bytes[end]) {
                end += 1;
            }
        } else if bytes[at..].starts_with(b"::") {
            end = at + 2;
        }
        if !bytes[at].is_ascii_whitespace() {
            out.push((at, &source[at..end]));
        }
        at = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blank() {
        for (source, expected) in [
            ("a // crate::b\nc", "a c"),
            ("a /* x /* y */ */ b", "a b"),
            (r#"a("crate::\"b") c"#, "a( ) c"),
            ("x r#\"a\"b\"# r#type", "x r#type"),
            ("x 'a' 'x: '\\'' '{' y", "x 'x: y"),
            ("for<'a> b'x' y", "for<'a> b y"),
            ("\"ü\" 'ü' x", "x"),
        ] {
            let plain = without_comments(source);
            let words: Vec<_> = plain.split_whitespace().collect();
            assert_eq!(
                (words.join(" "), plain.len()),
                (expected.into(), source.len())
            );
        }
    }

    #[test]
    fn tests_are_blank() {
        let source = "a;\n#[cfg(test)]\nmod tests {\n fn x() { y }\n}\nb; #[cfg(test)] mod c; d";
        let plain = without_tests(source);
        let words: Vec<_> = tokens(&plain).iter().map(|token| token.1).collect();
        assert_eq!(words, ["a", ";", "b", ";", "d"]);
        assert_eq!(plain.lines().count(), source.lines().count());
    }

    #[test]
    fn tokens_are_words_and_signs() {
        let found: Vec<_> = tokens("use a::{b, c_1};")
            .iter()
            .map(|token| token.1)
            .collect();
        assert_eq!(found, ["use", "a", "::", "{", "b", ",", "c_1", "}", ";"]);
    }
}
