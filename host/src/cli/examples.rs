//! The examples that `--help` shows below a command's flags.

use clap::Command;

/// For each command the lines that people type, each with what it does.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "check",
        &[
            (
                "paywall check document.json",
                "every problem, with its place",
            ),
            (
                "paywall check document.json --watch",
                "again whenever the file changes",
            ),
            (
                "paywall check document.json --format github --strict",
                "in GitHub Actions",
            ),
        ],
    ),
    (
        "new",
        &[
            ("paywall new document.json", "a small document that works"),
            ("paywall new --list", "the designs of the gallery"),
            (
                "paywall new document.json --template stride --products products.json",
                "one of them, with prices for previews",
            ),
        ],
    ),
    (
        "campaign",
        &[
            ("paywall campaign list", "all templates, each in a sentence"),
            (
                "paywall campaign show win-back",
                "what one asks for, and what it writes",
            ),
        ],
    ),
    (
        "decide",
        &[(
            "paywall decide --config document.json --label settings --form-factor phone",
            "the paywall, and the rule that chose it",
        )],
    ),
    (
        "flow",
        &[(
            "paywall flow --config document.json --events wait,closeButton",
            "each step, with its screen and its events",
        )],
    ),
    (
        "render",
        &[(
            "paywall render --config document.json --label settings --form-factor phone --page -o page.html",
            "a page that a browser opens",
        )],
    ),
    (
        "texts",
        &[
            (
                "paywall texts export document.json --format xliff --locale de -o de.xlf",
                "for a translator",
            ),
            (
                "paywall texts import document.json de.xlf -o document.json",
                "what came back",
            ),
        ],
    ),
    (
        "import",
        &[
            (
                "paywall import revenuecat paywall.json -o document.json --report report.json",
                "a document, and all that it lacks of the original",
            ),
            (
                "paywall import customers export.csv --dry-run",
                "how many customers and purchases would come, and which rows would not",
            ),
        ],
    ),
    (
        "schema",
        &[
            (
                "paywall schema > document.schema.json",
                "the schema of documents, for editors",
            ),
            ("paywall schema settings", "that of a host's settings"),
        ],
    ),
    (
        "scenario",
        &[(
            "paywall scenario tests/scenarios/s6a-switch-account.json",
            "who owns which purchase after each step, and why",
        )],
    ),
    (
        "host",
        &[
            ("paywall host", "with the settings in host.toml"),
            (
                "paywall host --settings /etc/paywall/host.toml",
                "with others",
            ),
        ],
    ),
    (
        "history",
        &[(
            "paywall history --account 1001",
            "what happened to the user of an account",
        )],
    ),
    (
        "forget",
        &[(
            "paywall forget --account 1001",
            "everywhere but in the stores",
        )],
    ),
    (
        "backup",
        &[("paywall backup copy.db", "while the host goes on working")],
    ),
    (
        "restored",
        &[(
            "paywall restored",
            "after a backup was put back, before the host starts",
        )],
    ),
    (
        "owner",
        &[(
            "paywall owner --email ada@example.com",
            "nobody gets into the Control Center any more",
        )],
    ),
    (
        "control",
        &[
            (
                "paywall control",
                "the sample app «Fern», in the folder paywall-control",
            ),
            (
                "paywall control --data shop document.json",
                "an app of your own",
            ),
        ],
    ),
    (
        "pull",
        &[
            (
                "paywall pull -o document.json",
                "what is live in production",
            ),
            ("paywall pull live:sandbox", "what is live in the sandbox"),
        ],
    ),
    (
        "publish",
        &[
            (
                "paywall publish document.json --dry-run",
                "what would change, and what the check finds",
            ),
            (
                "paywall publish document.json --environment sandbox -m Spring",
                "to the sandbox, with a reason",
            ),
        ],
    ),
    (
        "promote",
        &[(
            "paywall promote --from sandbox --to production --reason Spring",
            "what was tried in the sandbox, for everybody",
        )],
    ),
    (
        "rollback",
        &[
            (
                "paywall rollback --reason typo",
                "production as it was before",
            ),
            (
                "paywall rollback --to 4f8a19c2b7d0",
                "to a certain revision that was live",
            ),
        ],
    ),
    (
        "diff",
        &[
            (
                "paywall diff",
                "what is live in the sandbox against production",
            ),
            (
                "paywall diff live:production document.json --format json",
                "a file against production, for programs",
            ),
        ],
    ),
    (
        "schedule",
        &[
            (
                "paywall schedule add live:sandbox --at 2026-12-01T09:00 --zone Pacific/Auckland",
                "what is in the sandbox, tomorrow at nine",
            ),
            ("paywall schedule cancel 3", "before the time has come"),
        ],
    ),
    (
        "log",
        &[
            (
                "paywall log --environment production",
                "who published what, and why",
            ),
            ("paywall log --audit", "all that was done"),
        ],
    ),
    (
        "results",
        &[
            (
                "paywall results offer",
                "what an experiment has shown so far",
            ),
            (
                "paywall results offer --cut country/DE --format json",
                "of the people in Germany, for programs",
            ),
            (
                "paywall results --settings host.toml --rebuild",
                "all experiments, counted anew",
            ),
        ],
    ),
    (
        "simulate",
        &[(
            "paywall simulate --config document.json",
            "10,000 people: how many see which paywall",
        )],
    ),
    (
        "shoot",
        &[
            (
                "paywall shoot document.json -o pictures",
                "each paywall on each of its screens",
            ),
            (
                "paywall shoot document.json --matrix --products products.json -o pictures",
                "also in other languages, in the dark and without offers",
            ),
        ],
    ),
    (
        "compare",
        &[(
            "paywall compare before after -o masks",
            "which states changed, and where",
        )],
    ),
    #[cfg(feature = "server")]
    (
        "preview",
        &[
            (
                "paywall preview",
                "the sample app «Fern», to work on, in the folder paywall-preview",
            ),
            (
                "paywall preview document.json",
                "a document to look at, which is read again when it changes",
            ),
        ],
    ),
    (
        "serve",
        &[(
            "paywall serve --config document.json",
            "the preview, in a browser on this machine",
        )],
    ),
    (
        "doctor",
        &[
            (
                "paywall doctor",
                "this machine, and host.toml if it is here",
            ),
            (
                "paywall doctor --settings host.toml --format json",
                "for a script",
            ),
        ],
    ),
    (
        "completions",
        &[
            (
                "paywall completions bash > /etc/bash_completion.d/paywall",
                "for all users of bash",
            ),
            (
                "paywall completions zsh > ~/.zfunc/_paywall",
                "for zsh, with ~/.zfunc in fpath",
            ),
        ],
    ),
    (
        "health",
        &[
            (
                "paywall health --settings /etc/paywall/host.toml",
                "the host that these settings start",
            ),
            (
                "paywall health --address 127.0.0.1:8788",
                "whatever listens there",
            ),
        ],
    ),
    (
        "mcp",
        &[
            (
                "paywall mcp --config document.json",
                "for the settings of an assistant: it works on a file",
            ),
            (
                "paywall mcp --server https://control.example.com",
                "on the drafts of a Control Center, with the token in PAYWALL_TOKEN",
            ),
            ("paywall mcp --tools", "all tools with their schemas"),
        ],
    ),
    (
        "manual",
        &[
            (
                "paywall manual -o /usr/local/share/man/man1",
                "then `man paywall-check` works",
            ),
            (
                "paywall manual --markdown > cli.md",
                "all commands on one page",
            ),
        ],
    ),
];

/// Adds the examples to the help of each command.
pub(super) fn add(program: Command) -> Command {
    let known = EXAMPLES
        .iter()
        .filter(|(name, _)| program.find_subcommand(name).is_some());
    let known: Vec<_> = known.collect();
    known.into_iter().fold(program, |program, (name, lines)| {
        program.mut_subcommand(name, |command| command.after_help(text(lines)))
    })
}

/// Writes the lines below a heading.
fn text(lines: &[(&str, &str)]) -> String {
    let lines = lines
        .iter()
        .map(|(line, what)| format!("\n  {line}\n      {what}"));
    format!("Examples:{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Arguments;

    #[test]
    fn every_command_has_an_example() {
        let program = Arguments::command();
        let without = program.get_subcommands().filter(|command| {
            !EXAMPLES
                .iter()
                .any(|(name, lines)| *name == command.get_name() && !lines.is_empty())
        });
        let without: Vec<_> = without.map(Command::get_name).collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn every_example_is_understood() {
        for (line, _) in EXAMPLES.iter().flat_map(|(_, lines)| *lines) {
            let words = line.split('>').next().unwrap_or(line).split_whitespace();
            let read = Arguments::command().try_get_matches_from(words);
            assert!(read.is_ok(), "{line}: {:?}", read.err());
        }
    }
}
