//! The codes of errors and findings that pages list: the README has exactly the engine's, and no page names a code
//! that the code does not know.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};

use super::pages::{Page, between};
use crate::run::root;

/// The file with the engine's error codes, one `Self::Kind => "code"` a line.
const ENGINE: &str = "runtime/src/error.rs";

/// Returns a finding for each code that is listed and unknown, or known to the engine and not listed in the README.
pub fn check(pages: &[Page]) -> Result<Vec<String>> {
    let mut literals = BTreeSet::new();
    for folder in ["runtime/src", "host", "www/runtime"] {
        collect(&root().join(folder), &mut literals)?;
    }
    let mut findings: Vec<String> = pages
        .iter()
        .flat_map(|page| unknown(page, &literals))
        .collect();
    let engine = std::fs::read_to_string(root().join(ENGINE))
        .with_context(|| format!("could not read {ENGINE}"))?;
    findings.extend(compare_readme(pages, &engine_codes(&engine)));
    Ok(findings)
}

/// Compares the README's table of codes with the engine's.
fn compare_readme(pages: &[Page], engine: &BTreeSet<String>) -> Vec<String> {
    let Some(readme) = pages
        .iter()
        .find(|page| page.path == Path::new("README.md"))
    else {
        return vec!["README.md is missing".to_owned()];
    };
    let listed: BTreeSet<String> = listed(readme).map(|(_, code)| code.to_owned()).collect();
    let missing = engine
        .difference(&listed)
        .map(|code| format!("README.md: the table of errors lacks `{code}`"));
    let unknown = listed
        .difference(engine)
        .map(|code| format!("README.md: the engine has no error `{code}`"));
    missing.chain(unknown).collect()
}

fn unknown(page: &Page, literals: &BTreeSet<String>) -> Vec<String> {
    let unknown = listed(page).filter(|(_, code)| !literals.contains(*code));
    unknown
        .map(|(line, code)| page.finding(line, &format!("nothing in the code is called `{code}`")))
        .collect()
}

/// Returns the codes in the tables of a page with a column `code`, with their lines' numbers.
fn listed(page: &Page) -> impl Iterator<Item = (usize, &str)> {
    let mut column = None;
    let rows = page.prose().filter_map(move |(number, line)| {
        let Some(row) = line.strip_prefix("| ") else {
            // The rule below the headings; any other line ends the table.
            if !line.starts_with("|-") {
                column = None;
            }
            return None;
        };
        let mut cells = row.split(" | ");
        match column {
            None => {
                column = Some(cells.position(|cell| cell == "code"));
                None
            }
            Some(found) => Some((number, cells.nth(found?)?)),
        }
    });
    rows.flat_map(|(number, cell)| between(cell).map(move |code| (number, code)))
}

/// Returns the codes of the engine's errors.
fn engine_codes(source: &str) -> BTreeSet<String> {
    let arms = source
        .lines()
        .filter(|line| line.trim_start().starts_with("Self::") && line.contains("=> \""));
    arms.filter_map(|line| line.split('"').nth(1))
        .map(str::to_owned)
        .collect()
}

/// Adds every string literal that looks like a code from the sources below a folder.
fn collect(folder: &Path, literals: &mut BTreeSet<String>) -> Result<()> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, literals)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "js")
        {
            let text = std::fs::read_to_string(&path)?;
            let quoted = text.split('"').filter(|text| is_code(text));
            literals.extend(quoted.map(str::to_owned));
        }
    }
    Ok(())
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.len() < 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page::parse("README.md".into(), text)
    }

    #[test]
    fn a_code_nobody_knows_and_one_that_is_not_listed_are_found() {
        let page = page(
            "| code | meaning |\n|---|---|\n| `one`, `two` | `three` |\n\n| other |\n|---|\n| `four` |",
        );
        let literals = BTreeSet::from(["one".to_owned()]);
        assert_eq!(
            unknown(&page, &literals),
            ["README.md:3: nothing in the code is called `two`"]
        );
        let engine = BTreeSet::from(["one".to_owned(), "five".to_owned()]);
        assert_eq!(compare_readme(&[page], &engine).len(), 2);
    }

    #[test]
    fn the_column_of_codes_may_be_any() {
        let page = page("| status | code | when |\n|---|---|---|\n| 400 | `one` | `two` |");
        assert_eq!(listed(&page).collect::<Vec<_>>(), [(3, "one")]);
    }

    #[test]
    fn the_engines_codes_are_the_arms() {
        let source = "match self {\n    Self::A => \"a_b\",\n    Self::C => \"c\",\n}";
        assert_eq!(
            engine_codes(source),
            BTreeSet::from(["a_b".to_owned(), "c".to_owned()])
        );
    }
}
