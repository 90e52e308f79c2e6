//! The command `paywall check`, which lists everything in a document that is wrong, passed over, or hardly meant.

mod find;
mod github;
mod sarif;
mod text;
#[cfg(feature = "server")]
mod told;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use paywall_host::Engine;
use paywall_host::check::Severity;
use serde_json::Value;

use self::find::Report;
use super::{clock, output, source};

#[cfg(feature = "mcp")]
pub(super) use find::report;
#[cfg(feature = "server")]
pub(super) use told::{Told, told};

#[derive(Args)]
pub(super) struct Arguments {
    /// The document to check
    file: PathBuf,
    /// The form of the findings
    #[arg(long, value_enum, default_value_t, conflicts_with = "json")]
    format: Format,
    /// Print the findings as JSON: the same as `--format json`
    #[arg(long)]
    json: bool,
    /// Exit with 1 on warnings
    #[arg(long)]
    strict: bool,
    /// Check again whenever the file changes, until you end it (Ctrl-C)
    #[arg(long)]
    watch: bool,
    /// Product details as the app passes them on: a JSON array. Says which products lack what the paywalls show
    #[arg(long, value_name = "FILE")]
    products: Option<PathBuf>,
    /// Put the id behind each name
    #[arg(long)]
    ids: bool,
    /// The time, for schedules: epoch milliseconds, or such as `2026-11-27T09:00` in UTC [default: this computer's]
    #[arg(long, value_name = "TIME", value_parser = clock::time)]
    now: Option<u64>,
    #[command(flatten)]
    module: source::Module,
}

/// The form in which findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people, each with its line
    #[default]
    Text,
    /// For programs of your own
    Json,
    /// For tools that show results of analyses (SARIF 2.1.0)
    Sarif,
    /// For GitHub Actions, which shows them beside the lines
    Github,
}

/// The time between two looks at a file that is watched.
const PAUSE: Duration = Duration::from_millis(300);

/// Prints the findings. The exit code is 2 on errors, 1 on warnings with `--strict`.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let engine = arguments.module.engine(source::Purpose::Command)?;
    if arguments.watch {
        watch(arguments, &engine)?;
    }
    let report = print(arguments, &engine)?;
    Ok(if report.has_errors() {
        ExitCode::from(2)
    } else if arguments.strict && !report.findings.is_empty() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// Counts the errors in a document: what customers do not get as the document says.
pub(super) fn count_errors(engine: &Engine, bytes: &[u8], now: f64) -> usize {
    let report = find::report(engine, String::new(), bytes, now, None);
    report.of(Severity::Error).count()
}

/// Prints the findings whenever the file changes. It ends only by an error, when nobody reads on.
fn watch(arguments: &Arguments, engine: &Engine) -> Result<()> {
    let mut before = None;
    loop {
        let now = state(arguments);
        if now.is_some() && now != before {
            // An editor may be about to write; what it leaves then is looked at the next time.
            print(arguments, engine)?;
        }
        before = now.or(before);
        std::thread::sleep(PAUSE);
    }
}

/// Reads product details.
fn products(file: &Path) -> Result<Vec<Value>> {
    let read = serde_json::from_slice(&source::read(file)?);
    read.with_context(|| {
        format!(
            "expected a JSON array of product details in {}",
            file.display()
        )
    })
}

/// Returns what changes when the file does: its time and its size. None while it is not there.
fn state(arguments: &Arguments) -> Option<(SystemTime, u64)> {
    let data = std::fs::metadata(&arguments.file).ok()?;
    Some((data.modified().ok()?, data.len()))
}

/// Checks the file, and prints the findings in their form.
fn print(arguments: &Arguments, engine: &Engine) -> Result<Report> {
    let bytes = source::read(&arguments.file)?;
    let now = arguments.now.unwrap_or_else(clock::now) as f64;
    let file = arguments.file.display().to_string();
    let products = arguments.products.as_deref().map(products).transpose()?;
    let report = find::report(engine, file, &bytes, now, products.as_deref());
    let format = match arguments.json {
        true => Format::Json,
        false => arguments.format,
    };
    let out = match format {
        Format::Text => text::write(&report, &find::names(engine, bytes, arguments.ids)),
        Format::Json => serde_json::to_string_pretty(&report.by_severity())? + "\n",
        Format::Sarif => serde_json::to_string_pretty(&sarif::write(&report))? + "\n",
        Format::Github => github::write(&report),
    };
    output::print(out.as_bytes())?;
    Ok(report)
}
