//! The gate: what keeps a content from being published, and the warnings that must be ticked off.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use paywall_control::Manifest;
use paywall_control::policy::Warning;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::Body;
use crate::call::Call;
use crate::judge::judged;
use crate::problem::Problem;
use crate::source::Source;

/// A wish to check a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckDraft, example = json!({"edit": 17}))]
pub(crate) struct Wish {
    /// The number of the last edit that was seen; whatever is newest if absent.
    edit: Option<i64>,
}

/// The verdict about a content.
#[derive(Serialize, ToSchema)]
pub(crate) struct Checked {
    /// The hash of the content.
    manifest: String,
    /// The engine that looked at it, and the platforms that it looked for.
    engine: String,
    /// The reasons why it may not be published; none where it may.
    errors: Vec<Fault>,
    /// The warnings, which an environment may want to have ticked off.
    warnings: Vec<Warned>,
}

/// A reason why a content may not be published.
#[derive(Serialize, ToSchema)]
pub(crate) struct Fault {
    /// The stable code.
    code: String,
    /// A sentence for people.
    message: String,
    /// The place in the document, with ids in place of positions.
    path: String,
}

/// A warning about a content.
#[derive(Serialize, ToSchema)]
#[schema(as = Warning)]
pub(crate) struct Warned {
    /// The stable code.
    code: String,
    /// A sentence for people.
    message: String,
    /// The place in the document, with ids in place of positions.
    path: String,
    /// True if it was ticked off.
    ticked: bool,
}

/// Checks the head of a draft, or takes the verdict that is known.
#[utoipa::path(post, path = "/control/v1/apps/{app}/drafts/{draft}/check", tag = "publishing", request_body = Wish,
    responses((status = 200, body = Checked), (status = 412, description = "Somebody saved an edit meanwhile")))]
pub(crate) async fn draft(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Body(wish): Body<Wish>,
) -> Result<Json<Checked>, Problem> {
    let (draft, head) = call.app.control.draft_with_head(&id).await?;
    if wish.edit.is_some_and(|seen| seen != draft.edit) {
        let message = format!("the newest edit is {}", draft.edit);
        let status = StatusCode::PRECONDITION_FAILED;
        return Err(Problem::new(status, "behind", message));
    }
    checked(&call, head).await
}

/// Checks a revision, or takes the verdict that is known.
#[utoipa::path(post, path = "/control/v1/apps/{app}/revisions/{revision}/check", tag = "publishing",
    responses((status = 200, body = Checked)))]
pub(crate) async fn revision(
    call: Call,
    Path((_, revision)): Path<(String, String)>,
) -> Result<Json<Checked>, Problem> {
    let manifest = Source::Revision(revision).manifest(&call.app).await?;
    checked(&call, manifest).await
}

/// Checks a content.
async fn checked(call: &Call, manifest: Manifest) -> Result<Json<Checked>, Problem> {
    let hash = manifest.hash();
    let verdict = judged(&call.app, manifest, call.now).await?;
    let ticks = call.app.control.ticks().await?;
    let ticked: BTreeSet<Warning> = ticks.into_iter().map(|tick| tick.warning).collect();
    let errors = verdict.faults.into_iter().map(|fault| Fault {
        code: fault.code,
        message: fault.message,
        path: fault.path,
    });
    let warnings = verdict.warnings.into_iter().map(|note| Warned {
        ticked: ticked.contains(&note.warning),
        code: note.warning.code,
        message: note.message,
        path: note.warning.path,
    });
    Ok(Json(Checked {
        manifest: hash.to_string(),
        engine: call.app.judge(),
        errors: errors.collect(),
        warnings: warnings.collect(),
    }))
}
