//! Versions: dotted numbers of any count and size, with the pre-release order of SemVer 2.0.
//!
//! A leading `v` is passed over and `+build` is dropped; missing parts are 0; leading zeros have no effect.

use std::cmp::Ordering;

/// Compares two versions; `None` when one of the texts is not a version. Allocates nothing.
pub fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (core, pre) = parts(one)?;
    let (other_core, other_pre) = parts(other)?;
    let cores = compare_dotted(Some(core), Some(other_core), true);
    Some(cores.then_with(|| match (pre, other_pre) {
        // SemVer 2.0, rule 11: a version without a pre-release is above all of its pre-releases.
        (Some(_), Some(_)) => compare_dotted(pre, other_pre, false),
        _ => other_pre.is_some().cmp(&pre.is_some()),
    }))
}

/// Splits a version into its core and its pre-release; `None` when the text is not a version.
fn parts(text: &str) -> Option<(&[u8], Option<&[u8]>)> {
    let text = match text.as_bytes() {
        [b'v' | b'V', rest @ ..] => rest,
        text => text,
    };
    let (text, _build) = split(text, b'+');
    let (core, pre) = split(text, b'-');
    let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let known =
        dotted(core, &|byte| byte.is_ascii_digit()) && pre.is_none_or(|pre| dotted(pre, &named));
    known.then_some((core, pre))
}

/// Splits a text at the first byte `at`; the second part is `None` when there is no such byte.
pub fn split(text: &[u8], at: u8) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|byte| *byte == at) {
        Some(end) => (&text[..end], Some(&text[end + 1..])),
        None => (text, None),
    }
}

/// Returns whether a text is made of parts with dots between, none of them empty and all bytes accepted by `of`.
fn dotted(text: &[u8], of: &dyn Fn(u8) -> bool) -> bool {
    let mut empty = true;
    for &byte in text {
        let point = byte == b'.';
        if if point { empty } else { !of(byte) } {
            return false;
        }
        empty = point;
    }
    !empty
}

/// Compares dotted parts; in a core, missing parts are 0.
fn compare_dotted(mut one: Option<&[u8]>, mut other: Option<&[u8]>, core: bool) -> Ordering {
    while one.is_some() || other.is_some() {
        let (part, other_part) = (next(&mut one), next(&mut other));
        let order = match (part, other_part) {
            (Some(part), Some(other)) => compare_parts(part, other),
            _ if core => compare_parts(part.unwrap_or(b"0"), other_part.unwrap_or(b"0")),
            // Fewer parts stand below more.
            _ => part.is_some().cmp(&other_part.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// Takes the next dotted part.
fn next<'a>(rest: &mut Option<&'a [u8]>) -> Option<&'a [u8]> {
    let (part, behind) = split((*rest)?, b'.');
    *rest = behind;
    Some(part)
}

/// Compares two parts. Numbers, of any size, stand below words.
fn compare_parts(one: &[u8], other: &[u8]) -> Ordering {
    let is_number = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match (is_number(one), is_number(other)) {
        (true, true) => {
            let (one, other) = (without_zeros(one), without_zeros(other));
            one.len().cmp(&other.len()).then_with(|| one.cmp(other))
        }
        (false, false) => one.cmp(other),
        (number, other) => other.cmp(&number),
    }
}

/// Removes leading zeros, so that the longer of two numbers is the larger.
fn without_zeros(mut number: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = number {
        number = rest;
    }
    number
}
