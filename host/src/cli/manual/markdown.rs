//! The manual as one page of Markdown, for sites.

use std::fmt::Write as _;

use clap::{Arg, Command};

/// Returns the page: each command with what it takes, and with its examples.
pub(super) fn page(program: &Command) -> String {
    let mut out = String::from("# The command line\n\n");
    out.extend(program.get_about().map(|about| format!("{about}\n")));
    for command in program.get_subcommands() {
        add(command, 2, &mut out);
    }
    out
}

/// Adds a command and those below it, under headings of this level.
fn add(command: &Command, level: usize, out: &mut String) {
    if command.get_name() == "help" {
        return;
    }
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    _ = write!(out, "\n{} {name}\n\n", "#".repeat(level.min(3)));
    let about = command.get_long_about().or_else(|| command.get_about());
    out.extend(about.map(|about| format!("{about}.\n\n")));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    _ = write!(out, "```text\n{usage}\n```\n");
    let mut arguments = command
        .get_arguments()
        .filter(|it| !it.is_hide_set() && it.get_id() != "help")
        .peekable();
    if arguments.peek().is_some() {
        *out += "\n| argument | meaning |\n|---|---|\n";
    }
    for argument in arguments {
        _ = writeln!(out, "| `{}` | {} |", spelt(argument), cell(argument));
    }
    if let Some(examples) = command.get_after_help() {
        *out += "\n```text\n";
        for line in examples.to_string().lines().skip(1) {
            _ = writeln!(out, "{}", line.strip_prefix("  ").unwrap_or(line));
        }
        *out += "```\n";
    }
    for inner in command.get_subcommands() {
        add(inner, level + 1, out);
    }
}

/// Returns an argument as it is written on a command line.
fn spelt(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let takes = argument.get_action().takes_values();
    let values: String = match takes {
        true => names.iter().map(|name| format!(" {name}")).collect(),
        false => String::new(),
    };
    let short = argument.get_short().map(|it| format!("-{it}, "));
    match argument.get_long() {
        Some(long) => format!("{}--{long}{values}", short.unwrap_or_default()),
        None => values.trim_start().to_owned(),
    }
}

/// Returns the meaning of an argument, its values and its default, as a cell of a table.
fn cell(argument: &Arg) -> String {
    let help = argument.get_long_help().or_else(|| argument.get_help());
    let mut out = help.map(ToString::to_string).unwrap_or_default();
    let values = argument.get_possible_values();
    let shown = values.iter().filter(|it| !it.is_hide_set());
    let shown: Vec<_> = shown.map(|it| format!("`{}`", it.get_name())).collect();
    if !shown.is_empty() && argument.get_action().takes_values() {
        out += &format!(". One of {}", shown.join(", "));
    }
    let default = argument.get_default_values().first();
    if let Some(default) = default.filter(|_| argument.get_action().takes_values()) {
        out += &format!(". Default: `{}`", default.to_string_lossy());
    }
    out.replace('\n', " ").replace('|', "\\|")
}
