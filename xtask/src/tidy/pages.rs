//! The Markdown pages of the project, taken apart as far as the checks need it.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};

use crate::run::{capture, program, root};

/// A Markdown page.
pub struct Page {
    /// The page's place below the root of the project, such as `docs/host.md`.
    pub path: PathBuf,
    lines: Vec<Line>,
}

/// A line of a page, without the fences themselves.
struct Line {
    number: usize,
    text: String,
    /// True in a fenced block, which holds code and no markup.
    fenced: bool,
}

impl Page {
    /// Reads all pages that git knows or would add.
    pub fn all() -> Result<Vec<Self>> {
        let mut git = program("git");
        git.args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "*.md",
        ]);
        let listed = String::from_utf8(capture(git.stdin(Stdio::null()))?)?;
        let listed = listed.lines().map(PathBuf::from);
        listed
            .filter(|path| root().join(path).is_file())
            .map(Self::read)
            .collect()
    }

    fn read(path: PathBuf) -> Result<Self> {
        let text = std::fs::read_to_string(root().join(&path))
            .with_context(|| format!("could not read {}", path.display()))?;
        Ok(Self::parse(path, &text))
    }

    /// Takes a page's text apart.
    pub fn parse(path: PathBuf, text: &str) -> Self {
        let mut fenced = false;
        let mut lines = Vec::new();
        for (index, text) in text.lines().enumerate() {
            if text.trim_start().starts_with("```") {
                fenced = !fenced;
                continue;
            }
            lines.push(Line {
                number: index + 1,
                text: text.to_owned(),
                fenced,
            });
        }
        Self { path, lines }
    }

    /// The folder that the page's links start from.
    pub fn folder(&self) -> PathBuf {
        let folder = self.path.parent().map(Path::to_owned);
        root().join(folder.unwrap_or_default())
    }

    /// Returns all lines outside of fenced blocks, with their numbers.
    pub fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.lines.iter().filter(|line| !line.fenced);
        lines.map(|line| (line.number, line.text.as_str()))
    }

    /// Returns everything that is set as code, with its line's number: lines of fenced blocks, and spans between
    /// backticks.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines.iter().flat_map(|line| {
            let whole = line.fenced.then_some(line.text.as_str());
            let spans = if line.fenced { "" } else { &line.text };
            let code = whole.into_iter().chain(between(spans));
            code.map(move |code| (line.number, code))
        })
    }

    /// Writes a finding about a line as it is printed.
    pub fn finding(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path.display())
    }
}

/// Returns the spans between backticks of a line.
pub fn between(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_what_stands_in_fences_and_between_backticks() {
        let page = Page::parse("a.md".into(), "a `b` c `d`\n```sh\ne `f`\n```\ng");
        let code: Vec<_> = page.code().collect();
        assert_eq!(code, [(1, "b"), (1, "d"), (3, "e `f`")]);
        let prose: Vec<_> = page.prose().map(|(number, _)| number).collect();
        assert_eq!(prose, [1, 5]);
    }
}
