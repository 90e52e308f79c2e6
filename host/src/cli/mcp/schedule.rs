//! The tools about publications at a later time.

use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::coming::Coming;
use super::publish::sandbox;
use super::reply::{Reply, lines};
use super::target::Target;
use super::tool::{Effect, Tool};
use crate::cli::center::schedule::{Schedule, line};
use crate::cli::clock;

/// The most schedules that are listed.
const LISTED: usize = 50;

/// The wish to publish at a later time.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Asked {
    /// The content: `draft:ID`, of which a revision is made now, the first digits of a revision, or `live:ENVIRONMENT` for
    /// what is live there now
    source: String,
    /// The time, such as `2026-11-27T09:00`, by the clock of `timezone`; or with an offset, `2026-11-27T09:00+13:00`
    at: String,
    /// The time zone of the time, such as `Europe/Berlin`; UTC without it
    timezone: Option<String>,
    /// The environment where it is to be live
    #[serde(default = "sandbox")]
    environment: String,
    /// The thing to do if another revision is live by then
    #[serde(default)]
    if_moved: IfMoved,
    /// The reason, for the log
    #[serde(default)]
    message: String,
    /// True to say what would change and what the check finds, and to schedule nothing
    #[serde(default)]
    dry_run: bool,
}

/// The thing to do if another revision is live by then.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "lowercase")]
enum IfMoved {
    /// Publish nothing, and say so
    #[default]
    Stop,
    /// Merge both, and publish that if nothing excludes each other and the check finds no error
    Merge,
}

/// The wish to see the schedules; it asks for nothing more.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Everything {}

/// The wish to take a schedule back.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Cancelling {
    /// The number of the schedule, as `list_schedules` says it
    number: i64,
}

/// Makes the tools.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        Tool::new(
            "schedule",
            Effect::Publishes,
            "Makes a draft or a revision live at a later time, in the sandbox unless another environment is named: says what \
             changes and what the check finds. The rights of the token are looked at now; approvals and ticks at the time, and \
             what is missing then stops the publication. `cancel_schedule` takes it back until then.",
            schedule,
        )
        .of_center(),
        Tool::new(
            "list_schedules",
            Effect::Reads,
            "The last 50 schedules, the newest first: what is to be live where and when, by whom, and what became of those \
             whose time is over.",
            list_schedules,
        )
        .of_center(),
        Tool::new(
            "cancel_schedule",
            Effect::Ends,
            "Takes a schedule back that is still waiting, also one of somebody else: only if a person asked for that.",
            cancel_schedule,
        )
        .of_center(),
    ]
}

/// Makes a schedule, unless that is refused.
async fn schedule(target: Arc<Target>, asked: Asked) -> Result<Reply> {
    let at = clock::time_in(&asked.at, asked.timezone.as_deref()).context("the argument `at`")?;
    ensure!(
        at > clock::now(),
        "expected a time in the future as `at`, found {}; `publish` makes it live now",
        asked.at
    );
    let coming = Coming::look(&target, &asked.source, &asked.environment).await?;
    let remote = target.center()?.remote().await?;
    let made = coming.revision(remote, &asked.message, asked.dry_run);
    let revision = match made.await? {
        Ok(revision) => revision,
        Err(why) => return Ok((coming.said + "Nothing was scheduled: " + why + ".\n").into()),
    };
    let wish = json!({ "environment": asked.environment, "revision": revision, "at": at,
        "replaces": coming.replaces, "if_moved": asked.if_moved, "reason": asked.message });
    let made: Schedule = remote.post(&["schedules"], &wish).await?;
    Ok((coming.said + "Schedule " + &line(&made)).into())
}

/// Lists the schedules.
async fn list_schedules(target: Arc<Target>, _: Everything) -> Result<Reply> {
    let remote = target.center()?.remote().await?;
    let found: Vec<Schedule> = remote.get(&["schedules"], &[("most", "50")]).await?;
    let told: Vec<String> = found
        .iter()
        .map(|it| line(it).trim_end().to_owned())
        .collect();
    Ok(match told.is_empty() {
        true => "Nothing is or was scheduled.".to_owned().into(),
        false => lines(&told, LISTED).into(),
    })
}

/// Takes a schedule back.
async fn cancel_schedule(target: Arc<Target>, asked: Cancelling) -> Result<Reply> {
    let remote = target.center()?.remote().await?;
    let number = asked.number.to_string();
    remote.delete(&["schedules", &number]).await?;
    Ok(format!("Schedule {number} is cancelled.").into())
}
