//! The project's one task runner: `cargo xtask wasm | preview | test | tidy | bench | bless`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to its user"
)]

mod bench;
mod bindgen;
mod needs;
mod optimise;
mod order;
mod preview;
mod report;
mod run;
mod size;
mod test;
mod tidy;
mod tools;
mod wasm;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Builds the module, runs the preview, the tests and the benchmarks.")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the module into `www/dist` and print its sizes
    Wasm,
    /// Build the module if needed and serve the preview page
    Preview {
        /// Passed on to `paywall serve`, for example `--port 4000` or `--config my.json`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run every check and every test, browser included
    Test,
    /// Check that maps and pages say what the code says
    Tidy,
    /// Measure, and write `docs/benchmarks.md`
    Bench,
    /// Rewrite the expected answers of the shared cases and of the scenarios, and the pinned imports
    Bless,
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Wasm => wasm::build().map(|_| ()),
        Task::Preview { arguments } => preview::serve(&arguments),
        Task::Test => test::run_all(),
        Task::Tidy => tidy::check(),
        Task::Bench => bench::measure(),
        Task::Bless => test::bless(),
    }
}
