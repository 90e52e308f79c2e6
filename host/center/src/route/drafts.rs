//! Drafts: changes that nobody published yet.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use paywall_control::Hash;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::{Difference, Draft};
use crate::body::Body;
use crate::call::Call;
use crate::problem::Problem;
use crate::route::revisions::{How, compare, text};

/// A draft that is to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDraft, example = json!({"name": "Spring"}))]
pub(crate) struct New {
    /// The name for people.
    name: String,
    /// The hash of the revision that it begins with; if absent, what is live in production, or else the newest one.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    base: Option<Hash>,
}

/// A wish to make a revision of a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"edit": 17, "message": "Spring colours"}))]
pub(crate) struct Commit {
    /// The number of the last edit that the author saw.
    edit: i64,
    /// The reason, in the author's words.
    #[serde(default)]
    message: String,
}

/// A revision that was made of a draft.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"revision": "4f8a…", "manifest": "90c1…"}))]
pub(crate) struct Committed {
    /// The hash of the revision.
    revision: String,
    /// The hash of its content.
    manifest: String,
}

/// Lists the drafts that can be edited, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/drafts", tag = "drafts",
    responses((status = 200, body = Vec<Draft>)))]
pub(crate) async fn list(call: Call) -> Result<Json<Vec<Draft>>, Problem> {
    let drafts = call.app.control.drafts().await?;
    Ok(Json(drafts.into_iter().map(Draft::from).collect()))
}

/// Begins a draft.
#[utoipa::path(post, path = "/control/v1/apps/{app}/drafts", tag = "drafts", request_body = New,
    responses((status = 201, body = Draft)))]
pub(crate) async fn begin(
    call: Call,
    Body(new): Body<New>,
) -> Result<(StatusCode, Json<Draft>), Problem> {
    let base = match new.base {
        Some(base) => base,
        None => usual_base(&call).await?,
    };
    let control = &call.app.control;
    let draft = control
        .begin_draft(&new.name, base, &call.caller.id, call.now)
        .await?;
    Ok((StatusCode::CREATED, Json(draft.into())))
}

/// Returns the revision that a draft begins with if it names none.
async fn usual_base(call: &Call) -> Result<Hash, Problem> {
    if let Some(live) = call.app.control.live("production").await? {
        return Ok(live.revision);
    }
    let newest = call.app.control.revisions(i64::MAX, 1).await?;
    let missing = || Problem::not_found("revision", "");
    newest.first().map(|newest| newest.hash).ok_or_else(missing)
}

/// Shows a draft.
#[utoipa::path(get, path = "/control/v1/apps/{app}/drafts/{draft}", tag = "drafts",
    responses((status = 200, body = Draft)))]
pub(crate) async fn show(
    call: Call,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Draft>, Problem> {
    Ok(Json(call.app.control.draft(&id).await?.into()))
}

/// Closes a draft: nothing of it is lost, and nobody edits it any more.
#[utoipa::path(delete, path = "/control/v1/apps/{app}/drafts/{draft}", tag = "drafts",
    responses((status = 204, description = "It is closed")))]
pub(crate) async fn close(
    call: Call,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    call.app.control.close_draft(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the whole content of a draft. `ETag` is the number of its last edit.
#[utoipa::path(get, path = "/control/v1/apps/{app}/drafts/{draft}/document", tag = "drafts",
    responses((status = 200, description = "The document, with all ids", body = Object)))]
pub(crate) async fn document(
    call: Call,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let control = &call.app.control;
    let (draft, head) = control.draft_with_head(&id).await?;
    let text = text(&call.app, head, None).await?;
    let head = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::ETAG, format!("\"{}\"", draft.edit)),
    ];
    Ok((head, text).into_response())
}

/// Compares a draft with the revision that it began with, or that was last made of it.
#[utoipa::path(get, path = "/control/v1/apps/{app}/drafts/{draft}/changes", tag = "drafts", params(How),
    responses((status = 200, body = Difference)))]
pub(crate) async fn changes(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Query(how): Query<How>,
) -> Result<Json<Difference>, Problem> {
    let control = &call.app.control;
    let (draft, head) = control.draft_with_head(&id).await?;
    let base = control.revision(draft.base).await?.revision.manifest;
    let manifests = (control.manifest(base).await?, head);
    Ok(Json(compare(&call, manifests, how).await?))
}

/// Makes a revision of a draft, and goes on with the draft from there.
#[utoipa::path(post, path = "/control/v1/apps/{app}/drafts/{draft}/commit", tag = "drafts", request_body = Commit,
    responses((status = 201, body = Committed), (status = 412, description = "Somebody saved an edit meanwhile")))]
pub(crate) async fn commit(
    call: Call,
    Path((_, id)): Path<(String, String)>,
    Body(wish): Body<Commit>,
) -> Result<(StatusCode, Json<Committed>), Problem> {
    let (control, author) = (&call.app.control, &call.caller.id);
    let (edit, message, engine) = (wish.edit, &wish.message, &call.app.version);
    let hash = control
        .commit_draft(&id, edit, author, message, engine, call.now)
        .await?;
    let made = Committed {
        revision: hash.to_string(),
        manifest: control.revision(hash).await?.revision.manifest.to_string(),
    };
    Ok((StatusCode::CREATED, Json(made)))
}
