//! The documentation of items: its share of the code, and the English of its sentences.

use anyhow::Result;

use super::crates::Crate;
use super::finding;
use super::modules::Module;

/// The least lines of documentation, in percent of the lines of code.
const SHARE: usize = 10;
/// The most lines of documentation that begin with a word of [`HEADLESS`], in percent.
const HEADLESS_SHARE: usize = 2;
/// Words that begin a clause without a head, where a verb or a noun should stand.
const HEADLESS: [&str; 10] = [
    "What", "Who", "Whom", "Whose", "How", "Whether", "Of", "Where", "Which", "Why",
];

/// The counts of one crate.
#[derive(Default)]
struct Counts {
    code: usize,
    docs: usize,
    headless: Vec<String>,
    short: Vec<String>,
}

/// Looks for crates with little documentation, or with documentation that is hard to read.
pub fn find(crates: &[Crate]) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for one in crates {
        let mut counts = Counts::default();
        for module in &one.modules {
            counts.add(module);
        }
        let name = &*one.name;
        if counts.docs * 100 < counts.code * SHARE {
            let message = format!(
                "expected documentation of {SHARE} % of the lines of code, found {} of {}",
                counts.docs, counts.code
            );
            out.push(finding(name, message));
        }
        if counts.headless.len() * 100 > counts.docs * HEADLESS_SHARE {
            let message = format!(
                "expected at most {HEADLESS_SHARE} % of the documentation's lines to begin with {}, found {} of {}: {}",
                HEADLESS.join(", "),
                counts.headless.len(),
                counts.docs,
                some(&counts.headless)
            );
            out.push(finding(name, message));
        }
        if !counts.short.is_empty() {
            let message = format!(
                "expected more than two words of documentation at {} places: {}",
                counts.short.len(),
                some(&counts.short)
            );
            out.push(finding(name, message));
        }
    }
    Ok(out)
}

fn some(places: &[String]) -> String {
    let first: Vec<&str> = places.iter().take(5).map(|place| &**place).collect();
    let more = if places.len() > 5 { ", …" } else { "" };
    first.join(", ") + more
}

impl Counts {
    fn add(&mut self, module: &Module) {
        let mut block = Vec::new();
        for (number, line) in module.source.lines().enumerate() {
            let line = line.trim();
            let place = format!("{}:{}", module.file.display(), number + 1);
            let text = line
                .strip_prefix("///")
                .or_else(|| line.strip_prefix("//!"));
            if let Some(text) = text {
                self.docs += 1;
                block.extend(text.split_whitespace());
                let first = text.split_whitespace().next().unwrap_or_default();
                if HEADLESS.contains(&first.trim_end_matches([',', ':'])) {
                    self.headless.push(place);
                }
                continue;
            }
            if !block.is_empty() && block.len() <= 2 {
                self.short.push(place);
            }
            block.clear();
            if !line.is_empty() && !line.starts_with("//") {
                self.code += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn lines_are_counted() {
        let source = "//! A room of three things.\n\n/// Its id.\nfn a() {}\n/// Whether it holds.\n// Why.\nfn b() {}\n/// Returns the place\n/// of the thing.\nfn c() {}\n";
        let mut counts = Counts::default();
        counts.add(&Module::new("a", Path::new("a.rs"), source.into()));
        assert_eq!((counts.code, counts.docs), (3, 5));
        assert_eq!(counts.headless, ["a.rs:5"]);
        assert_eq!(counts.short, ["a.rs:4"]);
    }
}
