//! The command `paywall log`, which says who published what, and who did what.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use paywall_ledger::Time;
use serde::Deserialize;
use serde_json::Value;

use super::client::Deployment;
use super::{Format, Place, short};
use crate::cli::output;

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// The environment [default: all of them]
    #[arg(long, value_name = "ENVIRONMENT", conflicts_with = "audit")]
    environment: Option<String>,
    /// List all that was done: edits made revisions, reviews, ticks, schedules, tokens, people
    #[arg(long)]
    audit: bool,
    /// The most lines
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    most: u32,
    /// The form of the list
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: Place,
}

/// A deed, as the API tells of it.
#[derive(Deserialize)]
struct Deed {
    at: i64,
    actor: String,
    verb: String,
    object: String,
    before: String,
    after: String,
}

/// Prints the deployments, or the audit, the newest first.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<ExitCode> {
    super::run(&arguments.place, async |remote| {
        let most = arguments.most.to_string();
        let mut query = vec![("most", most.as_str())];
        if let Some(environment) = &arguments.environment {
            query.push(("environment", environment));
        }
        let path = if arguments.audit {
            "audit"
        } else {
            "deployments"
        };
        let found: Vec<Value> = remote.get(&[path], &query).await?;
        if arguments.format == Format::Json {
            super::print_json(&found)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut out = String::new();
        for entry in found {
            out += &match arguments.audit {
                true => deed(&Deed::deserialize(entry)?),
                false => deployment(&Deployment::deserialize(entry)?),
            };
        }
        output::print(out.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Writes a deployment as a line.
fn deployment(it: &Deployment) -> String {
    let at = Time::from_millis(it.at);
    let (revision, to) = (short(&it.revision), &it.environment);
    let reason = if it.reason.is_empty() {
        String::new()
    } else {
        format!(": {}", it.reason)
    };
    format!(
        "{}  {at}  {to}  {} {revision} by {}{reason}\n",
        it.sequence, it.kind, it.author
    )
}

/// Writes a deed as a line.
fn deed(it: &Deed) -> String {
    let at = Time::from_millis(it.at);
    let (before, after) = (short(&it.before), short(&it.after));
    let what = match (before, after) {
        ("", "") => String::new(),
        ("", after) => format!(": {after}"),
        (before, "") => format!(": {before}"),
        (before, after) => format!(": {before} → {after}"),
    };
    format!(
        "{at}  {} {} {}{what}\n",
        it.actor,
        it.verb,
        short(&it.object)
    )
}
