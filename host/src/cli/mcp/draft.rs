//! The tools that begin a draft, put it on top of what others published, and close it.

use std::sync::Arc;

use anyhow::{Result, bail};
use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::center::Draft;
use super::finding;
use super::list::Kind as Section;
use super::reply::{Reply, cut, lines};
use super::target::Target;
use super::tool::{Effect, Tool};
use crate::cli::center::client::Remote;
use crate::cli::center::operand::{Operand, operand};
use crate::cli::center::short;

/// The most conflicts that are told.
const CONFLICTS: usize = 20;
/// The most bytes of a side of a conflict.
const SIDE: usize = 400;

/// The wish to begin a draft.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Beginning {
    /// The name for people, such as "Spring offer"
    name: String,
    /// The revision to begin with: its first digits, or `live:ENVIRONMENT`; what is live in production without it
    base: Option<String>,
}

/// The wish to put a draft on top of a revision.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Rebasing {
    /// The id of the draft
    draft: String,
    /// The revision: its first digits, or `live:ENVIRONMENT`
    #[serde(default = "production")]
    onto: String,
    /// The sides that hold, one for each conflict that was told before; none at the first call
    #[serde(default)]
    choices: Vec<Choice>,
    /// The number of the last edit that you saw: if somebody saved another one since, nothing is changed
    seen: Option<i64>,
}

/// A choice of one side of a conflict, which it names as the conflict does.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Choice {
    /// The section of the part
    section: Section,
    /// The id of the part
    part: String,
    /// The kind of the conflict
    kind: Kind,
    /// The address of the thing in the part, if the conflict names one
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// The attribute or the slot, if the conflict names one
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Vec<String>>,
    /// The side that holds: `ours` is the draft's, `theirs` what was published
    side: Side,
}

/// The kind of a conflict.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "lowercase")]
enum Kind {
    Attribute,
    Removed,
    Moved,
    Crowded,
    Order,
}

/// The side of a conflict.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "lowercase")]
enum Side {
    Ours,
    Theirs,
}

/// The wish to close a draft.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Closing {
    /// The id of the draft
    draft: String,
}

/// The outcome of a rebase, as the API tells of it.
#[derive(Debug, Deserialize)]
struct Rebased {
    edit: i64,
    conflicts: Vec<Value>,
}

/// Returns the content that a draft is usually put on top of.
fn production() -> String {
    "live:production".to_owned()
}

/// Makes the tools.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        Tool::new(
            "begin_draft",
            Effect::Edits,
            "Begins a draft, in which changes are made: people see it in the Control Center, and no customer gets \
             anything of it. Answers its id.",
            begin_draft,
        )
        .of_center(),
        Tool::new(
            "rebase_draft",
            Effect::Edits,
            "Puts a draft on top of what others published since it began: what changed there is merged with what the draft \
             changes, in one edit that nothing takes back. Where both changed the same, nothing is done and each conflict is \
             told with both sides; call it again with a choice for each.",
            rebase_draft,
        )
        .of_center(),
        Tool::new(
            "close_draft",
            Effect::Ends,
            "Closes a draft for good: it can still be read, and nobody edits it any more. Close your own drafts when their work \
             is done, and those of people only if they ask for it.",
            close_draft,
        )
        .of_center(),
    ]
}

/// Begins a draft.
async fn begin_draft(target: Arc<Target>, asked: Beginning) -> Result<Reply> {
    let remote = target.center()?.remote().await?;
    let base = match &asked.base {
        Some(base) => Some(revision(remote, "base", base).await?),
        None => None,
    };
    let mut body = json!({ "name": asked.name });
    if let Some(base) = base {
        body["base"] = base.into();
    }
    let Draft { id, name, edit, .. } = remote.post(&["drafts"], &body).await?;
    Ok(format!(
        "The draft \"{name}\" is draft:{id}, last edit {edit}. Edit it with draft \"{id}\"."
    )
    .into())
}

/// Returns the hash of the revision that an argument names.
async fn revision(remote: &Remote, argument: &str, named: &str) -> Result<String> {
    match operand(named) {
        Ok(content @ (Operand::Live(_) | Operand::Revision(_))) => content.revision(remote).await,
        _ => bail!(
            "expected the first digits of a revision, or live:ENVIRONMENT, as `{argument}`, found \"{named}\""
        ),
    }
}

/// Puts a draft on top of a revision.
async fn rebase_draft(target: Arc<Target>, asked: Rebasing) -> Result<Reply> {
    let remote = target.center()?.remote().await?;
    let onto = revision(remote, "onto", &asked.onto).await?;
    let before: Draft = remote.get(&["drafts", &asked.draft], &[]).await?;
    let seen = asked.seen.unwrap_or(before.edit);
    let wish = json!({ "onto": onto, "edit": seen, "choices": asked.choices });
    let done: Rebased = remote
        .post(&["drafts", &asked.draft, "rebase"], &wish)
        .await?;
    let onto = short(&onto);
    if !done.conflicts.is_empty() {
        return Ok(conflicts(&done.conflicts).into());
    }
    if done.edit == seen {
        return Ok(
            format!("The draft comes from revision {onto} already: nothing was changed.").into(),
        );
    }
    let source = format!("draft:{}", asked.draft);
    let found = target.check(Some(&source)).await?;
    Ok(format!(
        "Edit {} put the draft on top of revision {onto}.\nFindings: {}",
        done.edit,
        finding::text(found, &[])
    )
    .into())
}

/// Tells of conflicts, each with its name and its sides.
fn conflicts(all: &[Value]) -> String {
    let told = all.iter().map(|one| {
        let mut name = one.clone();
        let mut out = String::new();
        for (side, who) in [
            ("base", "before"),
            ("ours", "ours, the draft's"),
            ("theirs", "theirs, as published"),
        ] {
            let value = name.as_object_mut().and_then(|it| it.remove(side));
            let value = match value {
                None | Some(Value::Null) => "nothing".to_owned(),
                Some(value) => cut(&value.to_string(), SIDE, "`read_part` shows all of it"),
            };
            out += &format!("\n  {who}: {value}");
        }
        format!("{name}{out}")
    });
    let told: Vec<String> = told.collect();
    format!(
        "{} conflicts, so nothing was changed:\n{}Call `rebase_draft` again with `choices`: each conflict as it is named here, \
         with a `side`, \"ours\" or \"theirs\". Ask the people whose changes they are if it is not clear which holds.\n",
        all.len(),
        lines(&told, CONFLICTS)
    )
}

/// Closes a draft.
async fn close_draft(target: Arc<Target>, asked: Closing) -> Result<Reply> {
    let remote = target.center()?.remote().await?;
    let draft: Draft = remote.get(&["drafts", &asked.draft], &[]).await?;
    remote.delete(&["drafts", &asked.draft]).await?;
    let (name, id, edit) = (draft.name, draft.id, draft.edit);
    Ok(format!("The draft \"{name}\", draft:{id}, is closed; its last edit was {edit}.").into())
}
