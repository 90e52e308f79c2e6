//! The lists of allowed arrows in `ARCHITECTURE.md`.
//!
//! A list is a code block that is marked with `arrows` and a name:
//!
//! ````text
//! ```arrows paywall-runtime
//! call: decide, play
//! decide: rule
//! rule:
//! ```
//! ````

use anyhow::{Context, Result};

use super::graph::Arrows;
use crate::run::root;

/// The file with the lists.
pub const FILE: &str = "ARCHITECTURE.md";

/// A list of allowed arrows.
pub struct List {
    /// The name behind `arrows`.
    pub name: String,
    /// The arrows, by the name they start from.
    pub arrows: Arrows,
    /// The names in the order they are written.
    pub order: Vec<String>,
}

/// Reads all lists of the file.
pub fn read() -> Result<Vec<List>> {
    let text = std::fs::read_to_string(root().join(FILE)).context(FILE)?;
    Ok(parse(&text))
}

/// Reads all lists of a text.
pub fn parse(text: &str) -> Vec<List> {
    let mut out: Vec<List> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("```arrows ") {
            inside = true;
            out.push(List {
                name: name.trim().into(),
                arrows: Arrows::new(),
                order: Vec::new(),
            });
        } else if line.starts_with("```") {
            inside = false;
        } else if let (true, Some(list), Some((from, to))) =
            (inside, out.last_mut(), line.split_once(':'))
        {
            let names = to.split(',').map(|name| name.trim().to_owned());
            let names = names.filter(|name| !name.is_empty());
            list.order.push(from.trim().into());
            list.arrows
                .entry(from.trim().into())
                .or_default()
                .extend(names);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        let lists = parse(
            "x: y\n```arrows one\na: b, c\nb:\n```\nd: e\n```rust\nf: g\n```\n```arrows two\n```",
        );
        let names: Vec<_> = lists
            .iter()
            .map(|list| (&*list.name, list.order.len()))
            .collect();
        assert_eq!(names, [("one", 2), ("two", 0)]);
        let to: Vec<_> = lists[0].arrows["a"].iter().collect();
        assert_eq!(to, ["b", "c"]);
    }
}
