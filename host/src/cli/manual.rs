//! The command `paywall manual`, which writes the manual of all commands: pages for `man`, or one page of Markdown.

mod markdown;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Command};
use clap_mangen::Man;

use super::output;

#[derive(Args)]
pub(super) struct Arguments {
    /// The folder to write a page for each command into: paywall.1, paywall-check.1 … [default: print that of `paywall`]
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Print one page of Markdown about all commands
    #[arg(long, conflicts_with = "output")]
    markdown: bool,
}

/// Writes the pages.
pub(super) fn run(arguments: &Arguments, mut program: Command) -> Result<()> {
    // Flags that all commands have, such as --help, are put into each.
    program.build();
    if arguments.markdown {
        return output::print(markdown::page(&program).as_bytes());
    }
    let Some(folder) = &arguments.output else {
        return output::print(&page(program)?);
    };
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut pages = vec![program];
    while let Some(command) = pages.pop() {
        let commands = command.get_subcommands();
        pages.extend(commands.filter(|it| it.get_name() != "help").cloned());
        let name = command.get_display_name().unwrap_or("paywall");
        let file = folder.join(format!("{name}.1"));
        output::write(Some(&file), &page(command)?)?;
    }
    Ok(())
}

/// Returns the page of one command.
fn page(command: Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}
