//! Comparison without regard to case, one character at a time: no locale and no normalisation.
//! The Turkish dotless i gets no special treatment, and decomposed accents differ from composed ones.
//!
//! The table holds the capitals of the scripts in use that have them. The standard library's own table, with every
//! historic script, would weigh as much in the module as all conditions.

/// Runs of capitals: first, last, the step between two, and the distance to their small letters.
static CAPITALS: [(u16, u16, u8, i16); 34] = [
    // Latin; the letters of Azerbaijani, Vietnamese, Romanian, Pinyin and German come at the end.
    (0xc0, 0xd6, 1, 32),
    (0xd8, 0xde, 1, 32),
    (0x100, 0x12e, 2, 1),
    (0x132, 0x136, 2, 1),
    (0x139, 0x147, 2, 1),
    (0x14a, 0x176, 2, 1),
    (0x178, 0x178, 1, -121),
    (0x179, 0x17d, 2, 1),
    (0x18f, 0x18f, 1, 202),
    (0x1a0, 0x1a4, 2, 1),
    (0x1af, 0x1af, 1, 1),
    (0x1cd, 0x1db, 2, 1),
    (0x1de, 0x1ee, 2, 1),
    (0x1f8, 0x21e, 2, 1),
    (0x222, 0x232, 2, 1),
    (0x1e00, 0x1e94, 2, 1),
    (0x1e9e, 0x1e9e, 1, -7615),
    (0x1ea0, 0x1efe, 2, 1),
    // Greek.
    (0x386, 0x386, 1, 38),
    (0x388, 0x38a, 1, 37),
    (0x38c, 0x38c, 1, 64),
    (0x38e, 0x38f, 1, 63),
    (0x391, 0x3a1, 1, 32),
    (0x3a3, 0x3ab, 1, 32),
    // Cyrillic.
    (0x400, 0x40f, 1, 80),
    (0x410, 0x42f, 1, 32),
    (0x460, 0x480, 2, 1),
    (0x48a, 0x4be, 2, 1),
    (0x4c0, 0x4c0, 1, 15),
    (0x4c1, 0x4cd, 2, 1),
    (0x4d0, 0x52e, 2, 1),
    // Armenian, Georgian (which does not use its capitals), and full-width Latin.
    (0x531, 0x556, 1, 48),
    (0x1c90, 0x1cba, 1, -3008),
    (0xff21, 0xff3a, 1, 32),
];

/// Returns the small letter of a character, or the character where it has none.
pub fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let code = c as u32;
    for &(from, to, step, distance) in &CAPITALS {
        let (from, to) = (u32::from(from), u32::from(to));
        if from <= code && code <= to && (code - from).is_multiple_of(u32::from(step)) {
            let small = code.wrapping_add_signed(i32::from(distance));
            return char::from_u32(small).unwrap_or(c);
        }
    }
    c
}

/// Folds a text into the form that the functions below expect of their second argument.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push(lower(c));
    }
    out
}

/// Returns the rest of `text` after the folded `prefix`, when it begins with it. Allocates nothing.
fn rest<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut same = 0;
    // Most letters are ASCII and are compared as bytes.
    for (own, expected) in text.bytes().zip(prefix.bytes()) {
        if !own.is_ascii() || !expected.is_ascii() {
            break;
        }
        if own.to_ascii_lowercase() != expected {
            return None;
        }
        same += 1;
    }
    let mut chars = text.get(same..)?.chars();
    for expected in prefix.get(same..)?.chars() {
        if lower(chars.next()?) != expected {
            return None;
        }
    }
    Some(chars.as_str())
}

/// Returns whether the text equals the folded `other`.
pub fn equal(text: &str, other: &str) -> bool {
    rest(text, other).is_some_and(str::is_empty)
}

/// Returns whether the folded `part` is in the text: at its start, at its end, or anywhere when neither is asked for.
pub fn has(mut text: &str, part: &str, begin: bool, end: bool) -> bool {
    loop {
        match rest(text, part) {
            Some(behind) if !end || behind.is_empty() => return true,
            _ if begin => return false,
            _ => {}
        }
        let mut chars = text.chars();
        if chars.next().is_none() {
            return false;
        }
        text = chars.as_str();
    }
}
