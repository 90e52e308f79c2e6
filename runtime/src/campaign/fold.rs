//! Comparison without regard to case: `char::to_lowercase` on both sides, one character after another.
//! No locale and no normalisation: Turkish dotless i is not special, decomposed accents differ from composed ones.

/// The text as the functions below expect their second argument.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        for lower in c.to_lowercase() {
            out.push(lower);
        }
    }
    out
}

/// What is left of `text` behind the folded `prefix`, when it begins with it. Allocates nothing.
fn rest<'a>(text: &'a str, mut prefix: &str) -> Option<&'a str> {
    let mut chars = text.chars();
    while !prefix.is_empty() {
        for lower in chars.next()?.to_lowercase() {
            prefix = prefix.strip_prefix(lower)?;
        }
    }
    Some(chars.as_str())
}

/// Whether the text is the folded `other`.
pub fn equal(text: &str, other: &str) -> bool {
    rest(text, other).is_some_and(str::is_empty)
}

/// Whether the text begins with the folded `prefix`.
pub fn starts_with(text: &str, prefix: &str) -> bool {
    rest(text, prefix).is_some()
}

/// Whether the text ends with the folded `suffix`.
pub fn ends_with(text: &str, suffix: &str) -> bool {
    suffix.is_empty()
        || text
            .char_indices()
            .any(|(at, _)| equal(&text[at..], suffix))
}

/// Whether the folded `part` is somewhere in the text.
pub fn contains(text: &str, part: &str) -> bool {
    part.is_empty()
        || text
            .char_indices()
            .any(|(at, _)| starts_with(&text[at..], part))
}
