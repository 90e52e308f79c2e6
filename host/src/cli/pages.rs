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
    for of in ["docs", "docs/guides", "examples"] {
        pages.extend(folder(&root.join(of)));
    }
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
    let text = "`paywall prevue`\n```sh\n$ paywall check a.json --strictly  # no such flag\n\
        sudo -u paywall env A=\"$B\" paywall docter\n```\n\
        ```js\npaywall = runtime.launch(label);\n```\n\
        ```ini\nExecStart=/usr/bin/paywall hots\n```\n";
    let lines: Vec<_> = command_lines(text).collect();
    assert_eq!(
        lines,
        [
            "paywall prevue",
            "paywall check a.json --strictly",
            "paywall docter",
            "paywall hots"
        ]
    );
    assert!(lines.iter().all(|line| misunderstood(line).is_some()));
    assert_eq!(
        words("paywall backup \"a $(date +%F).db\""),
        ["paywall", "backup", "a $(date +%F).db"]
    );
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
            Some("sh" | "console" | "text" | "yaml" | "ini") => vec![behind_the_prompt(line)],
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

/// Returns a line from the program's name on, where only what leads to it stands before: a prompt, a variable, the user
/// who runs it, the key of a step or of a service.
fn behind_the_prompt(line: &str) -> &str {
    let (mut rest, mut names_a_user) = (line, false);
    loop {
        let (word, more) = rest.split_once(' ').unwrap_or((rest, ""));
        if !names_a_user && (word == "paywall" || word.ends_with("/paywall")) {
            return &rest[word.len() - "paywall".len()..];
        }
        let leads = names_a_user
            || word.contains('=')
            || ["$", "-", "run:", "sudo", "env", "-u"].contains(&word);
        if !leads || more.is_empty() {
            return line;
        }
        (rest, names_a_user) = (more.trim_start(), word == "-u");
    }
}

/// Splits a command line into words, of which quotes keep some together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for sign in line.chars() {
        match (sign, quote) {
            ('"' | '\'', None) => quote = Some(sign),
            (_, Some(end)) if end == sign => quote = None,
            (' ', None) => words.push(std::mem::take(&mut word)),
            _ => word.push(sign),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Returns the reason why a command line is not understood. One that leaves out what must be given is, in a text, the
/// name of a command.
fn misunderstood(line: &str) -> Option<String> {
    let error = Arguments::command()
        .try_get_matches_from(words(line))
        .err()?;
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
