//! Spans of time in words: `P1DT12H` is “1 day 12 hours”.

/// Writes a span in words; one of another form as it is.
pub(super) fn words(span: &str) -> String {
    parts(span).map_or_else(|| span.to_owned(), |parts| parts.join(" "))
}

/// Returns the words of each part.
fn parts(span: &str) -> Option<Vec<String>> {
    let (days, hours) = match span.strip_prefix('P')?.split_once('T') {
        Some((days, hours)) => (days, hours),
        None => (span.strip_prefix('P')?, ""),
    };
    let mut out = Vec::new();
    for (text, units) in [
        (days, [("W", "week"), ("D", "day"), ("", "")]),
        (hours, [("H", "hour"), ("M", "minute"), ("S", "second")]),
    ] {
        for part in text.split_inclusive(|letter: char| letter.is_ascii_alphabetic()) {
            let (_, unit) = units
                .iter()
                .find(|(sign, _)| !sign.is_empty() && part.ends_with(sign))?;
            let number: u32 = part.get(..part.len() - 1)?.parse().ok()?;
            out.push(counted(number, unit));
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Writes a number with its noun.
fn counted(number: u32, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
