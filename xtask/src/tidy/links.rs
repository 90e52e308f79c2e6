//! Links between pages, and the paths that pages name: each must lead somewhere.

use std::path::Path;

use super::pages::Page;
use crate::run::root;

/// Folders of the top level. A code span that begins with one of them names a file or a folder.
const FOLDERS: [&str; 8] = [
    "docs/",
    "fuzz/",
    "host/",
    "paywall-templates/",
    "runtime/",
    "tests/",
    "www/",
    "xtask/",
];

/// Folders of built or installed files, which need not be there.
const BUILT: [&str; 4] = [
    "fuzz/corpus",
    "www/dist",
    "tests/node_modules",
    "runtime/grammar/official/target",
];

/// Returns a finding for each link or path that leads nowhere.
pub fn check(pages: &[Page]) -> Vec<String> {
    pages
        .iter()
        .flat_map(|page| broken_links(page).into_iter().chain(missing_paths(page)))
        .collect()
}

fn broken_links(page: &Page) -> Vec<String> {
    let mut findings = Vec::new();
    for (line, text) in page.prose() {
        for target in
            targets(text).filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() {
                root().join(&page.path)
            } else {
                page.folder().join(file)
            };
            if !path.exists() {
                findings.push(page.finding(line, &format!("the link leads nowhere: {target}")));
            } else if !anchor.is_empty() && !has_anchor(&path, anchor) {
                findings.push(page.finding(line, &format!("no heading of that name: {target}")));
            }
        }
    }
    findings
}

fn missing_paths(page: &Page) -> Vec<String> {
    let named = page
        .code()
        .filter_map(|(line, code)| Some((line, named_path(code)?)));
    named
        .filter(|(_, path)| !root().join(path).exists())
        .map(|(line, path)| page.finding(line, &format!("there is no {path}")))
        .collect()
}

/// Returns the path that a code span is, if it is one and must be there. A part in capitals, as in `docs/NAME.rs`,
/// stands for a name that the reader chooses.
fn named_path(code: &str) -> Option<&str> {
    let is_path = FOLDERS.iter().any(|folder| code.starts_with(folder))
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
    let is_pattern =
        |part: &str| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    let chosen = code
        .split(['/', '.'])
        .any(|part| is_pattern(part) && part != "README");
    (is_path && !chosen && !BUILT.iter().any(|folder| code.starts_with(folder))).then_some(code)
}

/// Returns the targets of the inline links of a line: `[…](target)`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
}

fn has_anchor(path: &Path, anchor: &str) -> bool {
    let Ok(text) = std::fs::read_to_string(path) else {
        return false;
    };
    text.lines()
        .filter(|line| line.starts_with('#'))
        .any(|line| slug(line) == anchor)
}

/// Returns the anchor that hosts of Markdown pages give a heading: lower case, without punctuation, `-` for spaces.
fn slug(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_and_a_path_that_lead_nowhere_are_found() {
        let text = "[a](nowhere.md) `docs/nowhere.md` [b](README.md#nothing) `docs/…` `docs/NAME.md` [c](https://example.com)";
        let page = Page::parse("nothing.md".into(), text);
        let findings = check(&[page]);
        assert_eq!(findings.len(), 3, "{findings:?}");
    }

    #[test]
    fn headings_become_anchors() {
        assert_eq!(slug("## Those who run it"), "those-who-run-it");
        assert_eq!(slug("# The host's ABI: bytes in"), "the-hosts-abi-bytes-in");
    }
}
