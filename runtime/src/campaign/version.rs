//! Versions: dotted numbers of any count and size, with the pre-release order of SemVer 2.0.
//!
//! One `v` in front is passed over, `+build` is dropped, missing parts are 0, leading zeros count for nothing.

use std::cmp::Ordering;

/// How the first version stands to the second; none when one of them is no version. Allocates nothing.
pub fn compare(one: &str, other: &str) -> Option<Ordering> {
    let (core, pre) = parts(one)?;
    let (other_core, other_pre) = parts(other)?;
    Some(compare_cores(core, other_core).then_with(|| compare_pre(pre, other_pre)))
}

/// The core and the pre-release of a version; none when the text is no version.
fn parts(text: &str) -> Option<(&str, Option<&str>)> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let text = text.split_once('+').map_or(text, |(version, _)| version);
    let (core, pre) = match text.split_once('-') {
        Some((core, pre)) => (core, Some(pre)),
        None => (text, None),
    };
    let named = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let known = core.split('.').all(is_number) && pre.is_none_or(|pre| pre.split('.').all(named));
    known.then_some((core, pre))
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn compare_cores(one: &str, other: &str) -> Ordering {
    let (mut parts, mut others) = (one.split('.'), other.split('.'));
    loop {
        let order = match (parts.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (part, other) => compare_numbers(part.unwrap_or("0"), other.unwrap_or("0")),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Numbers of any size, as text: the longer one is the larger one.
fn compare_numbers(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

/// SemVer 2.0, rule 11: none is above some, numbers are below words, fewer parts are below more.
fn compare_pre(one: Option<&str>, other: Option<&str>) -> Ordering {
    let (Some(one), Some(other)) = (one, other) else {
        return other.is_some().cmp(&one.is_some());
    };
    let (mut parts, mut others) = (one.split('.'), other.split('.'));
    loop {
        let order = match (parts.next(), others.next()) {
            (None, None) => return Ordering::Equal,
            (Some(part), Some(other)) => compare_words(part, other),
            (part, other) => part.is_some().cmp(&other.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn compare_words(one: &str, other: &str) -> Ordering {
    match (is_number(one), is_number(other)) {
        (true, true) => compare_numbers(one, other),
        (false, false) => one.cmp(other),
        (number, other) => other.cmp(&number),
    }
}
