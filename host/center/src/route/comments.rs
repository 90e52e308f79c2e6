//! Comments about drafts, in threads.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use paywall_database::control::{self, Place, Where};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::body::Body;
use crate::call::Call;
use crate::list::{newest, usual};
use crate::problem::Problem;

/// A comment of a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Comment {
    /// The number in the app.
    id: i64,
    /// The number of the first comment of the thread; its own, if it began one.
    thread: i64,
    /// The id of the draft.
    draft: String,
    /// The id of the paywall; empty if the thread is about the whole draft.
    paywall: String,
    /// The id of the component; empty if the thread is about all of them.
    component: String,
    /// The state in which the author saw it, as pages write it in their addresses.
    state: String,
    /// The words of the comment.
    words: String,
    /// The id of the author.
    author: String,
    /// The time, in milliseconds since 1970.
    at: i64,
    /// Whether the thread is settled. The first comment of a thread says it.
    resolved: bool,
    /// The id of whoever settled it.
    resolved_by: Option<String>,
}

/// A new comment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"draft": "5f…", "paywall": "plans", "component": "title", "words": "Shorter?"}))]
pub(crate) struct Remark {
    /// The id of the draft.
    draft: String,
    /// The id of the paywall; empty for the whole draft.
    #[serde(default)]
    paywall: String,
    /// The id of the component; empty for all of them.
    #[serde(default)]
    component: String,
    /// The state in which the author sees it, as pages write it in their addresses.
    #[serde(default)]
    state: String,
    /// The words of the comment.
    words: String,
    /// The number of a comment that it answers; a new thread begins without one.
    #[serde(default)]
    thread: Option<i64>,
}

/// The comments that are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The id of the draft; all of them if absent.
    draft: Option<String>,
    /// The number before which the list begins; the newest if absent.
    #[serde(default = "newest")]
    before: i64,
    /// The most entries: 1 to 1,000, and 100 if absent.
    #[serde(default = "usual")]
    most: u32,
}

/// Whether a thread is settled from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settled {
    /// True if it is settled.
    resolved: bool,
}

/// Lists comments, the newest first.
#[utoipa::path(get, path = "/control/v1/apps/{app}/comments", tag = "comments", params(Asked),
    responses((status = 200, body = Vec<Comment>)))]
pub(crate) async fn list(
    call: Call,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Comment>>, Problem> {
    let control = &call.app.control;
    let found = control
        .comments(asked.draft.as_deref(), asked.before, asked.most)
        .await?;
    Ok(Json(found.into_iter().map(Comment::from).collect()))
}

/// Says something about a draft, or answers a comment.
#[utoipa::path(post, path = "/control/v1/apps/{app}/comments", tag = "comments", request_body = Remark,
    responses((status = 201, body = Comment)))]
pub(crate) async fn say(
    call: Call,
    Body(remark): Body<Remark>,
) -> Result<(StatusCode, Json<Comment>), Problem> {
    let Remark {
        draft,
        paywall,
        component,
        state,
        words,
        thread,
    } = remark;
    let place = Place {
        draft,
        paywall,
        component,
        state,
    };
    let place = thread.map_or(Where::New(&place), Where::Answer);
    let control = &call.app.control;
    let said = control
        .comment(place, &words, &call.caller.id, call.now)
        .await?;
    Ok((StatusCode::CREATED, Json(said.into())))
}

/// Settles a thread, or opens it again. Answers its first comment.
#[utoipa::path(patch, path = "/control/v1/apps/{app}/comments/{comment}", tag = "comments", request_body = Settled,
    responses((status = 200, body = Comment)))]
pub(crate) async fn settle(
    call: Call,
    Path((_, comment)): Path<(String, String)>,
    Body(settled): Body<Settled>,
) -> Result<Json<Comment>, Problem> {
    let unknown = |_| Problem::not_found("comment", &comment);
    let comment: i64 = comment.parse().map_err(unknown)?;
    let control = &call.app.control;
    let first = control
        .resolve(comment, settled.resolved, &call.caller.id, call.now)
        .await?;
    Ok(Json(first.into()))
}

impl From<control::Comment> for Comment {
    fn from(comment: control::Comment) -> Self {
        let Place {
            draft,
            paywall,
            component,
            state,
        } = comment.place;
        Self {
            id: comment.sequence,
            thread: comment.thread,
            draft,
            paywall,
            component,
            state,
            words: comment.words,
            author: comment.author,
            at: comment.at.millis(),
            resolved: comment.resolved.is_some(),
            resolved_by: comment.resolved.map(|(by, _)| by),
        }
    }
}
