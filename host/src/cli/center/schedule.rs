//! The command `paywall schedule`, which publishes at a later time.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use paywall_ledger::Time;
use serde::Deserialize;
use serde_json::{Value, json};

use super::operand::{Operand, operand};
use super::{Format, Place, short};
use crate::cli::{clock, output};

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Publish a revision at a later time
    Add(Add),
    /// List the schedules, the newest first
    List(List),
    /// Take a schedule back
    Cancel(Cancel),
}

#[derive(Args)]
struct Add {
    /// The revision, or live:ENVIRONMENT for the one that is live there now
    #[arg(value_parser = operand)]
    revision: Operand,
    /// The environment where it is to be live
    #[arg(long, value_name = "ENVIRONMENT", default_value = "production")]
    environment: String,
    /// The time: `2026-11-27T09:00`, `2026-11-27T09:00+13:00`, or epoch milliseconds
    #[arg(long, value_name = "TIME")]
    at: String,
    /// The time zone of the time: an IANA name such as Pacific/Auckland [default: UTC]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// The thing to do if another revision is live by then
    #[arg(long, value_enum, default_value_t)]
    if_moved: IfMoved,
    /// The reason, for the log
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    reason: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct List {
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
struct Cancel {
    /// The number of the schedule
    number: i64,
    #[command(flatten)]
    place: Place,
}

/// The thing to do if another revision is live by then.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum IfMoved {
    /// Publish nothing, and say so
    #[default]
    Stop,
    /// Merge both, and publish that if nothing excludes each other and the gate finds no fault
    Merge,
}

/// A schedule, as the API tells of it.
#[derive(Deserialize)]
pub(in crate::cli) struct Schedule {
    sequence: i64,
    environment: String,
    revision: String,
    at: i64,
    author: String,
    reason: String,
    state: String,
    deployment: i64,
    outcome: String,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.command {
        Command::Add(arguments) => add(arguments),
        Command::List(arguments) => list(arguments),
        Command::Cancel(arguments) => cancel(arguments),
    }
}

/// Makes a schedule against what is live now.
fn add(arguments: &Add) -> Result<ExitCode> {
    let at = clock::time_in(&arguments.at, arguments.zone.as_deref())?;
    let environment = &arguments.environment;
    super::run(&arguments.place, async |remote| {
        let revision = arguments.revision.revision(remote).await?;
        let live = remote
            .app()
            .await?
            .live(environment)?
            .map(|live| live.sequence);
        let if_moved = match arguments.if_moved {
            IfMoved::Stop => "stop",
            IfMoved::Merge => "merge",
        };
        let body = json!({ "environment": environment, "revision": revision, "at": at,
            "replaces": live.unwrap_or_default(), "if_moved": if_moved, "reason": arguments.reason });
        let made: Schedule = remote.post(&["schedules"], &body).await?;
        output::print(line(&made).as_bytes())?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Prints the schedules.
fn list(arguments: &List) -> Result<ExitCode> {
    super::run(&arguments.place, async |remote| {
        let found: Vec<Value> = remote.get(&["schedules"], &[]).await?;
        if arguments.format == Format::Json {
            super::print_json(&found)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut out = String::new();
        for entry in found {
            out += &line(&Schedule::deserialize(entry)?);
        }
        output::print(out.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Takes a schedule back.
fn cancel(arguments: &Cancel) -> Result<ExitCode> {
    super::run(&arguments.place, async |remote| {
        let number = arguments.number.to_string();
        remote.delete(&["schedules", &number]).await?;
        output::print(format!("schedule {number} is cancelled\n").as_bytes())?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Writes a schedule as a line.
pub(in crate::cli) fn line(it: &Schedule) -> String {
    let at = Time::from_millis(it.at);
    let (revision, to, by) = (short(&it.revision), &it.environment, &it.author);
    let state = match (it.state.as_str(), it.deployment, it.outcome.as_str()) {
        ("done", number @ 1.., _) => format!("done: deployment {number}"),
        (state, _, "") => state.to_owned(),
        (state, _, why) => format!("{state}: {why}"),
    };
    let reason = if it.reason.is_empty() {
        String::new()
    } else {
        format!(": {}", it.reason)
    };
    format!(
        "{}  {at}  {to}  {revision} by {by}{reason} ({state})\n",
        it.sequence
    )
}
