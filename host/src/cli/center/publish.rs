//! The command `paywall publish`, which makes a revision of a file, and makes it live.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{App, Deployment, Remote};
use super::deploy::{Wish, deploy};
use super::diff::Difference;
use super::operand::{self, Operand, operand};
use super::{NOT_DONE, Place, short};
use crate::cli::check::{Told, told};
use crate::cli::{output, source};

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// The document of the whole app: plain JSON
    file: PathBuf,
    /// The environment where it is to be live
    #[arg(long, value_name = "ENVIRONMENT", default_value = "sandbox")]
    environment: String,
    /// The reason, for the log
    #[arg(long, short, value_name = "TEXT", default_value = "")]
    message: String,
    /// The revision that the file was pulled from: nothing is published if another one is live by now
    #[arg(long, value_name = "REVISION", value_parser = operand)]
    from: Option<Operand>,
    /// A warning to tick off, as often as needed; it blocks no publication of the app any more
    #[arg(long, value_name = "CODE@PATH", value_parser = warning)]
    tick: Vec<(String, String)>,
    /// Say what would change and what the check finds, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    module: source::Module,
}

/// A revision that was made.
#[derive(Deserialize)]
struct Made {
    revision: String,
}

/// The gate's verdict, as the API tells of it.
#[derive(Deserialize)]
struct Verdict {
    errors: Vec<Told>,
    warnings: Vec<Told>,
}

/// Splits the code of a warning from its place.
fn warning(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('@');
    let (code, path) = parts.ok_or("expected CODE@PATH, as `paywall publish` prints it")?;
    Ok((code.to_owned(), path.to_owned()))
}

/// Publishes the file.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let (bytes, document) = operand::read(&arguments.file)?;
    let engine = arguments.module.engine(source::Purpose::Command)?;
    let file = arguments.file.display().to_string();
    // What is wrong with the file is said before anything is sent.
    let own = told(&engine, &file, &bytes, &[]);
    super::run(&arguments.place, async |remote| {
        let app = remote.app().await?;
        let live = app.live(&arguments.environment)?;
        if own.has_errors {
            output::print(own.text.as_bytes())?;
            return Ok(ExitCode::from(1));
        }
        if let Some(complaint) = unexpected(remote, arguments, live).await? {
            output::tell(&complaint);
            return Ok(ExitCode::from(1));
        }
        output::tell(&against(&file, &arguments.environment, live));
        let before = live_document(remote, live).await?;
        let found = Difference::of(before, document.clone())?;
        output::print(found.text().as_bytes())?;
        if found.changes.is_empty() && live.is_some() {
            output::tell("no difference: nothing is published\n");
            return Ok(ExitCode::SUCCESS);
        }
        if arguments.dry_run {
            output::print(own.text.as_bytes())?;
            output::tell(NOT_DONE);
            return Ok(ExitCode::SUCCESS);
        }
        let made = make(remote, arguments, document, (&app, live)).await?;
        for (code, path) in &arguments.tick {
            let tick = json!({ "code": code, "path": path });
            let _: Value = remote.post(&["ticks"], &tick).await?;
        }
        let path = ["revisions", &made.revision, "check"];
        let verdict: Verdict = remote.post(&path, &json!({})).await?;
        let all = told(&engine, &file, &bytes, &verdict.all());
        output::print(all.text.as_bytes())?;
        let wish = Wish {
            environment: &arguments.environment,
            revision: &made.revision,
            replaces: live.map_or(0, |live| live.sequence),
            kind: "publish",
            reason: &arguments.message,
        };
        deploy(remote, &wish).await?;
        Ok(ExitCode::SUCCESS)
    })
}

impl Verdict {
    /// Lists the findings.
    fn all(self) -> Vec<Told> {
        let errors = self.errors.into_iter().map(Told::into_error);
        errors.chain(self.warnings).collect()
    }
}

/// Says what a file is compared with.
fn against(file: &str, environment: &str, live: Option<&Deployment>) -> String {
    match live {
        Some(live) => format!(
            "{file} against {}, which is live in {environment} (deployment {}):\n",
            short(&live.revision),
            live.sequence
        ),
        None => format!("{file}, the first one in {environment}:\n"),
    }
}

/// Complains if something else is live than what the file was made of.
async fn unexpected(
    remote: &Remote,
    arguments: &Arguments,
    live: Option<&Deployment>,
) -> Result<Option<String>> {
    let Some(from) = &arguments.from else {
        return Ok(None);
    };
    let from = from.revision(remote).await?;
    let live = live.map_or("nothing", |live| live.revision.as_str());
    let complaint = format!(
        "error[deployment_moved]: expected {} to be live in {}, found {}\n  pull that, and bring your changes over; `paywall diff` says what is between\n",
        short(&from),
        arguments.environment,
        short(live)
    );
    Ok((live != from).then_some(complaint))
}

/// Returns the document that is live; an empty one if there is none.
async fn live_document(remote: &Remote, live: Option<&Deployment>) -> Result<Value> {
    match live {
        Some(live) => {
            let path = ["revisions", &live.revision, "document"];
            remote.get(&path, &[]).await
        }
        None => Ok(json!({ "paywalls": [], "campaign_rules": [] })),
    }
}

/// Makes a revision of a document. It comes from what is live there, or else in production.
async fn make(
    remote: &Remote,
    arguments: &Arguments,
    document: Value,
    (app, live): (&App, Option<&Deployment>),
) -> Result<Made> {
    let parent = match live {
        Some(live) => Some(live),
        None => app.live("production")?,
    };
    let parents: Vec<&str> = parent.iter().map(|it| it.revision.as_str()).collect();
    let body = json!({ "document": document, "message": arguments.message, "parents": parents });
    remote.post(&["revisions"], &body).await
}
