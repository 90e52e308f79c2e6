//! A test of the documentation: the program understands each command line that a page tells people to type.

use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use clap::error::ErrorKind;

use super::Arguments;

#[test]
fn pages_show_commands_that_are_understood() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut pages = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    pages.extend(folder(&root.join("docs")));
    let mut tried = 0;
    let mut wrong = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page can be read");
        // A line of a shell that ends in a backslash goes on in the next one.
        let text = text.replace("\\\n", " ");
        for line in command_lines(&text) {
            tried += 1;
            if let Some(error) = misunderstood(&line) {
                wrong.push(format!("{}: {line}: {error}", page.display()));
            }
        }
    }
    assert!(tried > 20, "only {tried} command lines were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_command_or_a_flag_that_is_not_there_is_found() {
    let text = "`paywall preview`\n```sh\n$ paywall check a.json --strictly  # no such flag\n```\n\
        ```js\npaywall = runtime.launch(label);\n```\n";
    let lines: Vec<_> = command_lines(text).collect();
    assert_eq!(
        lines,
        ["paywall preview", "paywall check a.json --strictly"]
    );
    assert!(lines.iter().all(|line| misunderstood(line).is_some()));
}

/// Returns the pages in a folder.
fn folder(path: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(path).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.extension().is_some_and(|it| it == "md"))
}

/// Returns the command lines of a page, without comments and redirections: whole lines of blocks that show a shell or
/// name no language, and spans between backticks elsewhere. A line of another language may begin with the word, too.
fn command_lines(text: &str) -> impl Iterator<Item = String> {
    let mut block = None;
    let parts = text.lines().flat_map(move |line| {
        let line = line.trim_start();
        if let Some(language) = line.strip_prefix("```") {
            block = block.is_none().then_some(language);
            return Vec::new();
        }
        match block {
            None => line.split('`').skip(1).step_by(2).collect(),
            Some("" | "sh" | "bash" | "console" | "text") => vec![line.trim_start_matches("$ ")],
            Some(_) => Vec::new(),
        }
    });
    let is_command =
        |part: &&str| part.starts_with("paywall ") && !part.starts_with("paywall help ");
    let commands = parts.filter(is_command);
    commands.map(|part| {
        let end = [" #", " &", " |", " >"]
            .iter()
            .filter_map(|stop| part.find(stop))
            .min();
        part[..end.unwrap_or(part.len())].trim_end().to_owned()
    })
}

/// Returns the reason why a command line is not understood. One that leaves out what must be given is, in a text, the
/// name of a command.
fn misunderstood(line: &str) -> Option<String> {
    let words = line.split_whitespace();
    let error = Arguments::command().try_get_matches_from(words).err()?;
    let kind = error.kind();
    let is_name = matches!(
        kind,
        ErrorKind::MissingRequiredArgument
            | ErrorKind::DisplayHelp
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::DisplayVersion
    );
    (!is_name).then(|| format!("{kind:?}"))
}
