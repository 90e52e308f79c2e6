//! The commands `paywall promote` and `paywall rollback`.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;

use super::client::{Deployment, Remote};
use super::diff::difference;
use super::operand::{Operand, operand};
use super::{NOT_DONE, Place, short};
use crate::cli::output;

#[derive(Args)]
pub(in crate::cli) struct Promote {
    /// The environment whose live revision is taken over
    #[arg(long, value_name = "ENVIRONMENT", default_value = "sandbox")]
    from: String,
    /// The environment where it is to be live
    #[arg(long, value_name = "ENVIRONMENT", default_value = "production")]
    to: String,
    #[command(flatten)]
    how: How,
}

#[derive(Args)]
pub(in crate::cli) struct Rollback {
    /// The environment that goes back
    #[arg(long, value_name = "ENVIRONMENT", default_value = "production")]
    environment: String,
    /// The revision that is to be live again [default: the one that was live before]
    #[arg(long, value_name = "REVISION", value_parser = operand)]
    to: Option<Operand>,
    #[command(flatten)]
    how: How,
}

#[derive(Args)]
struct How {
    /// The reason, for the log
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Place,
}

/// A wish to deploy.
pub(super) struct Wish<'a> {
    /// The environment where it is to be live.
    pub environment: &'a str,
    /// The hash of the revision.
    pub revision: &'a str,
    /// The number of the deployment that is live now; 0 for none.
    pub replaces: i64,
    /// The kind: `publish`, `promote` or `rollback`.
    pub kind: &'a str,
    /// The reason, for the log.
    pub reason: &'a str,
}

/// Deploys, and says so.
pub(super) async fn deploy(remote: &Remote, wish: &Wish<'_>) -> Result<()> {
    let body = json!({ "revision": wish.revision, "replaces": wish.replaces, "kind": wish.kind, "reason": wish.reason });
    let path = ["environments", wish.environment, "deployments"];
    let done: Deployment = remote.post(&path, &body).await?;
    let (revision, to) = (short(&done.revision), &done.environment);
    let said = format!("{revision} is live in {to}: deployment {}\n", done.sequence);
    output::print(said.as_bytes())
}

/// Says what a deployment changes; returns false if that is nothing.
async fn tell(remote: &Remote, environment: &str, revision: &str) -> Result<bool> {
    let before = Operand::Live(environment.to_owned());
    let after = Operand::Revision(revision.to_owned());
    let found = difference(remote, &before, &after).await?;
    output::print(found.text().as_bytes())?;
    Ok(!found.changes.is_empty())
}

/// Takes the revision of another environment over.
pub(in crate::cli) fn promote(arguments: &Promote) -> Result<ExitCode> {
    let (from, to, how) = (&arguments.from, &arguments.to, &arguments.how);
    super::run(&how.place, async |remote| {
        let app = remote.app().await?;
        let source = app.live(from)?;
        let source = source.with_context(|| format!("nothing is live in {from} yet"))?;
        let live = app.live(to)?;
        if live.is_some_and(|live| live.revision == source.revision) {
            output::tell(&format!(
                "{} is live in {to} already\n",
                short(&source.revision)
            ));
            return Ok(ExitCode::SUCCESS);
        }
        if live.is_some() {
            tell(remote, to, &source.revision).await?;
        }
        let wish = Wish {
            environment: to,
            revision: &source.revision,
            replaces: live.map_or(0, |live| live.sequence),
            kind: "promote",
            reason: &how.reason,
        };
        match how.dry_run {
            true => output::tell(NOT_DONE),
            false => deploy(remote, &wish).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Makes a revision live again that was live before.
pub(in crate::cli) fn rollback(arguments: &Rollback) -> Result<ExitCode> {
    let (environment, how) = (&arguments.environment, &arguments.how);
    super::run(&how.place, async |remote| {
        let app = remote.app().await?;
        let live = app.live(environment)?;
        let live = live.with_context(|| format!("nothing is live in {environment} yet"))?;
        let revision = match &arguments.to {
            Some(to) => to.revision(remote).await?,
            None => before(remote, live).await?,
        };
        tell(remote, environment, &revision).await?;
        let wish = Wish {
            environment,
            revision: &revision,
            replaces: live.sequence,
            kind: "rollback",
            reason: &how.reason,
        };
        match how.dry_run {
            true => output::tell(NOT_DONE),
            false => deploy(remote, &wish).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Returns the revision that was live before.
async fn before(remote: &Remote, live: &Deployment) -> Result<String> {
    if live.kind == "rollback" {
        bail!(
            "what is live came by a roll-back already, and the one before it is what was taken back: name a revision with --to; `paywall log` lists them"
        );
    }
    let number = live.sequence.to_string();
    let query = [
        ("environment", live.environment.as_str()),
        ("before", &number),
        ("most", "1"),
    ];
    let found: Vec<Deployment> = remote.get(&["deployments"], &query).await?;
    let found = found.into_iter().next();
    let found = found.context("nothing else was live there before")?;
    Ok(found.revision)
}
