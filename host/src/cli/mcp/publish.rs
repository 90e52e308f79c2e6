//! The tool that publishes.

use std::sync::Arc;

use anyhow::Result;
use rmcp::schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::coming::Coming;
use super::reply::Reply;
use super::target::Target;
use super::tool::{Effect, Tool};
use crate::cli::center::client::Deployment;
use crate::cli::center::short;

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

/// Returns the environment that is usual.
pub(super) fn sandbox() -> String {
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
    let coming = Coming::look(&target, &asked.source, &asked.environment).await?;
    let remote = target.center()?.remote().await?;
    let made = coming.revision(remote, &asked.message, asked.dry_run);
    let revision = match made.await? {
        Ok(revision) => revision,
        Err(why) => return Ok((coming.said + "Nothing was published: " + why + ".\n").into()),
    };
    for tick in &asked.tick {
        let _: Value = remote.post(&["ticks"], &json!(tick)).await?;
    }
    let wish = json!({ "revision": revision, "replaces": coming.replaces, "kind": "publish",
        "reason": asked.message });
    let done: Deployment = remote
        .post(&["environments", &asked.environment, "deployments"], &wish)
        .await?;
    let (revision, environment) = (short(&done.revision), &done.environment);
    Ok((coming.said
        + &format!(
            "Revision {revision} is live in {environment}: deployment {}.\n",
            done.sequence
        ))
        .into())
}
