//! The tools that change a draft or a file, and the check of what came of it.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use paywall_host::control::{Operation, Section};
use rmcp::schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use super::edited::Edited;
use super::finding;
use super::reply::{Reply, lines};
use super::target::Target;
use super::tool::{Effect, Tool};

/// The most sentences about an edit.
const SENTENCES: usize = 100;

/// The wish to edit.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Editing {
    /// The id of the draft. With a file alone, none
    draft: Option<String>,
    /// The operations, in their order: 1 to 500. If one is refused, nothing is changed
    #[schemars(schema_with = "operations")]
    operations: Vec<Value>,
    /// The number of the last edit that you saw: if somebody saved another one since, nothing is changed
    seen: Option<i64>,
    /// False leaves the check out, after which the findings are not told
    #[serde(default = "yes")]
    check: bool,
}

/// The wish to take an edit back.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Undoing {
    /// The id of the draft. With a file alone, none
    draft: Option<String>,
    /// The number of the edit, also of somebody else's; your last one without it
    edit: Option<i64>,
}

/// The wish to check.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Checking {
    /// The content: `draft:ID`, `live:production` (the usual one), or the first digits of a revision. With a file
    /// alone: `file` or `start`
    source: Option<String>,
}

/// Returns what is usual.
fn yes() -> bool {
    true
}

/// Describes the operations of an edit.
fn operations(_: &mut SchemaGenerator) -> Schema {
    let sections = Section::ALL.map(Section::name);
    json_schema!({
        "type": "array",
        "minItems": 1,
        "maxItems": 500,
        "description": "The operations, in their order: 1 to 500. If one is refused, nothing is changed",
        "items": {
            "type": "object",
            "required": ["op", "section"],
            "additionalProperties": false,
            "properties": {
                "op": {
                    "enum": ["set", "unset", "insert", "remove", "move", "rename"],
                    "description": "set gives the attribute at `path` the `value`; unset removes it; insert puts `value` (with \
                        ids for itself and all in it) into the slot `into` behind `after`, or as a new part without `into`; \
                        remove removes a thing with all in it, or a part; move puts it somewhere else; rename gives it the id `to`"
                },
                "section": { "enum": sections, "description": "The section of the part" },
                "part": { "type": "string", "description": "The id of the part; of the new one for an insert without `into`; none for `rest`" },
                "id": { "type": "string", "description": "The address of the thing in the part, as `read_part` names it; the part itself without it" },
                "path": {
                    "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
                    "description": "The attribute; a list of fields leads through objects: [\"style\", \"color\"]"
                },
                "value": { "description": "The new value, or the thing that is inserted" },
                "into": {
                    "type": "object",
                    "required": ["slot"],
                    "properties": {
                        "parent": { "type": "string", "description": "The address of the parent; the part itself without it" },
                        "slot": {
                            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
                            "description": "The field of the parent, such as `components` or `segments`"
                        },
                        "single": { "type": "boolean", "description": "True if the field holds one thing and no list" }
                    },
                    "description": "The slot that something is put into"
                },
                "after": { "type": "string", "description": "The sibling behind which it stands; the first place without it" },
                "to": { "type": "string", "description": "The new id" }
            }
        }
    })
}

/// Makes the tools.
pub(super) fn tools() -> Vec<Tool> {
    vec![
        Tool::new(
            "edit_draft",
            Effect::Edits,
            "Changes a draft, or the file, by operations that name ids. Answers the edit in sentences with its number, and \
             what the check finds then, the changed parts first, each finding with its place. People who have the draft \
             open see the change at once. Example: {\"op\": \"set\", \"section\": \"paywalls\", \"part\": \"plans\", \"id\": \
             \"title\", \"path\": \"text\", \"value\": \"**Spring**\"}.",
            edit_draft,
        ),
        Tool::new(
            "undo_edit",
            Effect::Edits,
            "Takes an edit back, by an edit that undoes it: your last one, or the one of a number. What others changed \
             since stays; if something that the edit changed is gone by now, nothing is changed.",
            undo_edit,
        ),
        Tool::new(
            "check",
            Effect::Reads,
            "What is wrong in a document, each finding with its place: what keeps it from being published (errors), and \
             what is hardly meant (warnings). A Control Center also renders every paywall for each platform.",
            check,
        ),
    ]
}

/// Changes a draft.
async fn edit_draft(target: Arc<Target>, asked: Editing) -> Result<Reply> {
    if asked.operations.is_empty() {
        bail!("expected at least one operation");
    }
    let read = |(at, one): (usize, Value)| {
        serde_json::from_value::<Operation>(one).with_context(|| {
            format!(
                "operation {} is not as the schema says; nothing was changed",
                at + 1
            )
        })
    };
    let operations: Result<Vec<_>> = asked.operations.into_iter().enumerate().map(read).collect();
    let operations = operations?;
    let parts: Vec<_> = operations.iter().map(Operation::part).collect();
    let draft = asked.draft.as_deref();
    let edited = target.edit(draft, operations, asked.seen).await?;
    let mut out = said(&edited);
    if asked.check {
        let found = target.check(target.source(draft).as_deref()).await?;
        let parts: Vec<_> = parts
            .iter()
            .map(|it| (it.section.name(), it.part.as_str()))
            .collect();
        out += &format!("Findings: {}", finding::text(found, &parts));
    }
    Ok(out.into())
}

/// Says what an edit did.
fn said(edited: &Edited) -> String {
    format!(
        "Edit {}:\n{}",
        edited.number,
        lines(&edited.sentences, SENTENCES)
    )
}

/// Takes an edit back.
async fn undo_edit(target: Arc<Target>, asked: Undoing) -> Result<Reply> {
    let edited = target.undo(asked.draft.as_deref(), asked.edit).await?;
    Ok(said(&edited).into())
}

/// Checks a content.
async fn check(target: Arc<Target>, asked: Checking) -> Result<Reply> {
    let found = target.check(asked.source.as_deref()).await?;
    Ok(finding::text(found, &[]).into())
}
