//! The command line of the task runner.

use clap::{Parser, Subcommand};

/// The command line.
#[derive(Parser)]
#[command(about = "Builds the module, runs the preview, the tests and the benchmarks.")]
pub struct Arguments {
    /// The task to run.
    #[command(subcommand)]
    pub task: Task,
}

/// The tasks that the repository needs.
#[derive(Subcommand)]
pub enum Task {
    /// Build the module into `www/dist` and print its sizes
    Wasm,
    /// Build the Control Center's pages into `www/dist-control`, and print and check their sizes
    Control,
    /// Build what is missing and open the Control Center on the sample app, or on a document to look at
    Preview {
        /// Passed on to `paywall preview`, for example `--port 4000` or `--config my.json`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Make the site of the documentation in `target/site`: a folder that any host of files can serve
    Site,
    /// Run every check and every test, browser included
    Test,
    /// Try the npm package in every bundler, framework and worker; `test` tries the quick ones
    Bundlers,
    /// Search for inputs that break something, for some seconds in each target
    Fuzz {
        /// Passed on to the search, for example `--seconds 60 --seed 7 text`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Write the bills of materials and the notices of licences, of the module and of the program
    Sbom,
    /// Make all files of a release in `target/release-VERSION`, up to the upload, which it leaves to you
    Release {
        /// The version, such as 0.2.0: that of this tree
        version: String,
        /// Write the version and the section of the changelog instead, for a commit
        #[arg(long)]
        prepare: bool,
    },
    /// Build the npm package again in another folder, and compare it byte for byte
    Reproduce,
    /// Check that maps and pages say what the code says
    Tidy,
    /// Measure, and write `docs/benchmarks.md`
    Bench,
    /// Rewrite the expected answers of the shared cases and of the scenarios, and the pinned imports
    Bless,
}
