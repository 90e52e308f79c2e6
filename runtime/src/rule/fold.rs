//! Comparison without regard to case, one character at a time: no locale and no normalisation.
//! The Turkish dotless i gets no special treatment, and decomposed accents differ from composed ones.
//!
//! The table holds the capitals with which living languages are written. The standard library's own table, with every
//! historic script, would weigh as much in the module as all conditions.

/// Runs of capitals in their order: first, last, the step between two (at most 7), the distance to their small letters.
const CAPITALS: [(u16, u16, u16, i16); 51] = [
    // Latin, with the letters of African languages.
    (0xc0, 0xd6, 1, 32),
    (0xd8, 0xde, 1, 32),
    (0x100, 0x12e, 2, 1),
    (0x132, 0x136, 2, 1),
    (0x139, 0x147, 2, 1),
    (0x14a, 0x176, 2, 1),
    (0x178, 0x178, 1, -121),
    (0x179, 0x17d, 2, 1),
    (0x181, 0x181, 1, 210),
    (0x186, 0x186, 1, 206),
    (0x189, 0x18a, 1, 205),
    (0x18e, 0x18e, 1, 79),
    (0x18f, 0x18f, 1, 202),
    (0x190, 0x190, 1, 203),
    (0x191, 0x198, 7, 1),
    (0x194, 0x194, 1, 207),
    (0x19d, 0x19d, 1, 213),
    (0x1a0, 0x1a4, 2, 1),
    (0x1a9, 0x1a9, 1, 218),
    (0x1af, 0x1b3, 4, 1),
    (0x1b2, 0x1b2, 1, 217),
    (0x1b7, 0x1b7, 1, 219),
    (0x1c4, 0x1ca, 3, 2),
    (0x1c5, 0x1d7, 6, 1),
    (0x1c8, 0x1cd, 5, 1),
    (0x1cf, 0x1db, 2, 1),
    (0x1de, 0x1ee, 2, 1),
    (0x1f1, 0x1f1, 1, 2),
    (0x1f2, 0x22e, 6, 1),
    (0x1fa, 0x21e, 2, 1),
    (0x224, 0x232, 2, 1),
    // Greek; the sigma at the end of a word is one.
    (0x386, 0x386, 1, 38),
    (0x388, 0x38a, 1, 37),
    (0x38c, 0x38c, 1, 64),
    (0x38e, 0x38f, 1, 63),
    (0x391, 0x3a1, 1, 32),
    (0x3a3, 0x3ab, 1, 32),
    (0x3c2, 0x3c2, 1, 1),
    // Cyrillic.
    (0x400, 0x40f, 1, 80),
    (0x410, 0x42f, 1, 32),
    (0x460, 0x480, 2, 1),
    (0x48a, 0x4be, 2, 1),
    (0x4c0, 0x4c0, 1, 15),
    (0x4c1, 0x4cd, 2, 1),
    (0x4d0, 0x52e, 2, 1),
    // Armenian and Georgian (which does not use its capitals).
    (0x531, 0x556, 1, 48),
    (0x1c90, 0x1cba, 1, -3008),
    // Latin: the letters of Vietnamese and German, and full-width ones.
    (0x1e00, 0x1e94, 2, 1),
    (0x1e9e, 0x1e9e, 1, -7615),
    (0x1ea0, 0x1efe, 2, 1),
    (0xff21, 0xff3a, 1, 32),
];

/// The runs as they are in the module, where differences take less room: how far each begins after the one before, its
/// length with its step, and the distance.
static RUNS: [[u16; 3]; CAPITALS.len()] = packed();

/// Packs the runs.
const fn packed() -> [[u16; 3]; CAPITALS.len()] {
    let mut runs = [[0; 3]; CAPITALS.len()];
    let (mut at, mut before) = (0, 0);
    while at < runs.len() {
        let (first, last, step, distance) = CAPITALS[at];
        let shape = (last - first) * 8 + step;
        runs[at] = [first - before, shape, distance.cast_unsigned()];
        (at, before) = (at + 1, first);
    }
    runs
}

/// Returns the small letter of a character, or the character where it has none.
pub fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut past = c as u32;
    for &[gap, shape, distance] in &RUNS {
        // How far the character lies behind the first of the run. One before it lies further away than any run is long.
        past = past.wrapping_sub(u32::from(gap));
        if past <= u32::from(shape / 8) && past.is_multiple_of(u32::from(shape % 8)) {
            let small = (c as u32).wrapping_add_signed(i32::from(distance.cast_signed()));
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
