//! The commands that pages tell people to type: `paywall …` and `cargo xtask …` must be commands that exist.

use anyhow::{Context, Result};
use clap::CommandFactory;

use super::pages::Page;
use crate::arguments::Arguments;
use crate::run::root;

/// The file with the commands of the program `paywall`: variants of `enum Command`.
const PROGRAM: &str = "host/src/cli/mod.rs";

/// Returns a finding for each command that does not exist.
pub fn check(pages: &[Page]) -> Result<Vec<String>> {
    let source = std::fs::read_to_string(root().join(PROGRAM))
        .with_context(|| format!("could not read {PROGRAM}"))?;
    let program = variants(&source, "enum Command {");
    let tasks: Vec<String> = Arguments::command()
        .get_subcommands()
        .map(|task| task.get_name().to_owned())
        .collect();
    let mut findings = unknown(pages, "paywall", &program);
    findings.extend(unknown(pages, "cargo xtask", &tasks));
    Ok(findings)
}

fn unknown(pages: &[Page], program: &str, known: &[String]) -> Vec<String> {
    let mut findings = Vec::new();
    for page in pages {
        for (line, code) in page.code() {
            for command in commands(code, program)
                .filter(|command| !known.iter().any(|known| known == command))
            {
                findings.push(page.finding(line, &format!("`{program}` has no command {command}")));
            }
        }
    }
    findings
}

/// Returns the words behind `program` where a command begins with it: at the start of the line, or behind a prompt, a
/// pipe, `&&`, `;` or an opening bracket. A path may lead to it: `target/debug/paywall serve`.
fn commands<'a>(code: &'a str, program: &'a str) -> impl Iterator<Item = &'a str> {
    let starts = code.match_indices(program).filter(|(at, _)| {
        let word = code[..*at].rfind(' ').map_or(0, |space| space + 1);
        let path = &code[word..*at];
        let before = code[..word].trim_end();
        let begins = before.is_empty() || before.ends_with(['$', '|', '&', ';', '(']);
        begins && (path.is_empty() || path.ends_with(['/', '(']))
    });
    starts.filter_map(move |(at, _)| {
        let rest = code[at + program.len()..].strip_prefix(' ')?;
        let word = rest
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .next()?;
        let is_command = word.starts_with(|c: char| c.is_ascii_lowercase()) && word != "help";
        is_command.then_some(word)
    })
}

/// Returns the names of an enum's variants as clap makes commands of them: `DoThis` is `do-this`.
fn variants(source: &str, head: &str) -> Vec<String> {
    let body = source.split_once(head).map_or("", |(_, rest)| rest);
    let body = body.split_once("\n}").map_or(body, |(body, _)| body);
    let names = body.lines().filter(|line| {
        line.starts_with("    ") && line.trim_start().starts_with(char::is_uppercase)
    });
    names
        .map(|line| {
            kebab(
                line.trim()
                    .split(|c: char| !c.is_alphanumeric())
                    .next()
                    .unwrap_or_default(),
            )
        })
        .collect()
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stand_where_a_command_begins() {
        let found = |code| commands(code, "paywall").collect::<Vec<_>>();
        assert_eq!(found("paywall check FILE"), ["check"]);
        assert_eq!(
            found("$ paywall check a && target/release/paywall serve"),
            ["check", "serve"]
        );
        assert!(found("shown: paywall pw_half by rule winback").is_empty());
        assert!(found("examples/server target/release/paywall sqlite:a.db").is_empty());
        assert!(found("paywall --version").is_empty());
        assert!(found("paywall help serve").is_empty());
    }

    #[test]
    fn a_command_that_does_not_exist_is_found() {
        let page = Page::parse("a.md".into(), "`paywall prevue` and `paywall serve`");
        assert_eq!(unknown(&[page], "paywall", &["serve".to_owned()]).len(), 1);
    }

    #[test]
    fn variants_are_commands() {
        let source = "enum Command {\n    /// Does it\n    DoThis(a::B),\n    Serve,\n}\nenum Other {\n    Not,\n}";
        assert_eq!(variants(source, "enum Command {"), ["do-this", "serve"]);
    }
}
