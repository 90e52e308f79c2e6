//! Markup and style sheets cut into lines: an element, a tag or a rule each.
//! The cuts change only the looks of a golden, never its meaning.

/// Elements that have no end tag.
const VOID: [&str; 6] = ["<br", "<hr", "<img", "<input", "<link", "<meta"];

/// Cuts a JSON-escaped text into parts, each with its depth; None stands for the base sheet.
pub fn lines<'a>(text: &'a str, base: &str, width: usize) -> Vec<(usize, Option<&'a str>)> {
    let mut lines = Vec::new();
    let mut depth = 0;
    for (number, between) in apart(text, base).into_iter().enumerate() {
        if number > 0 {
            lines.push((depth, None));
        }
        depth = arrange(between, depth, width, &mut lines);
    }
    lines
}

/// Returns the texts before, between and after the base sheets; an empty sheet separates nothing.
fn apart<'a>(text: &'a str, base: &str) -> Vec<&'a str> {
    match base {
        "" => vec![text],
        _ => text.split(base).collect(),
    }
}

/// Adds the lines of a text without a base sheet, and returns the depth at its end.
fn arrange<'a>(
    text: &'a str,
    mut depth: usize,
    width: usize,
    lines: &mut Vec<(usize, Option<&'a str>)>,
) -> usize {
    let cuts = cuts(text);
    let parts: Vec<&str> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
    let ends = ends(&parts);
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        let end = ends[at].unwrap_or(at);
        let whole = &text[cuts[at]..cuts[end + 1]];
        let short = whole.len() + 2 * depth <= width || end == at + 1;
        let closed = ends[at].is_some() || !opens(part);
        let fits = closed && short && !whole.trim_end_matches("\\n").contains("\\n");
        if part.starts_with("</") {
            depth = depth.saturating_sub(1);
        }
        if fits {
            lines.push((depth, Some(whole)));
            at = end + 1;
            continue;
        }
        lines.push((depth, Some(part)));
        depth += usize::from(opens(part));
        at += 1;
    }
    depth
}

/// Finds the places where a line may begin (before a tag, after a rule and a line break), and the text's end.
fn cuts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut cuts = vec![0];
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escape = *byte == b'\\';
        let next = at + 1 + usize::from(escape);
        let line = escape && bytes.get(at + 1) == Some(&b'n');
        let rule = *byte == b'}' && !matches!(bytes.get(next), Some(b'}' | b'\\'));
        match byte {
            b'<' => cuts.push(at),
            _ if line || rule => cuts.push(next),
            _ => {}
        }
        at = next;
    }
    cuts.push(text.len());
    cuts.dedup();
    cuts
}

/// Finds, for each part that begins with a start tag, the part that begins with its end tag.
fn ends(parts: &[&str]) -> Vec<Option<usize>> {
    let mut ends = vec![None; parts.len()];
    let mut open = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if opens(part) {
            open.push(at);
        } else if part.starts_with("</")
            && let Some(start) = open.pop()
        {
            ends[start] = Some(at);
        }
    }
    ends
}

/// Returns true if a part begins with the start tag of an element that has an end tag.
fn opens(part: &str) -> bool {
    let is_tag = part.starts_with('<') && !part.starts_with("</") && !part.starts_with("<!");
    is_tag && !VOID.iter().any(|void| part.starts_with(void)) && !part.ends_with("/>")
}
