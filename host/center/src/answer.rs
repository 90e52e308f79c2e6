//! Answers of routes, in the words of the API.

use paywall_control::{Change, Operation, told};
use paywall_database::control;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A revision of the app's content, with its place in the history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Revision {
    /// The number in the app.
    pub sequence: i64,
    /// The hash, which names it.
    pub hash: String,
    /// The hash of the content.
    pub manifest: String,
    /// The hashes of the revisions that it comes from.
    pub parents: Vec<String>,
    /// The reason, in the author's words.
    pub message: String,
    /// The id of the author.
    pub author: String,
    /// The time, in milliseconds since 1970.
    pub at: i64,
    /// The version of the engine that looked at it.
    pub engine: String,
}

/// A draft: changes that nobody published yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Draft {
    /// The id by which calls name it.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// The hash of the revision that it began with, or that was last made of it.
    pub base: String,
    /// The hash of its content now.
    pub manifest: String,
    /// The number of its last edit; 0 before the first.
    pub edit: i64,
    /// The id of whoever began it.
    pub owner: String,
    /// True as long as it can be edited.
    pub is_open: bool,
}

/// An edit of a draft.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Edit {
    /// The number in the draft.
    pub number: i64,
    /// The id of the author.
    pub author: String,
    /// The time, in milliseconds since 1970.
    pub at: i64,
    /// The operations, in their order (docs/control.md).
    #[schema(value_type = Vec<Object>)]
    pub operations: Vec<Operation>,
    /// The operations that take it back.
    #[schema(value_type = Vec<Object>)]
    pub inverses: Vec<Operation>,
    /// The operations in sentences, in their order.
    pub sentences: Vec<String>,
    /// The hash of the revision that the edit put the draft on top of; none for what people edit. Nothing takes it back.
    pub onto: Option<String>,
}

/// A saved edit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Edited {
    /// The number of the edit.
    pub edit: i64,
    /// The hash of the draft's content now.
    pub manifest: String,
    /// The operations that take it back.
    #[schema(value_type = Vec<Object>)]
    pub inverses: Vec<Operation>,
}

/// A deployment: what is live in an environment since then.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deployment {
    /// The number in the app.
    pub sequence: i64,
    /// The environment where it is live.
    pub environment: String,
    /// The hash of the revision that is live.
    pub revision: String,
    /// The number of the deployment that it replaced; 0 for the first one.
    pub replaces: i64,
    /// The kind: `publish`, `promote` or `rollback`.
    pub kind: &'static str,
    /// The id of whoever did it.
    pub author: String,
    /// The time, in milliseconds since 1970.
    pub at: i64,
    /// The reason, in the author's words.
    pub reason: String,
}

/// A difference of two contents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Difference {
    /// The changes, for programs: at most 10,000.
    #[schema(value_type = Vec<Object>)]
    pub changes: Vec<Change>,
    /// The changes in sentences, in the same order.
    pub sentences: Vec<String>,
    /// The same for pages, if it was asked for.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

/// A difference as pages show it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Told {
    /// The changes by the part that they are in, in sentences with names in place of ids.
    #[schema(value_type = Vec<Object>)]
    pub groups: Vec<told::Group>,
    /// The paywalls, rules and other parts that are touched, counted in words.
    pub touches: String,
    /// True if the draft does not come from the revision that it is compared with: it lacks something that is there.
    pub is_behind: bool,
}

/// A publication at a later time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Schedule {
    /// The number in the app.
    pub sequence: i64,
    /// The environment where the revision is to be live.
    pub environment: String,
    /// The hash of the revision.
    pub revision: String,
    /// The time, in milliseconds since 1970.
    pub at: i64,
    /// The number of the deployment that was live when it was made; 0 for none.
    pub replaces: i64,
    /// The thing to do if another one is live by then: `stop` or `merge`.
    pub if_moved: &'static str,
    /// The reason, in the author's words.
    pub reason: String,
    /// The id of whoever made it.
    pub author: String,
    /// The time when it was made, in milliseconds since 1970.
    pub made: i64,
    /// The state: `waiting`, `done`, `stopped` or `cancelled`.
    pub state: &'static str,
    /// The number of the deployment that came of it; 0 for none.
    pub deployment: i64,
    /// The reason why nothing was published; empty for none.
    pub outcome: String,
    /// The time at which it was stopped, in milliseconds since 1970; none if it was not, or if nobody knows.
    pub stopped: Option<i64>,
}

/// The body of the answer to a refused call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct Refused {
    /// The reason of the refusal.
    pub error: Reason,
    /// Always empty here.
    #[schema(value_type = Vec<Object>)]
    pub warnings: Vec<Value>,
}

/// The reason why a call was refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// The stable code.
    pub code: String,
    /// A sentence for people: what was expected, and where.
    pub message: String,
    /// The place in what was sent, where there is one.
    pub path: Option<String>,
    /// All that helps a program to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub details: Option<Value>,
}

impl From<control::Listed> for Revision {
    fn from(listed: control::Listed) -> Self {
        let revision = listed.revision;
        Self {
            sequence: listed.sequence,
            hash: listed.hash.to_string(),
            manifest: revision.manifest.to_string(),
            parents: revision.parents.iter().map(ToString::to_string).collect(),
            message: revision.message,
            author: revision.author,
            at: revision.at,
            engine: revision.engine,
        }
    }
}

impl From<control::Draft> for Draft {
    fn from(draft: control::Draft) -> Self {
        Self {
            manifest: draft.manifest.to_string(),
            base: draft.base.to_string(),
            id: draft.id,
            name: draft.name,
            edit: draft.edit,
            owner: draft.owner,
            is_open: draft.is_open,
        }
    }
}

impl From<control::Edit> for Edit {
    fn from(edit: control::Edit) -> Self {
        Self {
            sentences: sentences(&edit),
            number: edit.number,
            author: edit.author,
            at: edit.at.millis(),
            operations: edit.operations,
            inverses: edit.inverses,
            onto: edit.onto.map(|it| it.to_string()),
        }
    }
}

/// Writes an edit in sentences.
fn sentences(edit: &control::Edit) -> Vec<String> {
    let onto = edit.onto.map(|revision| {
        let revision = revision.to_string();
        format!(
            "The draft was put on top of revision {}.",
            revision.get(..8).unwrap_or_default()
        )
    });
    let steps = edit.operations.iter().map(Operation::sentence);
    onto.into_iter().chain(steps).collect()
}

impl From<control::Edited> for Edited {
    fn from(edited: control::Edited) -> Self {
        Self {
            edit: edited.number,
            manifest: edited.manifest.to_string(),
            inverses: edited.inverses,
        }
    }
}

impl From<control::Schedule> for Schedule {
    fn from(schedule: control::Schedule) -> Self {
        Self {
            sequence: schedule.sequence,
            environment: schedule.environment,
            revision: schedule.revision.to_string(),
            at: schedule.at,
            replaces: schedule.replaces,
            if_moved: schedule.if_moved.name(),
            reason: schedule.reason,
            author: schedule.author,
            made: schedule.made,
            state: schedule.state.name(),
            deployment: schedule.deployment,
            outcome: schedule.outcome,
            stopped: (schedule.stopped > 0).then_some(schedule.stopped),
        }
    }
}

impl From<control::Deployment> for Deployment {
    fn from(deployment: control::Deployment) -> Self {
        Self {
            sequence: deployment.sequence,
            environment: deployment.environment,
            revision: deployment.revision.to_string(),
            replaces: deployment.replaces,
            kind: deployment.kind.name(),
            author: deployment.author,
            at: deployment.at,
            reason: deployment.reason,
        }
    }
}

impl From<Vec<Change>> for Difference {
    fn from(changes: Vec<Change>) -> Self {
        let sentences = changes.iter().map(Change::sentence).collect();
        Self {
            changes,
            sentences,
            told: None,
        }
    }
}
