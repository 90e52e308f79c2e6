//! The tool that publishes.

use std::sync::Arc;

use anyhow::{Result, bail};
use paywall_host::control::{Content, difference};
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::center::Draft;
use super::finding;
use super::reply::{Reply, lines};
use super::target::Target;
use super::tool::{Effect, Tool};
use crate::cli::center::client::{Deployment, Remote};
use crate::cli::center::operand::{Operand, operand};
use crate::cli::center::short;

/// The most sentences about what changes.
const SENTENCES: usize = 100;

/// The wish to publish.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Asked {
    /// The content: `draft:ID`, of which a revision is made, the first digits of a revision, or `live:ENVIRONMENT`
    source: String,
    /// The environment where it is to be live
    #[serde(default = "sandbox")]
    environment: String,
    /// The reason, for the log
    #[serde(default)]
    message: String,
    /// Warnings to tick off, so that they block no publication of the app any more; only those that a person agreed to
    #[serde(default)]
    tick: Vec<Tick>,
    /// True to say what would change and what the check finds, and to change nothing
    #[serde(default)]
    dry_run: bool,
}

/// A warning of the check.
#[derive(Debug, Deserialize, serde::Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Tick {
    /// The code of the warning
    code: String,
    /// The place of it, as the check names it
    path: String,
}

/// A revision that was made of a draft.
#[derive(Debug, Deserialize)]
struct Made {
    revision: String,
}

/// Returns the environment that is usual.
fn sandbox() -> String {
    "sandbox".to_owned()
}

/// Makes the tool.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        Tool::new(
            "publish",
            Effect::Publishes,
            "Makes a draft or a revision live in an environment, the sandbox unless another one is named: says what changes \
             and what the check finds. The host refuses what the policy of the environment does not allow for this token; \
             production is usually left to people.",
            publish,
        )
        .of_center(),
    ]
}

/// Publishes, unless that is refused.
async fn publish(target: Arc<Target>, asked: Asked) -> Result<Reply> {
    let remote = target.center()?.remote().await?;
    let app = remote.app().await?;
    let live = app.live(&asked.environment)?;
    let content = match operand(&asked.source) {
        Ok(Operand::File(_)) | Err(_) => bail!(
            "expected draft:ID, the first digits of a revision, or live:ENVIRONMENT as `source`"
        ),
        Ok(content) => content,
    };
    let seen = seen(remote, &content).await?;
    let mut out = changes(&target, live, &asked.source).await?;
    let found = target.check(Some(&asked.source)).await?;
    let is_faulty = found.iter().any(|finding| finding.is_error);
    out += &format!("Findings: {}", finding::text(found, &[]));
    if asked.dry_run || is_faulty {
        let why = if is_faulty {
            "mend the errors first"
        } else {
            "that was asked for"
        };
        return Ok((out + "Nothing was published: " + why + ".\n").into());
    }
    let revision = match &content {
        Operand::Draft(id) => commit(remote, id, seen, &asked.message).await?,
        content => content.revision(remote).await?,
    };
    for tick in &asked.tick {
        let _: Value = remote.post(&["ticks"], &json!(tick)).await?;
    }
    let replaces = live.map_or(0, |live| live.sequence);
    let wish = json!({ "revision": revision, "replaces": replaces, "kind": "publish", "reason": asked.message });
    let done: Deployment = remote
        .post(&["environments", &asked.environment, "deployments"], &wish)
        .await?;
    let (revision, environment) = (short(&done.revision), &done.environment);
    Ok((out
        + &format!(
            "Revision {revision} is live in {environment}: deployment {}.\n",
            done.sequence
        ))
        .into())
}

/// Says what a publication changes.
async fn changes(target: &Target, live: Option<&Deployment>, source: &str) -> Result<String> {
    let before = match live {
        Some(live) => target.content(Some(&live.revision)).await?,
        None => Content::read(json!({ "paywalls": [], "campaign_rules": [] }))?,
    };
    let found = difference(&before, &target.content(Some(source)).await?)?;
    let sentences: Vec<String> = found
        .iter()
        .map(paywall_host::control::Change::sentence)
        .collect();
    Ok(format!(
        "{} changes to what is live:\n{}",
        sentences.len(),
        lines(&sentences, SENTENCES)
    ))
}

/// Returns the number of a draft's last edit, before anything is said of it.
async fn seen(remote: &Remote, content: &Operand) -> Result<i64> {
    match content {
        Operand::Draft(id) => Ok(remote.get::<Draft>(&["drafts", id], &[]).await?.edit),
        _ => Ok(0),
    }
}

/// Makes a revision of a draft, unless somebody saved another edit than the one that was seen.
async fn commit(remote: &Remote, id: &str, seen: i64, message: &str) -> Result<String> {
    let body = json!({ "edit": seen, "message": message });
    let made: Made = remote.post(&["drafts", id, "commit"], &body).await?;
    Ok(made.revision)
}
