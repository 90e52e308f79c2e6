//! Sizes of files. Those of functions are clippy's affair (`clippy.toml`).

use anyhow::Result;

use super::crates::Crate;
use super::finding;

/// The most lines of a file.
const LONGEST: usize = 500;
/// The most lines that the middle file of a crate may have.
const MEDIAN: usize = 150;

/// The line with which the tests at the end of a file begin; they may be as long as they need to be.
const TESTS: &str = "#[cfg(test)]";

/// Looks for files that are too long, and for crates whose files mostly are.
pub fn files(crates: &[Crate]) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for one in crates {
        let mut lengths = Vec::new();
        for module in &one.modules {
            let length = module
                .source
                .lines()
                .take_while(|line| *line != TESTS)
                .count();
            lengths.push(length);
            if length > LONGEST {
                let message = format!("expected at most {LONGEST} lines, found {length}");
                out.push(finding(module.file.display().to_string(), message));
            }
        }
        lengths.sort_unstable();
        let median = median(&lengths);
        // The middle of two or three files says nothing.
        if lengths.len() > 3 && median > MEDIAN {
            let message = format!("expected files of {MEDIAN} lines in the middle, found {median}");
            out.push(finding(&*one.name, message));
        }
    }
    Ok(out)
}

/// Returns the middle of sorted lengths, or the mean of the two in the middle.
fn median(sorted: &[usize]) -> usize {
    let at = |place: usize| sorted.get(place).copied().unwrap_or_default();
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        at(half)
    } else {
        usize::midpoint(at(half.saturating_sub(1)), at(half))
    }
}
