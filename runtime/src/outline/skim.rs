//! The passing over of a value in which nothing is looked for.
//!
//! Nearly all of a document is passed over here before the first paywall is shown, in a module that no browser has
//! optimised yet. So there is one loop with a few numbers, and what it calls for most bytes is written into it.

use serde_json::Value as Json;

/// A byte in each place of a word.
const EACH: u64 = u64::MAX / 255;

/// A value that was passed over.
pub struct Skimmed {
    /// The position after it.
    pub end: usize,
    /// The count of fields in it that are named `component`.
    pub components: usize,
}

/// Passes over the value that begins at a position; returns `None` when the parser would refuse it.
pub fn skim(text: &str, from: usize, levels: usize) -> Option<Skimmed> {
    let bytes = text.as_bytes();
    let (mut at, mut components) = (from, 0);
    // The kinds of what is open, the innermost in the lowest bit: 1 is an object.
    let (mut open, mut depth) = (0_u128, 0);
    let mut is_name = false;
    loop {
        match byte(bytes, at) {
            b'"' => {
                let begin = at;
                at = string(text, at)?;
                if is_name {
                    components += usize::from(bytes.get(begin..at) == Some(b"\"component\""));
                    at = spaces(bytes, at);
                    if byte(bytes, at) != b':' {
                        return None;
                    }
                    at = spaces(bytes, at + 1);
                    is_name = false;
                    continue;
                }
            }
            _ if is_name => return None,
            bracket @ (b'{' | b'[') => {
                if depth == levels {
                    return None;
                }
                depth += 1;
                is_name = bracket == b'{';
                open = open << 1 | u128::from(is_name);
                at = spaces(bytes, at + 1);
                if !is_end(byte(bytes, at), is_name) {
                    continue;
                }
            }
            _ => at = single(text, at)?,
        }
        // A value has ended here, and what it is in may end with it.
        while depth > 0 {
            at = spaces(bytes, at);
            let byte = byte(bytes, at);
            is_name = open & 1 == 1;
            at += 1;
            if byte == b',' {
                at = spaces(bytes, at);
                break;
            }
            if !is_end(byte, is_name) {
                return None;
            }
            open >>= 1;
            depth -= 1;
        }
        if depth == 0 {
            let end = at;
            return Some(Skimmed { end, components });
        }
    }
}

/// Returns the byte at a position; 0 after the last.
#[inline(always)]
fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Returns the position after white space.
#[inline(always)]
fn spaces(bytes: &[u8], mut at: usize) -> usize {
    while byte(bytes, at) <= b' ' && matches!(byte(bytes, at), b' ' | b'\n' | b'\t' | b'\r') {
        at += 1;
    }
    at
}

/// Returns whether a byte ends an object, or a list.
#[inline(always)]
fn is_end(byte: u8, is_object: bool) -> bool {
    byte == if is_object { b'}' } else { b']' }
}

/// Passes over the string that begins at a position, and returns the position after it.
#[inline(always)]
fn string(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from + 1;
    let mut is_rare = false;
    loop {
        // Eight letters at a time, up to the first that means something.
        if let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*chunk);
            let quote = word ^ (EACH * b'"' as u64);
            let slash = word ^ (EACH * b'\\' as u64);
            // The highest bit of a byte becomes set where the byte is 0, or below a space, and perhaps in bytes after it.
            let found = (quote.wrapping_sub(EACH) & !quote)
                | (slash.wrapping_sub(EACH) & !slash)
                | (word.wrapping_sub(EACH * b' ' as u64) & !word);
            let found = found & (EACH << 7);
            if found == 0 {
                at += 8;
                continue;
            }
            at += found.trailing_zeros() as usize / 8;
        }
        match byte(bytes, at) {
            b'"' => break,
            b'\\' => {
                at += 1;
                is_rare |= !matches!(
                    byte(bytes, at),
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'
                );
            }
            0..b' ' => return None,
            _ => {}
        }
        at += 1;
    }
    at += 1;
    if is_rare {
        judged(text, from, at)
    } else {
        Some(at)
    }
}

/// Passes over a number, or a word, and returns the position after it.
fn single(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    for word in ["true", "false", "null"] {
        if text.get(from..)?.starts_with(word) {
            return Some(from + word.len());
        }
    }
    // Short numbers without an exponent are those of documents.
    let whole = from + usize::from(byte(bytes, from) == b'-');
    let mut at = digits(bytes, whole);
    let mut is_plain = at == whole + 1 || at > whole && byte(bytes, whole) != b'0';
    if byte(bytes, at) == b'.' {
        let fraction = at + 1;
        at = digits(bytes, fraction);
        is_plain &= at > fraction;
    }
    let end = at;
    while matches!(
        byte(bytes, at),
        b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'
    ) {
        at += 1;
    }
    if is_plain && at == end && at - from < 18 {
        return Some(at);
    }
    judged(text, from, at)
}

/// Returns the position after digits.
#[inline(always)]
fn digits(bytes: &[u8], mut at: usize) -> usize {
    while byte(bytes, at).is_ascii_digit() {
        at += 1;
    }
    at
}

/// Asks the parser whether a value is valid. What is rare is left to it, so that both always agree.
#[cold]
fn judged(text: &str, from: usize, to: usize) -> Option<usize> {
    let value = text.get(from..to)?;
    serde_json::from_str::<Json>(value).is_ok().then_some(to)
}
